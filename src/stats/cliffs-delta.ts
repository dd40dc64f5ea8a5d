import { assertSample } from './assert-sample.ts';
import { assertLevels, type ConfidenceInterval, type IntervalEstimate } from './confidence-interval.ts';
import { inOrder } from './in-order.ts';
import { studentTQuantileUpper } from './student-t.ts';

/**
 * Common-language effect size: the chance that a candidate value is above a control value, ties counting one half.
 *
 * @param control   n >= 1 values, any order; infinities are compared like any value.
 * @param candidate m >= 1 values, same unit.
 * @returns in [0, 1]; 0.5 is no effect.
 * @throws {RangeError} a sample is empty or holds NaN.
 * @see McGraw & Wong (1992), Psychological Bulletin 111, 361-365; Vargha & Delaney (2000) for the ties.
 */
export function commonLanguageEffect(control: ArrayLike<number>, candidate: ArrayLike<number>): number {
  return 0.5 + 0.5 * cliffsDelta(control, candidate).estimate;
}

/**
 * Cliff's delta: the chance that a candidate value is above a control value, minus the chance that it is below.
 * Limits are Cliff's asymmetric ones, which stay within [-1, 1], with Student's t at n + m - 2 degrees of freedom.
 *
 * @param control   n >= 1 values (n >= 2 for limits), any order; infinities are compared like any value.
 * @param candidate m >= 1 values (m >= 2 for limits), same unit.
 * @param alphas one-sided error levels, each in (0, 0.5), one interval for each.
 * @returns estimate in [-1, 1]; 0 is no effect. The same in any unit: only the order of the values counts.
 * @throws {RangeError} too few values, NaN, or a level out of range.
 * @see Cliff (1993), Psychological Bulletin 114, 494-509; Feng & Cliff (2004), J. Modern Applied Statistical Methods 3, 322-332,
 *      for the limits, and for those of an estimate of 1 or -1.
 */
export function cliffsDelta(control: ArrayLike<number>, candidate: ArrayLike<number>, alphas: readonly number[] = []): IntervalEstimate {
  const least = alphas.length > 0 ? 2 : 1;
  assertSample('control', control, least);
  assertSample('candidate', candidate, least);
  assertLevels(alphas);
  const before = inOrder(control);
  const after = inOrder(candidate);
  const n = before.length;
  const m = after.length;
  const ofCandidate = dominances(after, before);
  const ofControl = dominances(before, after);
  const estimate = ofCandidate.surplus / (n * m);
  const sizes = { estimate, n, m };
  const intervals = alphas.map((alpha) => {
    const squares = ofCandidate.untied - n * m * estimate * estimate;
    const spreads = n * n * spread(ofCandidate, n, estimate) + m * m * spread(ofControl, m, -estimate);
    return cliffsLimits({ ...sizes, variance: (spreads - squares) / (n * m * (n - 1) * (m - 1)) }, alpha);
  });
  return { estimate, intervals };
}

export interface CliffsDelta {
  readonly estimate: number;
  /** Values of either side, >= 2. */
  readonly n: number;
  readonly m: number;
  /** Of the estimate, by Cliff's unbiased formula; may be below 0 by chance. */
  readonly variance: number;
}

/** The limits that `cliffsDelta` says. @param alpha one-sided error level, in (0, 0.5). */
export function cliffsLimits({ estimate, n, m, variance: unbiased }: CliffsDelta, alpha: number): ConfidenceInterval {
  const t = studentTQuantileUpper(alpha, n + m - 2);
  if (Math.abs(estimate) === 1) {
    const few = Math.min(n, m);
    const end = Math.max(-1, (few - t * t) / (few + t * t));
    return estimate > 0 ? { alpha, lower: end, upper: 1 } : { alpha, lower: -1, upper: -end };
  }
  const variance = Math.max(unbiased, (1 - estimate * estimate) / (n * m - 1));
  const open = 1 - estimate * estimate;
  const reach = t * Math.sqrt(variance) * Math.sqrt(open * open + t * t * variance);
  const scale = open + t * t * variance;
  return {
    alpha,
    lower: Math.max(-1, Math.min(estimate, (estimate * open - reach) / scale)),
    upper: Math.min(1, Math.max(estimate, (estimate * open + reach) / scale)),
  };
}

interface Dominances {
  /** For each value of one side: how many of the other side it is above, minus how many it is below. */
  readonly each: Float64Array;
  /** Their sum. */
  readonly surplus: number;
  /** Pairs of unequal values. */
  readonly untied: number;
}

function dominances(values: Float64Array, others: Float64Array): Dominances {
  const each = new Float64Array(values.length);
  let surplus = 0;
  let untied = 0;
  let below = 0;
  let notAbove = 0;
  for (let i = 0; i < values.length; i++) {
    while (below < others.length && others[below]! < values[i]!) below++;
    while (notAbove < others.length && others[notAbove]! <= values[i]!) notAbove++;
    const above = others.length - notAbove;
    each[i] = below - above;
    surplus += below - above;
    untied += below + above;
  }
  return { each, surplus, untied };
}

function spread({ each }: Dominances, others: number, mean: number): number {
  return each.reduce((sum, dominance) => sum + (dominance / others - mean) ** 2, 0);
}
