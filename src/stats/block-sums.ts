/** Sums of the latest whole blocks of a series, by the length of the blocks in steps; blocks at the start that are not whole are left out. */
export type BlockSums = (length: number) => Float64Array;

/**
 * Each length is summed once, from blocks of half, a third or a fifth of it that are there already: blocks that end together nest.
 * @param series  in time order. The sums of length 1 are the series itself.
 */
export function blockSums(series: Float64Array): BlockSums {
  const known: Float64Array[] = [];
  known[1] = series;
  const sumsOf = (length: number): Float64Array => {
    const made = known[length];
    if (made !== undefined) return made;
    let parts = length;
    for (const fewer of [2, 3, 5]) {
      if (length % fewer !== 0 || (length !== fewer && known[length / fewer] === undefined)) continue;
      parts = fewer;
      break;
    }
    const sums = inGroups(known[length / parts]!, parts, Math.floor(series.length / length));
    known[length] = sums;
    return sums;
  };
  return sumsOf;
}

/** The sums of the latest `count` groups of `size` neighbours. */
function inGroups(values: Float64Array, size: number, count: number): Float64Array {
  const sums = new Float64Array(count);
  let at = values.length - count * size;
  if (size === 2) {
    for (let i = 0; i < count; i++, at += 2) sums[i] = values[at]! + values[at + 1]!;
    return sums;
  }
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (const end = at + size; at < end; at++) sum += values[at]!;
    sums[i] = sum;
  }
  return sums;
}
