import { longRunVariance } from './long-run-variance.ts';
import { winsorise } from './winsorise.ts';

/** Difference of two means of autocorrelated series that share no clock. */
export interface UnpairedLook {
  /** Steps with data on the side that has fewer. */
  readonly n: number;
  /** Independent-step equivalent of the side that has fewer. */
  readonly nEff: number;
  /** Winsorised mean of the candidate minus that of the control; NaN when a side is empty. */
  readonly difference: number;
  /** 0 when both sides are constant, Infinity when there is too little to tell. */
  readonly standardError: number;
  /** Degrees of freedom after Welch and Satterthwaite, >= 1. */
  readonly df: number;
}

/**
 * Compares two sides whose steps cannot be paired: each side's mean with its own long-run variance.
 * What both sides share (time of day, load) is not cancelled, so the interval is wide, and it is only as right as the two stretches are alike.
 * Anything not finite is a missing step.
 * @see Welch, The generalization of Student's problem (1947).
 */
export function unpairedLook(control: ArrayLike<number>, candidate: ArrayLike<number>): UnpairedLook {
  const a = side(control);
  const b = side(candidate);
  const variance = a.variance + b.variance;
  const df = variance > 0 ? variance ** 2 / (a.variance ** 2 / Math.max(a.nEff - 1, 1) + b.variance ** 2 / Math.max(b.nEff - 1, 1)) : 1;
  return {
    n: Math.min(a.n, b.n),
    nEff: Math.min(a.nEff, b.nEff),
    difference: b.mean - a.mean,
    standardError: Math.sqrt(variance),
    df: Number.isFinite(df) ? Math.max(df, 1) : 1,
  };
}

/** Mean of a side, and the variance of that mean. */
function side(values: ArrayLike<number>): { n: number; nEff: number; mean: number; variance: number } {
  const present = Float64Array.from(values).filter((value) => Number.isFinite(value));
  const n = present.length;
  if (n === 0) return { n, nEff: 0, mean: Number.NaN, variance: Infinity };
  if (n < 3) return { n, nEff: n, mean: present[0]!, variance: Infinity };
  const { mean, nEff, variance } = longRunVariance(winsorise(present));
  return { n, nEff, mean, variance: variance / n };
}
