import { valueOfLogBin } from '../../stats/log-bins.ts';
import type { Bins } from '../tally.ts';

/** How many were counted. */
export function countOfBins(bins: Bins): number {
  let count = 0;
  for (const bin in bins) count += bins[bin]!;
  return count;
}

/**
 * The smallest number that at least the share `q` of those counted do not exceed (inverse of the empirical distribution function, type 1
 * of Hyndman & Fan 1996), within 2.5 %. NaN when none were counted.
 * @param q in [0, 1]; 0 is the smallest. @throws {RangeError}
 */
export function quantileOfBins(bins: Bins, q: number): number {
  const bin = binAtShare(ascending(bins), q);
  return bin === undefined ? Number.NaN : valueOfLogBin(bin);
}

/** The quantile of similarities, whose distances from 1 were counted: `q` = 0.05 is what 5 % of the pairs do not exceed. @see quantileOfBins */
export function similarityQuantile(distance: Bins, q: number): number {
  const bin = binAtShare(ascending(distance).reverse(), q);
  return bin === undefined ? Number.NaN : 1 - valueOfLogBin(bin);
}

/** Within 2.5 % when all have the same sign. NaN when none were counted. */
export function meanOfBins(bins: Bins): number {
  let sum = 0;
  for (const bin in bins) sum += bins[bin]! * valueOfLogBin(Number(bin));
  return sum / countOfBins(bins);
}

/**
 * Counts by bucket of a histogram. Those of a bin that a bound divides are counted on the side of its middle.
 * @param bounds upper bounds of the buckets, ascending; what exceeds the last is in none unless that is Infinity.
 * @returns a count for each bound, not cumulative.
 */
export function binsOnBounds(bins: Bins, bounds: readonly number[]): number[] {
  const counts = bounds.map(() => 0);
  let bucket = 0;
  for (const [bin, count] of ascending(bins)) {
    while (bucket < bounds.length && bounds[bucket]! < valueOfLogBin(bin)) bucket++;
    if (bucket === bounds.length) break;
    counts[bucket]! += count;
  }
  return counts;
}

function ascending(bins: Bins): [bin: number, count: number][] {
  return Object.entries(bins)
    .map(([bin, count]): [number, number] => [Number(bin), count])
    .sort(([a], [b]) => a - b);
}

function binAtShare(inOrder: readonly (readonly [bin: number, count: number])[], q: number): number | undefined {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile is in [0, 1], not ${q}`);
  // A little less, as 0.07 * 100 comes out as more than 7.
  let left = q * (1 - 1e-12) * inOrder.reduce((sum, [, count]) => sum + count, 0);
  for (const [bin, count] of inOrder) {
    left -= count;
    if (left <= 0) return bin;
  }
  return inOrder.at(-1)?.[0];
}
