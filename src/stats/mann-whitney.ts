import { assertSample } from './assert-sample.ts';
import { normalUpperTail } from './normal.ts';
import type { OrderedSamples } from './ordered-samples.ts';
import { type RankSum, rankSumInOrder, rankSumOf } from './ranks.ts';
import { numberRoom } from './room.ts';
import { EXACT_LIMIT, uLowerTails } from './u-distribution.ts';

const movedRoom = numberRoom();

export type Alternative = 'two-sided' | 'greater' | 'less';

export interface MannWhitneyOptions {
  /** `greater` asks whether the candidate is larger. Default two-sided. */
  readonly alternative?: Alternative;
  /** Default: exact where it can be (no ties, at most 50 values a side), else the normal approximation. */
  readonly method?: 'exact' | 'asymptotic';
}

export interface MannWhitneyTest {
  /** U of the candidate: pairs with candidate > control, ties counting one half. In [0, n * m]. */
  readonly u: number;
  /** In [0, 1]. 1 when all values are tied: identical data are no evidence of a difference. */
  readonly pValue: number;
  readonly method: 'exact' | 'asymptotic';
}

/**
 * Mann-Whitney U test that `candidate` is shifted against `control`.
 * The normal approximation has the correction for ties and for continuity; trust it from about 8 values a side.
 *
 * @param control   n >= 1 values in any order, in the metric's own unit. Infinities rank like any value.
 * @param candidate m >= 1 values, same unit. Samples are taken as independent of each other.
 * @throws {RangeError} a sample is empty or holds NaN; `exact` is asked for with ties or more than 50 values a side.
 * @see Hollander, Wolfe & Chicken, Nonparametric Statistical Methods (2014), 4.1.
 *      Equals scipy.stats.mannwhitneyu(candidate, control) of either method to 1e-12.
 */
export function mannWhitneyTest(
  control: ArrayLike<number>,
  candidate: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): MannWhitneyTest {
  assertSample('control', control);
  assertSample('candidate', candidate);
  return mannWhitneyOfRanks(rankSumOf(candidate, control), { ...options, n: control.length, m: candidate.length });
}

/**
 * `mannWhitneyTest` of samples in order.
 * @param shift  finite; how far the candidate is moved down before: `greater` asks whether it is larger by more than this.
 * @throws {RangeError} as `mannWhitneyTest`.
 */
export function mannWhitneyOf(
  { control, candidate }: OrderedSamples,
  { shift = 0, ...options }: MannWhitneyOptions & { readonly shift?: number } = {},
): MannWhitneyTest {
  const moved = movedRoom(candidate.length);
  for (let i = 0; i < moved.length; i++) moved[i] = candidate[i]! - shift;
  return mannWhitneyOfRanks(rankSumInOrder(moved, control), { ...options, n: control.length, m: candidate.length });
}

/** What is asked of samples whose ranks are known. */
export interface RankedSamples extends MannWhitneyOptions {
  /** Values of the control, and of the candidate. */
  readonly n: number;
  readonly m: number;
}

/** `mannWhitneyTest` of the candidate's rank sum among both. */
export function mannWhitneyOfRanks(
  { rankSum, ties }: RankSum,
  { n, m, alternative = 'two-sided', method }: RankedSamples,
): MannWhitneyTest {
  const u = rankSum - (m * (m + 1)) / 2;

  const exactPossible = ties.length === 0 && Math.max(n, m) <= EXACT_LIMIT;
  if (method === 'exact' && !exactPossible)
    throw new RangeError(`exact U of ${n} and ${m} values: needs no ties and at most ${EXACT_LIMIT} a side`);
  const used = method ?? (exactPossible ? 'exact' : 'asymptotic');
  const atLeast = used === 'exact' ? exactTail(n, m) : normalTail(n, m, ties);
  switch (alternative) {
    case 'greater':
      return { u, pValue: atLeast(u), method: used };
    case 'less':
      return { u, pValue: atLeast(n * m - u), method: used };
    case 'two-sided':
      return { u, pValue: Math.min(1, 2 * atLeast(Math.max(u, n * m - u))), method: used };
  }
}

/** P(U >= u) under the null hypothesis. */
type UpperTail = (u: number) => number;

function exactTail(n: number, m: number): UpperTail {
  const tails = uLowerTails(n, m);
  return (u) => tails[n * m - u]!;
}

function normalTail(n: number, m: number, ties: readonly number[]): UpperTail {
  const total = n + m;
  const tieTerm = ties.reduce((sum, t) => sum + (t * t * t - t), 0) / (total * (total - 1));
  const sigma = Math.sqrt(((n * m) / 12) * (total + 1 - tieTerm));
  const allTied = ties[0] === total;
  return (u) => (allTied ? 1 : normalUpperTail((u - (n * m) / 2 - 0.5) / sigma));
}
