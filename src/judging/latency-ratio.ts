import type { HistogramData } from '../model/metric-data.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import { histogramQuantile } from '../stats/histogram-quantile.ts';

const QUANTILE = 0.99;

/** The candidate's 99th percentile over the control's, of all steps together; undefined without events on a side, or where it is open. */
export function latencyRatio({ outcome }: MetricRecord): number | undefined {
  if (outcome.kind === 'failure' || outcome.data.kind !== 'histogram') return undefined;
  const [control, candidate] = [quantileOf(outcome.data.control), quantileOf(outcome.data.candidate)];
  return control > 0 && Number.isFinite(candidate) ? candidate / control : undefined;
}

function quantileOf({ bounds, counts }: HistogramData): number {
  const totals = counts.map((steps) => steps.reduce((sum, count) => (count > 0 ? sum + count : sum), 0));
  const { value, open } = histogramQuantile(bounds, totals, QUANTILE);
  return open ? Number.NaN : value;
}
