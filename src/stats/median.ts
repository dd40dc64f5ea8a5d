import { countRoom, numberRoom } from './room.ts';
import { selectInPlace } from './select.ts';

/** Below this many values it is no use to part them first. */
const PARTED_FROM = 64;
const BUCKETS = 512;
/** More than rounding can move a value against the edge of a bucket, in buckets. */
const EDGE = 1e-6;

const countsRoom = countRoom();
const indexRoom = countRoom();
const partRoom = numberRoom();
const distanceRoom = numberRoom();

/**
 * The median: the middle value, or half the sum of the two middle ones. NaN when `values` is empty.
 * @param values free of NaN; left as they are.
 */
export function median(values: Float64Array): number {
  return medianOf(values, bucketed(values));
}

export interface MedianDeviation {
  readonly median: number;
  /** Median of the distances from the median. */
  readonly deviation: number;
}

/**
 * The median and the median absolute deviation from it; NaN for both when `values` is empty. The buckets of the one tell about where the
 * other is, so that most distances need not be made twice.
 * @param values free of NaN; left as they are.
 */
export function medianDeviation(values: Float64Array): MedianDeviation {
  const buckets = bucketed(values);
  const median = medianOf(values, buckets);
  const deviation = buckets && deviationOf(values, median, buckets);
  if (deviation !== undefined) return { median, deviation };
  const distances = distanceRoom(values.length);
  for (let i = 0; i < values.length; i++) distances[i] = Math.abs(values[i]! - median);
  return { median, deviation: medianOf(distances, bucketed(distances)) };
}

/**
 * Whether no value is farther than so many median absolute deviations from the median, as far as the buckets tell: half of the work of
 * `medianDeviation`, and mostly all that is asked.
 * @param values free of NaN; left as they are.
 * @returns false where it may be otherwise.
 */
export function areWithin(values: Float64Array, deviations: number): boolean {
  const n = values.length;
  const buckets = bucketed(values);
  if (buckets === undefined) return false;
  const { counts, last: highest } = buckets;
  const { first, last, size } = middleBuckets(n, counts);
  // All in buckets, from the lowest value on: the median is in these, and so many away from them are at most half of all.
  let away = 0;
  let within = size + (counts[first - 1] ?? 0) + (counts[last + 1] ?? 0);
  while (within <= (n - 1) >> 1) {
    away++;
    within += (counts[first - 1 - away] ?? 0) + (counts[last + 1 + away] ?? 0);
  }
  const reach = deviations * (away - 1 - EDGE);
  return highest - first + EDGE <= reach && last + 1 + EDGE <= reach;
}

/** How many values are in each of equal parts of their range. */
interface Buckets {
  readonly low: number;
  readonly perUnit: number;
  /** Where the highest value is, in buckets from the lowest. */
  readonly last: number;
  readonly counts: Uint32Array;
  /** Of each value its bucket. These, and the counts, are good until the next buckets are counted. */
  readonly indexes: Uint32Array;
}

/** By counting into buckets: to compare each value with a pivot would surprise the processor every other time. Undefined for few values. */
function bucketed(values: Float64Array): Buckets | undefined {
  const n = values.length;
  if (n < PARTED_FROM) return undefined;
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const perUnit = (BUCKETS - 1) / (high - low);
  if (!(perUnit > 0 && perUnit < Infinity)) return undefined;
  const counts = countsRoom(BUCKETS).fill(0);
  const indexes = indexRoom(n);
  for (let i = 0; i < n; i++) {
    const bucket = ((values[i]! - low) * perUnit) >>> 0;
    indexes[i] = bucket;
    counts[bucket]!++;
  }
  return { low, perUnit, last: (high - low) * perUnit, counts, indexes };
}

function medianOf(values: Float64Array, buckets: Buckets | undefined): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const part = partRoom(n);
  if (buckets === undefined) {
    part.set(values);
    return middleOf(part, { below: 0, total: n });
  }
  const { counts, indexes } = buckets;
  const { below, first, last, size } = middleBuckets(n, counts);
  let filled = 0;
  for (let i = 0; i < n; i++) if ((indexes[i]! - first) >>> 0 <= last - first) part[filled++] = values[i]!;
  return middleOf(part.subarray(0, size), { below, total: n });
}

/** From which bucket to which the one or two middle values are, how many values these hold, and how many are below. */
function middleBuckets(n: number, counts: Uint32Array): Readonly<Record<'below' | 'first' | 'last' | 'size', number>> {
  let below = 0;
  let first = 0;
  while (below + counts[first]! <= (n - 1) >> 1) below += counts[first++]!;
  let last = first;
  let size = counts[first]!;
  while (below + size <= n >> 1) size += counts[++last]!;
  return { below, first, last, size };
}

/** Undefined where the buckets tell too little of where it is. */
function deviationOf(values: Float64Array, median: number, { low, perUnit, counts }: Buckets): number | undefined {
  const n = values.length;
  const middle = ((median - low) * perUnit) >>> 0;
  // Within so many buckets on either side of the middle one lie all values nearer than that, and none farther than one more.
  let reach = -1;
  let within = 0;
  let nearest = 0;
  while (within <= n >> 1) {
    reach++;
    within += (counts[middle - reach] ?? 0) + (reach > 0 ? (counts[middle + reach] ?? 0) : 0);
    if (within <= (n - 1) >> 1) nearest = reach;
  }
  const from = nearest / perUnit;
  const upTo = (reach + 1) / perUnit;
  const part = partRoom(n);
  let below = 0;
  let filled = 0;
  for (let i = 0; i < n; i++) {
    const distance = Math.abs(values[i]! - median);
    // No branch on what is true of half of them: it cannot be foreseen.
    const isNearer = +(distance < from);
    below += isNearer;
    if ((isNearer | +(distance > upTo)) === 0) part[filled++] = distance;
  }
  const isInside = below <= (n - 1) >> 1 && n >> 1 < below + filled;
  return isInside ? middleOf(part.subarray(0, filled), { below, total: n }) : undefined;
}

/**
 * The median of many values from a part of them.
 * @param part the one or two middle values and all that lie between or near them, to be reordered.
 * @param among how many values there are in all, and how many of them are smaller than the part's.
 */
function middleOf(part: Float64Array, { below, total }: { readonly below: number; readonly total: number }): number {
  const half = (total >> 1) - below;
  const upper = selectInPlace(part, half);
  if (total % 2 === 1) return upper;
  let lower = part[0]!;
  for (let i = 1; i < half; i++) if (part[i]! > lower) lower = part[i]!;
  return 0.5 * (lower + upper);
}
