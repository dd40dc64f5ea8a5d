import type { Json } from '../model/json.ts';
import { studentBoundary } from '../stats/mixture-boundary.ts';
import type { FittedNoise } from '../stats/noise-profile-fit.ts';
import { profileHalfWidthAt, profileLook, profileLower, profileUpper } from '../stats/noise-profile-look.ts';
import { pairedLook, pairedLower, pairedUpper } from '../stats/paired-look.ts';
import { unpairedLook } from '../stats/unpaired-look.ts';

import type { ProfileTrust } from './profile-trust.ts';

export type Engine = 'paired' | 'profile' | 'unpaired';

/** What every engine answers of one stretch of a contrast; bounds hold over all looks together, at any error level asked for. */
export interface ContrastLook {
  readonly engine: Engine;
  /** Steps with data. */
  readonly n: number;
  readonly nEff: number;
  /** Mean effect; NaN when n = 0. */
  readonly estimate: number;
  /** False: bounds may not decide anything yet. */
  readonly ready: boolean;
  /** Every step is the same: the effect is known without error. */
  readonly constant: boolean;
  readonly lower: (alpha: number) => number;
  readonly upper: (alpha: number) => number;
  /** Half-width to expect once there are `steps` steps with data; Infinity when it cannot be foreseen. */
  readonly halfWidthAt: (steps: number, alpha: number) => number;
  /** Fewest steps at which the engine would be ready; Infinity when it cannot be foreseen. */
  readonly readyAt: number;
  readonly note?: string;
  readonly evidence: { readonly [key: string]: Json };
}

const MIN_STEPS = 10;
const MISFIT_AFTER = 20;

/** The engine for a contrast whose noise is only known from the run itself. */
export function lookPaired(contrast: Float64Array, minEffectiveSteps: number): ContrastLook {
  const look = pairedLook(contrast, { minSteps: MIN_STEPS, minEffectiveSteps });
  const { n, kappa, stepVariance } = look;
  // At its cap kappa only says "more than can be measured": nothing can be foreseen from it.
  const capped = kappa >= n / 2;
  return {
    engine: 'paired',
    n,
    nEff: look.nEff,
    estimate: look.mean,
    ready: look.ready,
    constant: n >= 3 && stepVariance === 0,
    lower: remembered((alpha) => pairedLower(look, alpha)),
    upper: remembered((alpha) => pairedUpper(look, alpha)),
    halfWidthAt: (steps, alpha) => {
      const nEff = steps / kappa;
      if (capped || nEff <= 1) return Infinity;
      return studentBoundary(steps, alpha, Math.max(nEff - 1, 1)) * Math.sqrt((stepVariance * kappa) / steps / (1 - 1 / nEff));
    },
    readyAt: capped ? Infinity : Math.max(MIN_STEPS, minEffectiveSteps * kappa),
    evidence: { phi: look.phi, kappa, gaps: look.gaps, standardError: finiteOrNull(look.standardError) },
  };
}

/** The engine for a contrast whose noise was learnt before the run. */
export function lookWithProfile(
  contrast: Float64Array,
  fitted: FittedNoise,
  trust: Pick<ProfileTrust, 'vagueShare' | 'scaleSteps'>,
): ContrastLook {
  const look = profileLook(fitted, contrast, trust);
  const misfit = look.n >= MISFIT_AFTER && (look.vague > 0.5 || look.scaleRatio < 0.25 || look.scaleRatio > 4);
  return {
    engine: 'profile',
    n: look.n,
    nEff: look.nEff,
    estimate: look.mean,
    ready: look.ready,
    constant: false,
    lower: remembered((alpha) => profileLower(look, alpha)),
    upper: remembered((alpha) => profileUpper(look, alpha)),
    halfWidthAt: (steps, alpha) => profileHalfWidthAt(look, steps, alpha),
    readyAt: look.n,
    ...(misfit && { note: 'the noise does not match its profile' }),
    evidence: { vague: look.vague, scaleRatio: look.scaleRatio },
  };
}

/** The engine for two sides that cannot be aligned: values on a scale where candidate - control is the effect. */
export function lookUnpaired(control: Float64Array, candidate: Float64Array, minEffectiveSteps: number): ContrastLook {
  const look = unpairedLook(control, candidate);
  return {
    engine: 'unpaired',
    n: look.n,
    nEff: look.nEff,
    estimate: look.difference,
    ready: look.n >= MIN_STEPS && look.nEff >= minEffectiveSteps,
    constant: look.standardError === 0,
    lower: (alpha) => look.difference - half(alpha),
    upper: (alpha) => look.difference + half(alpha),
    halfWidthAt: () => Infinity,
    readyAt: Infinity,
    note: 'the sides have no steps in common, so they were compared without pairing',
    evidence: { standardError: finiteOrNull(look.standardError) },
  };

  function half(alpha: number): number {
    if (look.standardError === 0 || look.standardError === Infinity) return look.standardError;
    return studentBoundary(look.n, alpha, look.df) * look.standardError;
  }
}

/** A root of a mixture is dear and asked for twice, to decide and to show. */
function remembered(bound: (alpha: number) => number): (alpha: number) => number {
  const known = new Map<number, number>();
  return (alpha) => {
    const value = known.get(alpha) ?? bound(alpha);
    known.set(alpha, value);
    return value;
  };
}

export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
