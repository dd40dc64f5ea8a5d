import { MetricDataError } from '../errors.ts';
import type { MetricConfig } from '../model/config.ts';
import type { PairData, SideData } from '../model/metric-data.ts';
import type { Labels, TimeSeries } from '../model/time-series.ts';
import { aggregate } from './aggregate.ts';
import { bucketBounds, histogramSide } from './histogram-side.ts';

/** The series of one side, by part of the metric (`value`; `bad`, `total`; `events`, `exposure`; `buckets`). */
export type SideSeries = Readonly<Record<string, readonly TimeSeries[]>>;

export interface AssembledPair {
  /** Values of the metric's pairBy labels; empty when it has none. */
  readonly labels: Labels;
  readonly data: PairData;
}

/**
 * What the source returned for a metric, as pairs a judge can compare: one pair, or one for each set of values of the pairBy labels.
 * A pair that one side does not have is all NaN there: a missing side is seen, not dropped.
 *
 * @param steps number of evaluation times; every series has this length.
 * @throws {MetricDataError} several series where one is wanted and no `aggregate` is set; buckets without a usable `le` label.
 */
export function assemblePairs(
  metric: MetricConfig,
  sides: { readonly control: SideSeries; readonly candidate: SideSeries },
  { steps, stepMs }: { readonly steps: number; readonly stepMs: number },
): AssembledPair[] {
  const keys = new Map<string, Labels>();
  for (const side of [sides.control, sides.candidate]) {
    for (const series of Object.values(side).flat()) {
      const labels = pick(series.labels, metric.pairBy);
      keys.set(JSON.stringify(labels), labels);
    }
  }
  if (keys.size === 0) keys.set('{}', {});
  return [...keys.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, labels]) => {
      const side = (all: SideSeries): SideSeries =>
        Object.fromEntries(
          Object.entries(all).map(([part, series]) => [
            part,
            series.filter((one) => JSON.stringify(pick(one.labels, metric.pairBy)) === key),
          ]),
        );
      return { labels, data: assemblePair(metric, side(sides.control), side(sides.candidate), { steps, stepMs }) };
    });
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}

interface Grid {
  readonly steps: number;
  readonly stepMs: number;
}

function assemblePair(metric: MetricConfig, control: SideSeries, candidate: SideSeries, grid: Grid): PairData {
  const of = (read: (side: SideSeries) => SideData) =>
    ({ kind: metric.kind, control: read(control), candidate: read(candidate) }) as PairData;
  switch (metric.kind) {
    case 'gauge':
      return of((side) => ({ kind: 'gauge', values: one(metric, side, 'value', grid) }));
    case 'ratio':
      return of((side) => {
        const total = one(metric, side, 'total', grid);
        return { kind: 'ratio', bad: absentIsZero(one(metric, side, 'bad', grid), total), total };
      });
    case 'count':
      return of((side) => countSide(metric, side, grid));
    case 'histogram': {
      const bounds = {
        control: bucketBounds(metric.name, control.buckets ?? []),
        candidate: bucketBounds(metric.name, candidate.buckets ?? []),
      };
      return {
        kind: 'histogram',
        control: histogramSide(metric, control.buckets ?? [], bounds.control ?? bounds.candidate, grid.steps),
        candidate: histogramSide(metric, candidate.buckets ?? [], bounds.candidate ?? bounds.control, grid.steps),
      };
    }
  }
}

function countSide(metric: MetricConfig & { kind: 'count' }, side: SideSeries, grid: Grid): SideData {
  const events = one(metric, side, 'events', grid);
  if (metric.parts.exposure === undefined) {
    // Against time alone an absent sample may be a silent service as well as no event: it stays missing.
    return { kind: 'count', events, exposure: events.map((value) => (Number.isNaN(value) ? Number.NaN : grid.stepMs / 1000)) };
  }
  const exposure = one(metric, side, 'exposure', grid);
  return { kind: 'count', events: absentIsZero(events, exposure), exposure };
}

/** Prometheus has no sample for a counter that never counted: events absent where what they are counted against is present are 0. */
function absentIsZero(events: Float64Array, against: Float64Array): Float64Array {
  return events.map((value, step) => {
    if (Number.isNaN(against[step]!)) return Number.NaN;
    return Number.isNaN(value) ? 0 : value;
  });
}

function one(metric: MetricConfig, side: SideSeries, part: string, { steps }: Grid): Float64Array {
  const series = side[part] ?? [];
  if (series.length === 0) return new Float64Array(steps).fill(Number.NaN);
  if (series.length > 1 && metric.aggregate === undefined) {
    const names = series.slice(0, 3).map(({ labels }) => JSON.stringify(labels));
    throw new MetricDataError(
      metric.name,
      `${part} has ${series.length} series on one side (${names.join(', ')}${series.length > 3 ? ', ...' : ''}): aggregate them in the query or by "aggregate", or pair them by "pairBy"`,
    );
  }
  return aggregate(
    series.map(({ values }) => values),
    metric.aggregate ?? 'sum',
  );
}
