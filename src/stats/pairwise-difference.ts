import { differenceSearch } from './difference-search.ts';
import { nearDifferences } from './near-differences.ts';
import { selectInPlace } from './select.ts';
import type { Three } from './staircase.ts';

/** Below this many pairs it costs more to come near to several ranks at once than to search them one by one. */
const NEAR_FROM = 10_000;

/**
 * The k-th smallest of all n * m differences candidate - control, without making them all.
 *
 * @param control   n finite values in ascending order.
 * @param candidate m finite values in ascending order; no difference may overflow.
 * @param k 1 to n * m.
 */
export function kthDifference(control: Float64Array, candidate: Float64Array, k: number): number {
  return differenceRanks(control, candidate, [k])(k);
}

/**
 * `kthDifference` for several k of one pair of samples, each the very double that sorting all differences would give.
 *
 * @param expected the k that will be asked for, as far as they are known: these, and those next to them, are come near to all at once. The
 *   others, and those of samples with many equal differences, are searched one by one.
 */
export function differenceRanks(control: Float64Array, candidate: Float64Array, expected: readonly number[] = []): (k: number) => number {
  const isLarge = control.length * candidate.length >= NEAR_FROM;
  const near = isLarge ? inThrees(expected).flatMap((ranks) => nearDifferences(control, candidate, ranks)) : [];
  let search: ((k: number) => number) | undefined;
  return (k) => {
    const range = near.find(({ countBelow, differences }) => k > countBelow && k <= countBelow + differences.length);
    if (range !== undefined) return selectInPlace(range.differences, k - range.countBelow - 1) + 0;
    search ??= differenceSearch(control, candidate);
    return search(k);
  };
}

/** The different ones in ascending order, three at a time; the last one again where they are no three. */
function inThrees(ranks: readonly number[]): Three<number>[] {
  const sorted = [...new Set(ranks)].sort((a, b) => a - b);
  const last = sorted.at(-1)!;
  const threes: Three<number>[] = [];
  for (let i = 0; i < sorted.length; i += 3) threes.push([sorted[i]!, sorted[i + 1] ?? last, sorted[i + 2] ?? last]);
  return threes;
}
