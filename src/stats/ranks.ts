export interface Midranks {
  /** ranks[i] is the 1-based rank of values[i]. */
  readonly ranks: Float64Array;
  /** Size of every group of two or more equal values, smallest value first. */
  readonly ties: readonly number[];
}

/**
 * Midranks: 1-based ranks, tied values sharing the mean of the ranks they span.
 *
 * @param values any length and order, free of NaN; infinities rank like any value. Not modified.
 */
export function midranks(values: ArrayLike<number>): Midranks {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => compare(values[a]!, values[b]!));
  const ranks = new Float64Array(values.length);
  const ties: number[] = [];
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) ranks[order[k]!] = (start + 1 + end) / 2;
    if (end - start > 1) ties.push(end - start);
  }
  return { ranks, ties };
}

/** Not a - b: that is NaN for two equal infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
