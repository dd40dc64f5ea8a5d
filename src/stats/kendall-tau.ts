/**
 * Kendall's tau-b: how far two orders of the same things agree. 1 is the same order, -1 the reverse, 0 no relation; ties are allowed for.
 * Takes O(n log n).
 *
 * @param x n ranks or values, any unit, free of NaN.
 * @param y the same things in the other order, n values.
 * @returns in [-1, 1]; undefined where one of the two puts nothing before anything else: fewer than two things, or all tied.
 * @throws {RangeError} the lengths differ, or a value is NaN.
 * @see Kendall (1945), Biometrika 33, 239-251, for tau-b; Knight (1966), J. American Statistical Association 61, 436-439, for the way
 *      it is counted.
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  const n = x.length;
  if (y.length !== n) throw new RangeError(`x has ${n} values, y has ${y.length}`);
  for (let i = 0; i < n; i++) if (Number.isNaN(x[i]) || Number.isNaN(y[i])) throw new RangeError('a value is NaN');

  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => compare(x[a]!, x[b]!) || compare(y[a]!, y[b]!));
  const byX = Float64Array.from(order, (at) => x[at]!);
  const yByX = Float64Array.from(order, (at) => y[at]!);
  const tiedX = tiedPairs(n, (i) => byX[i] === byX[i - 1]);
  const tiedBoth = tiedPairs(n, (i) => byX[i] === byX[i - 1] && yByX[i] === yByX[i - 1]);
  const discordant = sortCountingSwaps(yByX);
  const tiedY = tiedPairs(n, (i) => yByX[i] === yByX[i - 1]);

  const pairs = (n * (n - 1)) / 2;
  if (pairs === tiedX || pairs === tiedY) return undefined;
  const surplus = pairs - tiedX - tiedY + tiedBoth - 2 * discordant;
  return Math.min(1, Math.max(-1, surplus / Math.sqrt((pairs - tiedX) * (pairs - tiedY))));
}

/** Infinities are equal to themselves, which a difference of them is not. */
function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}

/** Pairs within groups of neighbours that are tied. */
function tiedPairs(n: number, isTiedToPrevious: (i: number) => boolean): number {
  let pairs = 0;
  let group = 0;
  for (let i = 1; i < n; i++) {
    group = isTiedToPrevious(i) ? group + 1 : 0;
    pairs += group;
  }
  return pairs;
}

/** Sorts in place, merging ever longer runs; how many pairs of unequal values were in the wrong order. */
function sortCountingSwaps(values: Float64Array): number {
  const n = values.length;
  const merged = new Float64Array(n);
  let swaps = 0;
  for (let run = 1; run < n; run *= 2) {
    for (let start = 0; start < n; start += 2 * run) {
      const middle = Math.min(start + run, n);
      const end = Math.min(start + 2 * run, n);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takesRight = left === middle || (right < end && values[right]! < values[left]!);
        if (takesRight) {
          swaps += middle - left;
          merged[at] = values[right++]!;
        } else merged[at] = values[left++]!;
      }
    }
    values.set(merged);
  }
  return swaps;
}
