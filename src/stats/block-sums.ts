/** Sums of the latest whole blocks of a series, by the length of the blocks in steps; blocks at the start that are not whole are left out. */
export type BlockSums = (length: number) => Float64Array;

/**
 * Each length is summed once, from blocks of half, a third or a fifth of it that are there already: blocks that end together nest.
 * @param series  in time order. The sums of length 1 are the series itself.
 * @param memory  where the sums are put while there is room in it, whatever it holds. They are good until it is used for others.
 */
export function blockSums(series: Float64Array, memory: Float64Array = new Float64Array(2 * series.length)): BlockSums {
  const known: Float64Array[] = [];
  known[1] = series;
  let taken = 0;
  const sumsOf = (length: number): Float64Array => {
    const made = known[length];
    if (made !== undefined) return made;
    let parts = length;
    for (const fewer of [2, 3, 5]) {
      if (length % fewer !== 0 || (length !== fewer && known[length / fewer] === undefined)) continue;
      parts = fewer;
      break;
    }
    const count = Math.floor(series.length / length);
    const isRoom = taken + count <= memory.length;
    const sums = isRoom ? memory.subarray(taken, taken + count) : new Float64Array(count);
    if (isRoom) taken += count;
    sumGroups(known[length / parts]!, parts, sums);
    known[length] = sums;
    return sums;
  };
  return sumsOf;
}

/** Puts the sums of the latest groups of `size` neighbours, as many as there is room for. */
function sumGroups(values: Float64Array, size: number, sums: Float64Array): void {
  const count = sums.length;
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
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (const end = at + size; at < end; at++) sum += values[at]!;
        sums[i] = sum;
      }
  }
}
