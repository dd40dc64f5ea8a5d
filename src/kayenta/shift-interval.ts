import { normalQuantileUpper } from '../stats/normal.ts';
import { brentRoot } from './brent-root.ts';
import type { Samples } from './canary.ts';

/** Of the roots, in the metric's own unit: the same data in another unit can be judged otherwise. Kayenta's, so it stays. */
const ROOT_TOLERANCE = 1e-4;

export interface ShiftInterval {
  readonly lower: number;
  readonly upper: number;
  /** Hodges-Lehmann shift of the experiment against the control, found as a root and so give or take 1e-4. */
  readonly estimate: number;
}

/**
 * Interval and estimate of the shift, by inverting the Wilcoxon statistic: R's
 * wilcox.test(experiment, control, exact = FALSE, correct = TRUE, conf.int = TRUE).
 * The ends never leave the range of all differences; the estimate is not held to it.
 *
 * @param samples    neither side empty, no NaN, any order.
 * @param confidence two-sided, in (0, 1).
 * @throws {RangeError} every observation is tied at a shift that is tried.
 */
export function shiftInterval(samples: Samples, confidence: number): ShiftInterval {
  const sorted = { experiment: ascending(samples.experiment), control: ascending(samples.control) };
  const { experiment, control } = sorted;
  const low = experiment[0]! - control[control.length - 1]!;
  const high = experiment[experiment.length - 1]! - control[0]!;
  const root = (quantile: number): number => brentRoot((shift) => statistic(sorted, shift) - quantile, [low, high], ROOT_TOLERANCE);
  const end = (quantile: number): number => {
    if (statistic(sorted, low) - quantile <= 0) return low;
    if (statistic(sorted, high) - quantile >= 0) return high;
    return root(quantile);
  };
  const z = normalQuantileUpper((1 - confidence) / 2);
  return { lower: end(z), upper: end(-z), estimate: root(0) };
}

/** Standardised rank sum of `experiment - shift` against `control`, with the corrections for continuity and for ties.
 *  @throws {RangeError} all of them are equal. */
export function wilcoxonStatistic({ experiment, control }: Samples, shift: number): number {
  return statistic({ experiment: ascending(experiment), control: ascending(control) }, shift);
}

interface Ascending {
  readonly experiment: Float64Array;
  readonly control: Float64Array;
}

/** By merging, as a shift keeps the order: ranks are halves of integers, so their sum is exact in any order of summation. */
function statistic({ experiment, control }: Ascending, shift: number): number {
  const m = experiment.length;
  const n = control.length;
  const shifted = experiment.map((value) => {
    const difference = value - shift;
    return Number.isNaN(difference) ? Infinity : difference; // of two infinities: ranked last
  });
  let sum = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < m || j < n) {
    const value = i < m && !(j < n && control[j]! < shifted[i]!) ? shifted[i]! : control[j]!;
    const fromI = i;
    const fromJ = j;
    while (i < m && shifted[i] === value) i++;
    while (j < n && control[j] === value) j++;
    const tied = i - fromI + j - fromJ;
    sum += (i - fromI) * (fromI + fromJ + (tied + 1) / 2);
    ties += tied ** 3 - tied;
  }
  const excess = sum - (m * (m + 1)) / 2 - (m * n) / 2;
  const sigma = Math.sqrt(((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1))));
  if (sigma === 0) throw new RangeError('no interval: every observation is tied');
  return (excess - 0.5 * Math.sign(excess)) / sigma;
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
