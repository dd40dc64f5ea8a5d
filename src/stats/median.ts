import { selectInPlace } from './select.ts';

/** Below this many values it is no use to part them first. */
const PARTED_FROM = 64;
const BUCKETS = 512;

/**
 * The median: the middle value, or half the sum of the two middle ones. NaN when `values` is empty.
 * @param values free of NaN; left as they are.
 */
export function median(values: Float64Array): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const { part, below } = middlePart(values);
  const half = (n >> 1) - below;
  const upper = selectInPlace(part, half);
  if (n % 2 === 1) return upper;
  let lower = part[0]!;
  for (let i = 1; i < half; i++) if (part[i]! > lower) lower = part[i]!;
  return 0.5 * (lower + upper);
}

interface MiddlePart {
  /** The one or two middle values, and all that lie between or near them, in an array of their own. */
  readonly part: Float64Array;
  /** How many values are smaller than these. */
  readonly below: number;
}

/** By counting into buckets: to compare each value with a pivot would surprise the processor every other time. */
function middlePart(values: Float64Array): MiddlePart {
  const n = values.length;
  if (n < PARTED_FROM) return { part: values.slice(), below: 0 };
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const perUnit = (BUCKETS - 1) / (high - low);
  if (!(perUnit > 0 && perUnit < Infinity)) return { part: values.slice(), below: 0 };

  const counts = new Uint32Array(BUCKETS + 1);
  for (let i = 0; i < n; i++) counts[((values[i]! - low) * perUnit) >>> 0]!++;
  let below = 0;
  let first = 0;
  while (below + counts[first]! <= (n - 1) >> 1) below += counts[first++]!;
  let last = first;
  let size = counts[first]!;
  while (below + size <= n >> 1) size += counts[++last]!;

  const part = new Float64Array(size);
  let filled = 0;
  for (let i = 0; i < n; i++) {
    const bucket = ((values[i]! - low) * perUnit) >>> 0;
    if (bucket >= first && bucket <= last) part[filled++] = values[i]!;
  }
  return { part, below };
}
