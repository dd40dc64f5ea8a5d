import type { NoiseProfile } from '../model/noise-profile.ts';
import { NOISE_MODELS, NOISE_PROFILE_VERSION } from '../stats/noise-model-grid.ts';
import type { FittedNoise } from '../stats/noise-profile-fit.ts';
import type { ContrastScale } from './contrast.ts';

const MIN_HISTORY = 240;
const MAX_AGE_MS = 30 * 24 * 3600 * 1000;

/** What a profile must match to be used. What is left out is not asked for. */
export interface ProfileUse {
  readonly contrast: ContrastScale;
  readonly stepMs: number;
  readonly metric?: string;
  readonly queryHash?: string;
  /** Unix milliseconds of the start of the run. */
  readonly startMs?: number;
}

/** Why a noise profile cannot be used; undefined when it can. Decide before the first look and stay with it: two engines are two chances to err. */
export function profileRefusal(profile: NoiseProfile, use: ProfileUse): string | undefined {
  if (profile.version !== NOISE_PROFILE_VERSION) return `it is of version ${profile.version}, not ${NOISE_PROFILE_VERSION}`;
  if (profile.weight.length !== NOISE_MODELS.length || profile.variance.length !== NOISE_MODELS.length) return 'it is damaged';
  if (use.metric !== undefined && profile.metric !== use.metric) return `it is of the metric ${profile.metric}`;
  if (profile.contrast !== use.contrast) return `it is of a ${profile.contrast} contrast, the run has ${use.contrast}`;
  if (profile.stepMs !== use.stepMs) return `its step is ${profile.stepMs} ms, the run's ${use.stepMs} ms`;
  if (use.queryHash !== undefined && profile.queryHash !== use.queryHash) return 'its queries were others';
  if (!(profile.n >= MIN_HISTORY)) return `it was learnt from ${profile.n} steps, ${MIN_HISTORY} are needed`;
  if (use.startMs !== undefined && use.startMs - profile.fittedAtMs > MAX_AGE_MS) return 'it is older than 30 days';
  if (!(profile.mad > 0 && profile.mad < Infinity)) return 'its history hardly varies';
  if (!(profile.meanVariance > 0 && profile.meanVariance < Infinity)) return 'its history has no usable variance';
  if (!profile.variance.every((variance) => variance > 0 && variance < Infinity)) return 'it is damaged';
  return undefined;
}

/** Fields of a profile that make it belong to a metric and a history. */
export type ProfileOrigin = Pick<NoiseProfile, 'metric' | 'contrast' | 'stepMs' | 'queryHash' | 'fittedAtMs'>;

/** A fit with where it came from: what is kept. */
export function noiseProfile(fitted: FittedNoise, origin: ProfileOrigin): NoiseProfile {
  return { version: NOISE_PROFILE_VERSION, ...origin, ...fitted };
}
