import type { MetricSource } from '../../analysis/ports/metric-source.ts';
import { SourceError } from '../../errors.ts';
import { sampleCount, type TimeSeries, type TimeWindow } from '../../model/time-series.ts';
import { recordedQuery } from './recorded-config.ts';
import { RECORDED_PARTS, RECORDED_SIDES, type RecordedSeries } from './recorded-series.ts';

/**
 * Recorded series in the place of a server, for a config made by recordedConfig(). A query for a metric that the file does not have is
 * a SourceError, not an empty answer: a misspelt name must not read as missing data. Times outside of the file are gaps.
 */
export function recordedSource(name: string, { file, window: recorded, metrics }: RecordedSeries): MetricSource {
  const bySides = [...metrics].flatMap(([metric, sides]) =>
    RECORDED_SIDES.flatMap((side) => RECORDED_PARTS.map((part) => [recordedQuery(metric, part, side), sides[side][part] ?? []] as const)),
  );
  const found = new Map<string, readonly TimeSeries[]>(bySides);

  return {
    name,
    dialect: 'promql',
    async query({ query, window, signal }) {
      signal.throwIfAborted();
      if (sampleCount(window) < 1) throw new RangeError(`a window from ${window.startMs} to ${window.endMs} has no points`);
      const series = found.get(query);
      if (!series) throw new SourceError(name, `${file} has no series ${query}; its metrics are ${[...metrics.keys()].join(', ')}`, false);
      if (window.stepMs !== recorded.stepMs) {
        throw new SourceError(
          name,
          `${file} has a sample every ${recorded.stepMs / 1000} s, asked for is one every ${window.stepMs / 1000} s`,
          false,
        );
      }
      const ahead = (window.startMs - recorded.startMs) / recorded.stepMs;
      if (!Number.isInteger(ahead)) {
        throw new SourceError(name, `a window from ${window.startMs} is not on the grid of ${file}, from ${recorded.startMs}`, false);
      }
      return { series: series.map((one) => within(one, window, ahead)), warnings: [] };
    },
    async check() {},
  };
}

/** The series on the window's grid, which begins `ahead` steps after (when negative: before) the series' own. */
function within({ labels, values: all }: TimeSeries, window: TimeWindow, ahead: number): TimeSeries {
  const values = Float64Array.from({ length: sampleCount(window) }, (_, index) => all[index + ahead] ?? Number.NaN);
  return { labels, startMs: window.startMs, stepMs: window.stepMs, values };
}
