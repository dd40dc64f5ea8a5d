import { MetricDataError } from '../errors.ts';
import type { MetricConfig } from '../model/config.ts';
import type { HistogramData } from '../model/metric-data.ts';
import type { TimeSeries } from '../model/time-series.ts';
import { aggregate } from './aggregate.ts';

/**
 * The ascending bucket bounds that `le` labels name, the last one Infinity; undefined when there are no series.
 * @throws {MetricDataError} a series without a numeric `le`, or no +Inf bucket.
 */
export function bucketBounds(metric: string, buckets: readonly TimeSeries[]): Float64Array | undefined {
  if (buckets.length === 0) return undefined;
  const bounds = Float64Array.from(new Set(buckets.map((series) => bound(metric, series)))).sort();
  if (bounds.at(-1) !== Number.POSITIVE_INFINITY)
    throw new MetricDataError(metric, 'the buckets have no le="+Inf": keep the label le in "sum by (le)"');
  return bounds;
}

function bound(metric: string, { labels }: TimeSeries): number {
  const { le } = labels;
  const value = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
  if (le === undefined || le === '' || Number.isNaN(value)) {
    throw new MetricDataError(
      metric,
      `a bucket series has le ${JSON.stringify(le ?? null)}: a histogram query returns one series a bucket, told apart by le`,
    );
  }
  return value;
}

/** Cumulative bucket series as events per step and bucket. A step where any bucket is absent is missing in all of them. */
export function histogramSide(
  metric: MetricConfig,
  buckets: readonly TimeSeries[],
  bounds: Float64Array = Float64Array.of(Number.POSITIVE_INFINITY),
  steps: number,
): HistogramData {
  const cumulative = [...bounds].map((upper) => {
    const series = buckets.filter((one) => bound(metric.name, one) === upper).map(({ values }) => values);
    return series.length === 0 ? new Float64Array(steps).fill(Number.NaN) : aggregate(series, metric.aggregate ?? 'sum');
  });
  const missing = (step: number): boolean => cumulative.some((values) => Number.isNaN(values[step]!));
  const counts = cumulative.map((values, b) =>
    // increase() extrapolates each bucket by itself, so a difference may fall a little below 0.
    values.map((value, step) => (missing(step) ? Number.NaN : Math.max(0, value - (b === 0 ? 0 : cumulative[b - 1]![step]!)))),
  );
  return { kind: 'histogram', bounds, counts };
}
