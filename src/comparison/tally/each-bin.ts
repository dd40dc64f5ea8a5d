import { upperBoundOfLogBin, valueOfLogBin } from '../../stats/log-bins.ts';
import type { Bins } from '../tally.ts';

/** What the numbers of a bin are. */
export interface BinRange {
  /** Stands for all of them: within 2.5 % of each. */
  readonly middle: number;
  /** None of them is larger. */
  readonly most: number;
}

/** Calls with every bin, in no order. */
export function eachBin(bins: Bins, visit: (range: BinRange, count: number) => void): void {
  for (const bin in bins) visit({ middle: valueOfLogBin(Number(bin)), most: upperBoundOfLogBin(Number(bin)) }, bins[bin]!);
}
