import { assertLevels, type ConfidenceInterval, type IntervalEstimate } from './confidence-interval.ts';
import { normalQuantileUpper } from './normal.ts';
import { type OrderedSamples, orderedSamples } from './ordered-samples.ts';
import { differenceRanks } from './pairwise-difference.ts';
import { EXACT_LIMIT, orderCount, uLowerTails } from './u-distribution.ts';

export interface ShiftOptions {
  /** One-sided error levels, each in (0, 0.5), one interval for each. Default none. */
  readonly alphas?: readonly number[];
  /** Default: exact where it can be (no ties in the pooled sample, at most 50 values a side), else the normal approximation. */
  readonly method?: 'exact' | 'asymptotic';
}

export interface ShiftEstimate extends IntervalEstimate {
  /** Median of the control: what a relative shift is relative to. */
  readonly controlMedian: number;
  /** Where the ranks of the limits come from: the exact distribution of U, or its normal approximation. */
  readonly method: 'exact' | 'asymptotic';
}

/**
 * Hodges-Lehmann estimate of how far `candidate` is shifted against `control`: the median of all n * m differences
 * candidate - control, with Moses' limits, the C-th smallest and C-th largest of these differences.
 *
 * `exact`: C - 1 is the largest U whose lower tail is at most alpha. `asymptotic`: C - 1 = floor(n m / 2 - z s) with
 * s^2 = n m (n + m + 1) / 12, without corrections for ties (which only widens) and for continuity.
 * Where not even the most extreme of all orders is as rare as alpha, or C < 1, the interval is unbounded.
 *
 * Results are exact order statistics, so they are the same in any unit: data times 2^k give results times 2^k.
 * O((n + m) log(n + m)) time, O(n + m) memory.
 *
 * @param control   n >= 1 finite values in any order, in the metric's own unit; not modified.
 * @param candidate m >= 1 finite values, same unit.
 * @throws {RangeError} a sample is empty, holds NaN or an infinity (the difference of two infinities has no value) or a
 *   difference that overflows; a level is out of range; `exact` is asked for with ties or more than 50 values a side.
 * @see Hollander, Wolfe & Chicken (2014) 4.2 and 4.3; Moses (1965), Queries, Technometrics 7, 257-260.
 */
export function hodgesLehmannShift(control: ArrayLike<number>, candidate: ArrayLike<number>, options: ShiftOptions = {}): ShiftEstimate {
  return hodgesLehmannOf(orderedSamples(control, candidate), options);
}

/**
 * `hodgesLehmannShift` of samples in order.
 * @throws {RangeError} as `hodgesLehmannShift`.
 */
export function hodgesLehmannOf(
  { control: before, candidate: after }: OrderedSamples,
  { alphas = [], method }: ShiftOptions = {},
): ShiftEstimate {
  assertLevels(alphas);
  const n = before.length;
  const m = after.length;
  const pairs = n * m;
  if (!Number.isFinite(after[m - 1]! - before[0]!) || !Number.isFinite(after[0]! - before[n - 1]!))
    throw new RangeError('the difference of candidate and control overflows');

  const exactPossible = Math.max(n, m) <= EXACT_LIMIT && !hasTies(before, after);
  if (method === 'exact' && !exactPossible)
    throw new RangeError(`exact limits of ${n} and ${m} values: needs no ties and at most ${EXACT_LIMIT} a side`);
  const used = method ?? (exactPossible ? 'exact' : 'asymptotic');
  const tails = used === 'exact' ? uLowerTails(n, m) : undefined;
  const limits = alphas.map((alpha) => ({ alpha, rank: tails ? exactRank(tails, alpha) : normalRank(n, m, alpha) }));
  const half = Math.ceil(pairs / 2);
  const bounded = limits.filter(({ rank }) => rank >= 1);
  const nth = differenceRanks(before, after, [half, ...bounded.flatMap(({ rank }) => [rank, pairs + 1 - rank])]);

  const middle = nth(half);
  const estimate = pairs % 2 === 1 ? middle : midpoint(middle, nth(half + 1));
  const intervals = limits.map(({ alpha, rank }): ConfidenceInterval => {
    if (rank < 1) return { alpha, lower: -Infinity, upper: Infinity };
    return { alpha, lower: nth(rank), upper: nth(pairs + 1 - rank) };
  });
  const controlMedian = midpoint(before[Math.ceil(n / 2) - 1]!, before[Math.floor(n / 2)]!);
  return { estimate, intervals, controlMedian, method: used };
}

function exactRank(tails: Float64Array, alpha: number): number {
  let rank = 0;
  while (tails[rank]! <= alpha) rank++;
  return rank;
}

function normalRank(n: number, m: number, alpha: number): number {
  if (alpha * orderCount(n, m) < 1) return 0;
  return Math.floor((n * m) / 2 - normalQuantileUpper(alpha) * Math.sqrt((n * m * (n + m + 1)) / 12)) + 1;
}

/** Halves first where the sum overflows; otherwise last, as halves of the smallest doubles are not exact. */
function midpoint(a: number, b: number): number {
  const sum = a + b;
  return Number.isFinite(sum) ? sum / 2 : a / 2 + b / 2;
}

/** Whether any value occurs twice in the two sorted samples together. */
function hasTies(a: Float64Array, b: Float64Array): boolean {
  let i = 0;
  let j = 0;
  let last = Number.NaN;
  while (i < a.length || j < b.length) {
    const next = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i++]! : b[j++]!;
    if (next === last) return true;
    last = next;
  }
  return false;
}
