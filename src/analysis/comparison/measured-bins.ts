import { binCounts } from '../../comparison/tally/bin-counts.ts';
import { binsOnBounds } from '../../comparison/tally/read-bins.ts';
import type { Bins } from '../../comparison/tally.ts';
import type { HistogramData } from '../../model/metric-data.ts';
import { upperBoundOfLogBin } from '../../stats/log-bins.ts';

/** Bins by step; a step without any number has none. */
export type BinSteps = readonly (Bins | undefined)[];

/** Two bins are a bucket at least: 10 %, so that a step's quantile is told about as finely as it scatters. */
const LEAST_BINS = 2;
const MOST_BUCKETS = 80;

/** Adds to the bins of a step. */
export function addBins(steps: (Bins | undefined)[], index: number, more: Bins): void {
  const known = steps[index];
  if (Object.keys(more).length === 0) return;
  if (known === undefined) {
    steps[index] = more;
    return;
  }
  const both = binCounts();
  both.addBins(known);
  both.addBins(more);
  steps[index] = both.bins();
}

/** A number of each step; NaN where it has no bins. */
export function eachStep(steps: BinSteps, read: (bins: Bins) => number): Float64Array {
  return Float64Array.from(steps, (bins) => (bins === undefined ? Number.NaN : read(bins)));
}

/** Both sides as histograms of one set of buckets, which reach from the smallest to the largest number of either. */
export function histogramsOf(
  control: BinSteps,
  candidate: BinSteps,
): { readonly control: HistogramData; readonly candidate: HistogramData } {
  const bounds = boundsOf([...control, ...candidate]);
  const side = (steps: BinSteps): HistogramData => {
    const counts = bounds.map(() => new Float64Array(steps.length).fill(Number.NaN));
    for (const [step, bins] of steps.entries()) {
      if (bins === undefined) continue;
      for (const [bucket, count] of binsOnBounds(bins, bounds).entries()) counts[bucket]![step] = count;
    }
    return { kind: 'histogram', bounds: Float64Array.from(bounds), counts };
  };
  return { control: side(control), candidate: side(candidate) };
}

/** Upper bounds, the last one Infinity: multiples of a number of bins, so that they stay where they are as the range grows. */
function boundsOf(steps: BinSteps): number[] {
  let [least, most] = [Infinity, -Infinity];
  for (const bins of steps)
    for (const bin in bins) {
      least = Math.min(least, Number(bin));
      most = Math.max(most, Number(bin));
    }
  const width = Math.max(LEAST_BINS, Math.ceil((most - least + 1) / MOST_BUCKETS));
  const bounds: number[] = [];
  // The last finite one is beyond the largest number: a quantile in an open bucket is not known.
  for (let bin = Math.ceil(least / width) * width; bin < most + width; bin += width) bounds.push(upperBoundOfLogBin(bin));
  return [...bounds, Infinity];
}
