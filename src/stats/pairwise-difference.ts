/**
 * The k-th smallest of all n * m differences candidate - control, without making them all.
 * They are the entries of a matrix with sorted rows and columns. Counting the entries up to a value takes n + m steps, and
 * halving the range of doubles that are left takes at most 64 counts: O(n + m) time and the very double that sorting all
 * differences would give, as rounding keeps the order.
 *
 * @param control   n finite values in ascending order.
 * @param candidate m finite values in ascending order; no difference may overflow.
 * @param k 1 to n * m.
 */
export function kthDifference(control: Float64Array, candidate: Float64Array, k: number): number {
  const n = control.length;
  const m = candidate.length;
  let above = ordinal(candidate[0]! - control[n - 1]!) - 1n;
  let upTo = ordinal(candidate[m - 1]! - control[0]!);
  let countAbove = 0;
  let countUpTo = n * m;
  while (upTo - above > 1n) {
    if (countUpTo - countAbove <= n + m) {
      const left = differencesIn(control, candidate, { above: double(above), upTo: double(upTo), count: countUpTo - countAbove });
      return left.sort()[k - countAbove - 1]! + 0;
    }
    const middle = (above + upTo) >> 1n;
    const count = countDifferencesUpTo(control, candidate, double(middle));
    if (count >= k) {
      upTo = middle;
      countUpTo = count;
    } else {
      above = middle;
      countAbove = count;
    }
  }
  return double(upTo);
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
