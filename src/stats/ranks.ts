import { sortedCopy } from './sorted-copy.ts';

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
  const own = sortedCopy(sample);
  const others = sortedCopy(other);
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
