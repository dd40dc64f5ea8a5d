import { countRoom } from './room.ts';

/** Mean of the squared numbers of values a bucket from which on another sort is quicker; 2 where the values are spread evenly. */
const CROWDED = 8;

const startsRoom = countRoom();

/**
 * Sorts in ascending order by putting each value where it would be if they were spread evenly, and the few that are out of order right.
 *
 * @param values at least 1, free of NaN; left as they are. Both zeros are equal.
 * @returns an array of its own; undefined where values crowd in a small part of their range, or are infinite.
 * @see Knuth, The Art of Computer Programming 3 (1998), 5.2.1 (address calculation sorting).
 */
export function bucketSort(values: Float64Array): Float64Array | undefined {
  const n = values.length;
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const perUnit = (n - 1) / (high - low);
  if (!(perUnit > 0 && perUnit < Infinity)) return undefined;

  const starts = startsRoom(n + 1).fill(0);
  for (let i = 0; i < n; i++) starts[((values[i]! - low) * perUnit) >>> 0]!++;
  let before = 0;
  let squares = 0;
  for (let bucket = 0; bucket <= n; bucket++) {
    const count = starts[bucket]!;
    squares += count * count;
    starts[bucket] = before;
    before += count;
  }
  if (squares > CROWDED * n) return undefined;

  const placed = new Float64Array(n);
  for (let i = 0; i < n; i++) placed[starts[((values[i]! - low) * perUnit) >>> 0]!++] = values[i]!;
  insert(placed);
  return placed;
}

/** Insertion sort: quick where every value is near its place. */
function insert(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
}
