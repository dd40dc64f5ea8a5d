import { selectInPlace } from './select.ts';

/**
 * The k-th smallest of all n * m differences candidate - control, without making them all.
 * They are the entries of a matrix with sorted rows and columns, so counting the entries up to a value takes n + m steps. A value is
 * guessed as if the differences lay evenly in the range that is left, which takes few counts, and every other time the range of
 * doubles is halved, which takes 64 at most: O(n + m) time and the very double that sorting all differences would give, as rounding
 * keeps the order.
 *
 * @param control   n finite values in ascending order.
 * @param candidate m finite values in ascending order; no difference may overflow.
 * @param k 1 to n * m.
 */
export function kthDifference(control: Float64Array, candidate: Float64Array, k: number): number {
  const n = control.length;
  const m = candidate.length;
  let above = double(ordinal(candidate[0]! - control[n - 1]!) - 1n);
  let upTo = candidate[m - 1]! - control[0]!;
  let countAbove = 0;
  let countUpTo = n * m;
  for (let round = 0; ; round++) {
    if (countUpTo - countAbove <= n + m) {
      const left = differencesIn(control, candidate, { above, upTo, count: countUpTo - countAbove });
      return selectInPlace(left, k - countAbove - 1) + 0;
    }
    const guess = above + (upTo - above) * ((k - countAbove) / (countUpTo - countAbove));
    const middle = round % 2 === 0 && guess > above && guess < upTo ? guess : halfway(above, upTo);
    if (middle === undefined) return upTo + 0;
    const count = countDifferencesUpTo(control, candidate, middle);
    if (count >= k) {
      upTo = middle;
      countUpTo = count;
    } else {
      above = middle;
      countAbove = count;
    }
  }
}

/** The double in the middle of all doubles above `low` and below `high`; undefined when there is none. */
function halfway(low: number, high: number): number | undefined {
  const [from, to] = [ordinal(low), ordinal(high)];
  return to - from > 1n ? double((from + to) >> 1n) : undefined;
}

function countDifferencesUpTo(control: Float64Array, candidate: Float64Array, limit: number): number {
  const n = control.length;
  let count = 0;
  let j = 0;
  for (let i = 0; i < candidate.length; i++) {
    const value = candidate[i]!;
    while (j < n && value - control[j]! > limit) j++;
    count += n - j;
  }
  return count;
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
