import { inOrder } from './in-order.ts';
import { countsUpTo, endedSamples } from './staircase.ts';

export interface RankSum {
  /** Of the 1-based ranks that the sample's values have in both together; tied values share the mean of the ranks they span. */
  readonly rankSum: number;
  /** Size of every group of two or more equal values of both together, smallest value first. */
  readonly ties: readonly number[];
}

/**
 * Sum of the midranks of a sample among its own values and those of the other one.
 *
 * @param sample any length and order, free of NaN; infinities rank like any value. Not modified.
 * @param other  likewise.
 */
export function rankSumOf(sample: ArrayLike<number>, other: ArrayLike<number>): RankSum {
  return rankSumInOrder(inOrder(sample), inOrder(other));
}

/** The same of samples in ascending order. */
export function rankSumInOrder(own: Float64Array, others: Float64Array): RankSum {
  const untied = untiedRankSum(own, others);
  if (untied !== undefined) return { rankSum: untied, ties: [] };
  const ties: number[] = [];
  let rankSum = 0;
  for (let i = 0, j = 0; i < own.length || j < others.length; ) {
    const value = j >= others.length || own[i]! <= others[j]! ? own[i]! : others[j]!;
    const before = i + j;
    const first = i;
    while (i < own.length && own[i] === value) i++;
    while (j < others.length && others[j] === value) j++;
    const group = i + j - before;
    rankSum += (i - first) * (before + (group + 1) / 2);
    if (group > 1) ties.push(group);
  }
  return { rankSum, ties };
}

/** By counting pairs, which is quicker than going through the values in order; undefined where any are tied or infinite. */
function untiedRankSum(own: Float64Array, others: Float64Array): number | undefined {
  if (!isUntiedAndFinite(own) || !isUntiedAndFinite(others)) return undefined;
  const [notAbove, below] = countsUpTo(endedSamples(others, own), [0, -Number.MIN_VALUE]);
  const m = own.length;
  return below === notAbove ? (m * (m + 1)) / 2 + m * others.length - below : undefined;
}

function isUntiedAndFinite(sorted: Float64Array): boolean {
  if (!(sorted[0]! > -Infinity && sorted[sorted.length - 1]! < Infinity)) return false;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return false;
  return true;
}
