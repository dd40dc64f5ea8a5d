import { quartileRange } from './near-differences.ts';
import { selectInPlace } from './select.ts';

/** A value and how many differences are at most that. */
interface Counted {
  readonly value: number;
  readonly count: number;
  /** The smallest difference above the value, where it was looked for; the value is then a difference itself. */
  readonly next?: number;
}

/**
 * The k-th smallest of all n * m differences candidate - control, searched one k at a time, in any samples.
 *
 * They are the entries of a matrix with sorted rows and columns, so counting the entries up to a value takes n + m steps. Two values are
 * guessed so that the k-th difference is just between them, by the density of the differences around their middle; every third time the
 * range of doubles is halved instead, which takes 64 times at most, and moved to the differences next to it, so that many equal ones are
 * found to be equal. Where few are left between, these are made. O(n + m) time and the very double that sorting all differences would give,
 * as rounding keeps the order. What was counted for one k narrows the next.
 *
 * @param control   n finite values in ascending order.
 * @param candidate m finite values in ascending order; no difference may overflow.
 * @returns of k from 1 to n * m.
 */
export function differenceSearch(control: Float64Array, candidate: Float64Array): (k: number) => number {
  const n = control.length;
  const m = candidate.length;
  const few = n + m;
  const lowest = candidate[0]! - control[n - 1]!;
  const highest = candidate[m - 1]! - control[0]!;
  const counted: Counted[] = [
    { value: double(ordinal(lowest) - 1n), count: 0, next: lowest },
    { value: highest, count: n * m },
  ];
  let latest = { value: candidate[m >> 1]! - control[n >> 1]!, count: (n * m) / 2 };
  // As if both sides were normal: differences per unit in the middle.
  let density = (0.54 * n * m) / Math.hypot(quartileRange(control), quartileRange(candidate));
  let made: { readonly countAbove: number; readonly differences: Float64Array } = { countAbove: 0, differences: new Float64Array(0) };

  return (k) => {
    for (let round = 0; ; round++) {
      const within = k - made.countAbove;
      if (within > 0 && within <= made.differences.length) return selectInPlace(made.differences, within - 1) + 0;
      const at = counted.findIndex(({ count }) => count >= k);
      const low = counted[at - 1]!;
      const high = counted[at]!;
      if (low.next === high.value) return high.value + 0;
      const count = high.count - low.count;
      if (count <= few) {
        made = { countAbove: low.count, differences: differencesIn(control, candidate, { above: low.value, upTo: high.value, count }) };
        continue;
      }
      const aim = k - low.count > high.count - k ? k - few / 6 : k + few / 6;
      const nearby = latest.value + (aim - latest.count) / density;
      const even = low.value + (high.value - low.value) * ((k - low.count) / count);
      const isInside = (value: number): boolean => (low.next === undefined ? value > low.value : value >= low.next) && value < high.value;
      const guess = isInside(nearby) ? nearby : even;
      const found =
        round % 3 < 2 && isInside(guess)
          ? { value: guess, count: countUpTo(control, candidate, guess) }
          : neighbours(control, candidate, halfway(low.next ?? low.value, high.value));
      const slope = (found.count - latest.count) / (found.value - latest.value);
      // Over less than this the middle itself, which was not counted, is too uncertain to tell the density by.
      if (slope > 0 && slope < Infinity && Math.abs(found.count - latest.count) > few) density = slope;
      latest = found;
      counted.splice(at, 0, found);
    }
  };
}

/** A double from `low` to below `high`, in the middle of all of them. */
function halfway(low: number, high: number): number {
  return double((ordinal(low) + ordinal(high)) >> 1n);
}

function countUpTo(control: Float64Array, candidate: Float64Array, limit: number): number {
  const n = control.length;
  const m = candidate.length;
  let count = 0;
  let i = 0;
  let j = 0;
  // No branch on the comparison: which side is next cannot be foreseen.
  while (i < m && j < n) {
    const isAbove = +(candidate[i]! - control[j]! > limit);
    j += isAbove;
    i += 1 - isAbove;
    count += (1 - isAbove) * (n - j);
  }
  return count;
}

/** The largest difference up to `limit`, with its count and the next one. @param limit at least the smallest difference, below the largest. */
function neighbours(control: Float64Array, candidate: Float64Array, limit: number): Required<Counted> {
  let value = -Infinity;
  let next = Infinity;
  for (let i = 0, j = 0; i < candidate.length && j < control.length; ) {
    const difference = candidate[i]! - control[j]!;
    if (difference > limit) {
      if (difference < next) next = difference;
      j++;
    } else {
      if (difference > value) value = difference;
      i++;
    }
  }
  return { value, count: countUpTo(control, candidate, limit), next };
}

interface DifferenceRange {
  readonly above: number;
  readonly upTo: number;
  /** How many differences lie in it. */
  readonly count: number;
}

function differencesIn(control: Float64Array, candidate: Float64Array, { above, upTo, count }: DifferenceRange): Float64Array {
  const found = new Float64Array(count);
  let filled = 0;
  let first = 0;
  for (let i = 0; i < candidate.length; i++) {
    const value = candidate[i]!;
    while (first < control.length && value - control[first]! > upTo) first++;
    for (let j = first; j < control.length && value - control[j]! > above; j++) found[filled++] = value - control[j]!;
  }
  return found;
}

/** Position of a finite double in the order of all doubles; both zeros have position 0. */
function ordinal(value: number): bigint {
  const bits = new BigInt64Array(new Float64Array([Math.abs(value)]).buffer)[0]!;
  return value < 0 ? -bits : bits;
}

function double(position: bigint): number {
  const size = new Float64Array(new BigInt64Array([position < 0n ? -position : position]).buffer)[0]!;
  return position < 0n ? -size : size;
}
