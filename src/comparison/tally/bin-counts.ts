import { logBin } from '../../stats/log-bins.ts';
import type { Bins } from '../tally.ts';

/** Larger numbers are counted as this one, so that no numbers, however wild, need more than 2,300 bins. */
const LARGEST = 1e15;
/** Room that is made around a new bin. */
const MARGIN = 16;

/** Counts by bin of the logarithmic scale, being made. */
export interface BinCounts {
  /** Counts a finite number. */
  add(value: number): void;
  /** Counts what was counted elsewhere. */
  addBins(bins: Bins): void;
  addToBin(bin: number, count: number): void;
  /** How often that bin was counted. */
  of(bin: number): number;
  /** Calls with every bin that was counted, ascending. */
  forEach(visit: (bin: number, count: number) => void): void;
  bins(): Bins;
}

export function binCounts(): BinCounts {
  let counts = new Float64Array(0);
  let lowest = 0;

  function makeRoomFor(bin: number): void {
    const isEmpty = counts.length === 0;
    const from = isEmpty ? bin - MARGIN : Math.min(lowest, bin - MARGIN);
    const to = isEmpty ? bin + MARGIN : Math.max(lowest + counts.length - 1, bin + MARGIN);
    const grown = new Float64Array(to - from + 1);
    grown.set(counts, isEmpty ? 0 : lowest - from);
    counts = grown;
    lowest = from;
  }

  function addToBin(bin: number, count: number): void {
    if (bin < lowest || bin >= lowest + counts.length) makeRoomFor(bin);
    counts[bin - lowest]! += count;
  }

  function forEach(visit: (bin: number, count: number) => void): void {
    for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) visit(lowest + i, counts[i]!);
  }

  return {
    add: (value) => addToBin(boundedBin(value), 1),
    addBins(bins) {
      for (const bin in bins) addToBin(Number(bin), bins[bin]!);
    },
    addToBin,
    of: (bin) => counts[bin - lowest] ?? 0,
    forEach,
    bins() {
      const bins: Record<string, number> = {};
      forEach((bin, count) => {
        bins[bin] = count;
      });
      return bins;
    },
  };
}

function boundedBin(value: number): number {
  return logBin(Math.min(LARGEST, Math.max(-LARGEST, value)));
}
