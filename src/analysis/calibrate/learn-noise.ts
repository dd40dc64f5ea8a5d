import { type ContrastScale, readableEffect } from '../../judging/contrast.ts';
import { gaugeLimits } from '../../judging/gauge-contrast.ts';
import { noiseProfile, profileRefusal } from '../../judging/noise-profile-use.ts';
import { profileContrasts, withoutProfileBecause } from '../../judging/profile-contrast.ts';
import type { AnalysisConfig, MetricConfig } from '../../model/config.ts';
import { slicePair } from '../../model/map-pair.ts';
import type { PairData } from '../../model/metric-data.ts';
import type { NoiseProfile } from '../../model/noise-profile.ts';
import { fitNoise } from '../../stats/noise-profile-fit.ts';
import { profileLook, profileLower, profileUpper } from '../../stats/noise-profile-look.ts';
import { queryHash } from './query-hash.ts';
import { scaleNoise } from './scale-noise.ts';
import { presentSteps, type Stretch, usableParts } from './stretches.ts';

const MIN_HISTORY = 240;
/** Of each limit of the difference between two sides of one version. */
const DIFFERENCE_ALPHA = 0.005;

/** How far two sides of one version are apart, as people read it: a share of the control, or the metric's own unit. */
export interface SideDifference {
  readonly scale: 'relative' | 'absolute';
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** What the config allows a candidate, on the same scale. */
  readonly tolerance: number;
}

export interface LearntNoise {
  /** Steps with data on both sides in the usable parts, and how many parts there are. */
  readonly steps: number;
  readonly segments: number;
  readonly profile?: NoiseProfile;
  /** Why there is no profile; a clause. */
  readonly refusal?: string;
  /** Present when the sides certainly differ, at 1 %. */
  readonly difference?: SideDifference;
}

export interface History {
  readonly config: AnalysisConfig;
  /** Unix milliseconds of the last step. */
  readonly endMs: number;
  /** Multiplies the variance, for a release has other numbers of instances; 1 leaves it. */
  readonly varianceFactor: number;
}

/**
 * The noise of one metric from stretches in which both sides ran the same version and nothing changed.
 * @param pair of the whole history.
 */
export function learnNoise(metric: MetricConfig, pair: PairData, stretches: readonly Stretch[], history: History): LearntNoise {
  const none = withoutProfileBecause(metric);
  if (none !== undefined || pair.kind !== 'gauge') return { steps: 0, segments: 0, refusal: none ?? 'it is no gauge' };
  const { control, candidate } = pair;
  const isPresent = (i: number): boolean => Number.isFinite(control.values[i]!) && Number.isFinite(candidate.values[i]!);
  const parts = usableParts(stretches, isPresent);
  const found = { steps: parts.reduce((sum, part) => sum + presentSteps(part, isPresent), 0), segments: parts.length };
  if (found.steps < MIN_HISTORY) {
    const missing = MIN_HISTORY - found.steps;
    return { ...found, refusal: `the history has ${found.steps} usable steps of ${MIN_HISTORY}: ${missing} more are needed` };
  }
  const contrasts = profileContrasts(
    metric,
    parts.map((part) => slicePair(pair, part) as PairData<'gauge'>),
  );
  if ('refusal' in contrasts) return { ...found, refusal: contrasts.refusal };
  try {
    const fitted = fitNoise(contrasts.values);
    const { difference, tooLarge } = sideDifference(metric, fitted, contrasts);
    const said = { ...found, ...(difference && { difference }) };
    if (tooLarge) return { ...said, refusal: 'the sides differ by more than the tolerance with the same version' };
    const origin = {
      metric: metric.name,
      contrast: contrasts.scale,
      stepMs: history.config.stepMs,
      queryHash: queryHash(history.config, metric),
      fittedAtMs: history.endMs,
    };
    const profile = noiseProfile(scaleNoise(fitted, history.varianceFactor), origin);
    const refusal = profileRefusal(profile, { contrast: contrasts.scale, stepMs: origin.stepMs });
    return refusal === undefined ? { ...said, profile } : { ...said, refusal };
  } catch (error) {
    if (error instanceof RangeError) return { ...found, refusal: error.message };
    throw error;
  }
}

/** A constant distance of the sides is no noise: it is in no profile and in no interval, so it must be seen, and lie within the tolerance. */
function sideDifference(
  metric: MetricConfig,
  fitted: ReturnType<typeof fitNoise>,
  { scale, values }: { readonly scale: ContrastScale; readonly values: readonly Float64Array[] },
): { readonly difference?: SideDifference; readonly tooLarge: boolean } {
  const joined = Float64Array.from(values.flatMap((part) => [...part]));
  const look = profileLook(fitted, joined);
  const [lower, upper] = [profileLower(look, DIFFERENCE_ALPHA), profileUpper(look, DIFFERENCE_ALPHA)];
  if (lower <= 0 && upper >= 0) return { tooLarge: false };
  const limits = gaugeLimits(scale, metric);
  const limit = Math.min(limits.above ?? Infinity, limits.below ?? Infinity);
  const read = (value: number): number => readableEffect(scale, value);
  const difference = {
    scale: scale === 'absolute' ? ('absolute' as const) : ('relative' as const),
    estimate: read(look.mean),
    lower: read(lower),
    upper: read(upper),
    tolerance: read(limit),
  };
  return { difference, tooLarge: Math.abs(look.mean) >= limit };
}
