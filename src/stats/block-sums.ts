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
  // Written out, the sizes that nearly all blocks are made of take a third of the time.
  switch (size) {
    case 2:
      for (let i = 0; i < count; i++, at += 2) sums[i] = values[at]! + values[at + 1]!;
      break;
    case 3:
      for (let i = 0; i < count; i++, at += 3) sums[i] = values[at]! + values[at + 1]! + values[at + 2]!;
      break;
    case 5:
      for (let i = 0; i < count; i++, at += 5)
        sums[i] = values[at]! + values[at + 1]! + values[at + 2]! + values[at + 3]! + values[at + 4]!;
      break;
    default:
      for (let i = 0; i < count; i++) for (const end = at + size; at < end; at++) sums[i]! += values[at]!;
  }
  return sums;
}
