import { longRunVariance } from './long-run-variance.ts';
import { mixtureBoundary, studentBoundary } from './mixture-boundary.ts';
import { normalLogUpperTail } from './normal.ts';
import { studentTLogUpperTail } from './student-t.ts';
import { winsorise } from './winsorise.ts';

/** More missing steps than this share inside the series make its autocorrelation doubtful. */
const GAPPY_SHARE = 0.2;

export interface PairedLookOptions {
  /** Steps with data before the look is ready. Default 10. */
  readonly minSteps?: number;
  /** Independent steps before the look is ready. Default 8; 12 is strict. */
  readonly minEffectiveSteps?: number;
}

/** One look at a contrast, level-free: `pairedLower` and `pairedUpper` cut it at any error level. */
export interface PairedLook {
  /** Steps with data. */
  readonly n: number;
  /** Steps without data between the first and the last that have some. */
  readonly gaps: number;
  /** Winsorised mean; NaN when n = 0. */
  readonly mean: number;
  /** Variance of one step, 0 when every step is the same. */
  readonly stepVariance: number;
  readonly phi: number;
  readonly kappa: number;
  readonly nEff: number;
  readonly longRunVariance: number;
  /** Of the mean; 0 when every step is the same, Infinity when there is too little to tell. */
  readonly standardError: number;
  /** Degrees of freedom of the standard error, >= 1. */
  readonly df: number;
  /** False: the bounds may not be used for a decision. */
  readonly ready: boolean;
}

/**
 * The mean of a per-step contrast with an uncertainty that stands autocorrelation, outliers and looking again at every step.
 * @param contrast  in time order; anything not finite is a missing step. Gaps are closed; when more than 20 % of the steps are missing
 *                  the margin on the autocorrelation doubles.
 */
export function pairedLook(contrast: ArrayLike<number>, options: PairedLookOptions = {}): PairedLook {
  const { minSteps = 10, minEffectiveSteps = 8 } = options;
  const { values, gaps } = withoutGaps(contrast);
  const n = values.length;
  if (n < 3) return tooShort(values, gaps);

  const moments = longRunVariance(winsorise(values), gaps > GAPPY_SHARE * (n + gaps) ? 1 : 0.5);
  const { mean, stepVariance, phi, kappa, nEff, variance } = moments;
  return {
    n,
    gaps,
    mean,
    stepVariance,
    phi,
    kappa,
    nEff,
    longRunVariance: variance,
    standardError: Math.sqrt(variance / n),
    df: Math.max(nEff - 1, 1),
    ready: n >= minSteps && nEff >= minEffectiveSteps,
  };
}

/** Half-width of the interval at a one-sided level that holds over all looks, >= 0. @throws {RangeError} alpha outside (0, 0.5). */
export function pairedHalfWidth(look: PairedLook, alpha: number): number {
  if (look.standardError === 0 || look.standardError === Infinity) return look.standardError;
  return studentBoundary(look.n, alpha, look.df) * look.standardError;
}

/** The mean effect is above this, wrong at any look at all with chance alpha at most. -Infinity when nothing can be said. */
export function pairedLower(look: PairedLook, alpha: number): number {
  return look.n < 3 ? -Infinity : look.mean - pairedHalfWidth(look, alpha);
}

/** The mean effect is below this, wrong at any look at all with chance alpha at most. Infinity when nothing can be said. */
export function pairedUpper(look: PairedLook, alpha: number): number {
  return look.n < 3 ? Infinity : look.mean + pairedHalfWidth(look, alpha);
}

/**
 * Evidence of one look, beyond what is needed, that the mean effect is above 0 (`sign` 1) or below (-1), as a difference of log tails:
 * above 0 where `pairedLower` is, or `pairedUpper` below. -Infinity when nothing can be said.
 * @throws {RangeError} alpha outside (0, 0.5).
 */
export function pairedRejection({ n, mean, standardError, df }: PairedLook, alpha: number, sign: 1 | -1): number {
  const effect = sign * mean;
  if (n < 3 || standardError === Infinity) return -Infinity;
  if (standardError === 0) return effect > 0 ? Infinity : -Infinity;
  return normalLogUpperTail(mixtureBoundary(n, alpha)) - studentTLogUpperTail(effect / standardError, df);
}

function tooShort(values: Float64Array, gaps: number): PairedLook {
  const n = values.length;
  const mean = n === 0 ? Number.NaN : (values[0]! + values[n - 1]!) / 2;
  return {
    n,
    gaps,
    mean,
    stepVariance: 0,
    phi: 0,
    kappa: 1,
    nEff: n,
    longRunVariance: Infinity,
    standardError: Infinity,
    df: 1,
    ready: false,
  };
}

/** The values that are there: where none is missing the contrast itself. */
function withoutGaps(contrast: ArrayLike<number>): { values: Float64Array; gaps: number } {
  let whole = contrast instanceof Float64Array;
  for (let i = 0; whole && i < contrast.length; i++) whole = Number.isFinite(contrast[i]!);
  if (whole) return { values: contrast as Float64Array, gaps: 0 };
  const values = new Float64Array(contrast.length);
  let n = 0;
  let first = -1;
  let last = -1;
  for (let i = 0; i < contrast.length; i++) {
    const value = contrast[i]!;
    if (!Number.isFinite(value)) continue;
    values[n++] = value;
    if (first === -1) first = i;
    last = i;
  }
  return { values: values.subarray(0, n), gaps: n === 0 ? 0 : last - first + 1 - n };
}
