import { cliffsLimits } from './cliffs-delta.ts';
import { assertLevels } from './confidence-interval.ts';
import { mannWhitneyOfRanks } from './mann-whitney.ts';

export interface RankBiserial {
  /** Chance that a value of the second side is above one of the first, less the chance that it is below; in [-1, 1], 0 is no effect. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Two-sided Mann-Whitney test with the correction for ties. */
  readonly pValue: number;
}

/**
 * Rank-biserial correlation of a value with the side it belongs to, of values that are counted in bins: those of one bin are tied.
 *
 * @param first events by bin, in ascending order of the bins; 2 events or more.
 * @param second likewise, of the same bins.
 * @param alpha error level of each limit, in (0, 0.5).
 * @throws {RangeError} fewer than 2 events on a side, or alpha out of range.
 * @see Cureton, Rank-biserial correlation (1956), Psychometrika 21, 287-290. It is Cliff's delta: `cliffsDelta` of the values gives the same.
 */
export function rankBiserial(first: ArrayLike<number>, second: ArrayLike<number>, alpha: number): RankBiserial {
  assertLevels([alpha]);
  const [n, m] = [sum(first), sum(second)];
  if (!(n >= 2 && m >= 2)) throw new RangeError(`${n} and ${m} events: at least 2 a side needed`);
  const ties: number[] = [];
  let [firstBelow, secondBelow] = [0, 0];
  let above = 0;
  let tied = 0;
  let [firstSquares, secondSquares] = [0, 0];
  for (let b = 0; b < first.length; b++) {
    const [x, y] = [first[b]!, second[b]!];
    if (x + y === 0) continue;
    above += y * (firstBelow + x / 2);
    if (x + y > 1) ties.push(x + y);
    tied += x * y;
    secondSquares += y * ((firstBelow - (n - firstBelow - x)) / n) ** 2;
    firstSquares += x * ((secondBelow - (m - secondBelow - y)) / m) ** 2;
    firstBelow += x;
    secondBelow += y;
  }
  // Products of large counts are rounded.
  const estimate = Math.max(-1, Math.min(1, (2 * above) / (n * m) - 1));
  const spreads = n * n * (secondSquares - m * estimate ** 2) + m * m * (firstSquares - n * estimate ** 2);
  const variance = (spreads - (n * m - tied - n * m * estimate ** 2)) / (n * m * (n - 1) * (m - 1));
  const { lower, upper } = cliffsLimits({ estimate, n, m, variance }, alpha);
  return {
    estimate,
    lower,
    upper,
    pValue: mannWhitneyOfRanks({ rankSum: above + (m * (m + 1)) / 2, ties }, { n, m, method: 'asymptotic' }).pValue,
  };
}

function sum(counts: ArrayLike<number>): number {
  let total = 0;
  for (let b = 0; b < counts.length; b++) total += counts[b]!;
  return total;
}
