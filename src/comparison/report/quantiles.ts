import { countOfBins, quantileOfBins, similarityQuantile } from '../tally/read-bins.ts';
import type { Bins } from '../tally.ts';
import type { Quantiles, SideLatency } from './divergence-report.ts';

export function quantilesOf(bins: Bins): Quantiles {
  return quantilesBy(bins, quantileOfBins);
}

/** Of similarities, whose distances from 1 were counted. */
export function similarityQuantiles(distance: Bins): Quantiles {
  return quantilesBy(distance, similarityQuantile);
}

export function latencyOf({ control, candidate }: { readonly control: Bins; readonly candidate: Bins }): SideLatency {
  const [before, after] = [quantilesOf(control), quantilesOf(candidate)];
  const ratio = (of: 'p50' | 'p95' | 'p99'): number | null => {
    const [a, b] = [before[of], after[of]];
    return a !== null && b !== null && a > 0 ? b / a : null;
  };
  return { control: before, candidate: after, ratio: { p50: ratio('p50'), p95: ratio('p95'), p99: ratio('p99') } };
}

function quantilesBy(bins: Bins, quantile: (bins: Bins, q: number) => number): Quantiles {
  const count = countOfBins(bins);
  const at = (q: number): number | null => (count === 0 ? null : quantile(bins, q));
  return { count, p05: at(0.05), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
