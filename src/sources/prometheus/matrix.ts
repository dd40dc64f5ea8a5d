import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { SourceQuery } from '../../analysis/ports/metric-source.ts';
import { SourceError } from '../../errors.ts';
import { type Labels, sampleCount, type TimeSeries, type TimeWindow } from '../../model/time-series.ts';
import { labelsKey } from '../labels-key.ts';
import { parseSampleValue } from '../sample-value.ts';
import { classicBuckets, emptyNativeSeries, type NativeSeries, nativeBounds, placeNative } from './native-histogram.ts';
import type { DataReply } from './read-exchange.ts';

const Series = Compile(
  Type.Object({
    metric: Type.Record(Type.String(), Type.String()),
    values: Type.Optional(Type.Array(Type.Unknown())),
    histograms: Type.Optional(Type.Array(Type.Unknown())),
  }),
);

/** The series of one query, filled from the replies to the parts its window was cut into. */
export interface Matrix {
  /** @throws {SourceError} the reply is not a matrix on the part's grid, names a series twice, or goes beyond maxPoints. */
  add(reply: DataReply, part: TimeWindow): void;
  /** @throws {SourceError} native histograms have more buckets than maxPoints allows, or are beside series of numbers. */
  readonly series: () => readonly TimeSeries[];
  /** Some are native histograms, whose bounds depend on all that the window holds. */
  readonly hasNative: () => boolean;
}

export function openMatrix(source: string, { query, window, kind }: Omit<SourceQuery, 'signal'>, maxPoints: number): Matrix {
  const count = sampleCount(window);
  const all = new Map<string, TimeSeries>();
  const native = new Map<string, NativeSeries>();
  const refuse = (message: string): never => {
    throw new SourceError(source, message, false);
  };

  return {
    add({ resultType, result }, part) {
      if (resultType !== 'matrix' || !Array.isArray(result)) return refuse(`the result is a ${resultType}, not a matrix`);
      if (result.length * count > maxPoints) {
        return refuse(`${result.length} series of ${count} points are more than maxPoints ${maxPoints}; aggregate in the query`);
      }
      const seen = new Set<string>();
      for (const one of result as readonly unknown[]) {
        if (!Series.Check(one)) return refuse(`a series of the reply is malformed: ${excerpt(one)}`);
        const key = labelsKey(one.metric);
        if (seen.has(key)) return refuse(`the reply holds the series ${nameOf(one.metric)} twice`);
        seen.add(key);
        if (one.histograms && one.histograms.length > 0) {
          if (kind !== 'histogram') {
            return refuse(
              `${excerpt(query)} answers native histograms, for which the metric needs the kind histogram; a quantile or a fraction is a gauge`,
            );
          }
          if ((one.values?.length ?? 0) > 0)
            return refuse(`${nameOf(one.metric)} is a native histogram at some times and a number at others`);
          if ('le' in one.metric) return refuse(`${nameOf(one.metric)} is a native histogram with a label le of its own`);
          const histogram = native.get(key) ?? emptyNativeSeries(one.metric, window);
          native.set(key, histogram);
          const problem = placeNative(one.histograms, histogram, window, part);
          if (problem !== undefined) return refuse(`${nameOf(one.metric)}: ${problem}`);
          continue;
        }
        let series = all.get(key);
        if (!series) {
          if ((all.size + 1) * count > maxPoints) {
            return refuse(`${all.size + 1} series of ${count} points are more than maxPoints ${maxPoints}; aggregate in the query`);
          }
          const values = new Float64Array(count).fill(Number.NaN);
          series = { labels: one.metric, startMs: window.startMs, stepMs: window.stepMs, values };
          all.set(key, series);
        }
        const problem = place(one.values ?? [], series, part);
        if (problem !== undefined) return refuse(`${nameOf(one.metric)}: ${problem}`);
      }
    },
    hasNative: () => native.size > 0,
    series() {
      if (native.size === 0) return [...all.values()];
      if (all.size > 0) return refuse(`${excerpt(query)} answers native histograms and numbers; query one of them`);
      const histograms = [...native.values()];
      const bounds = nativeBounds(histograms);
      const points = histograms.length * bounds.length * count;
      if (points > maxPoints) {
        return refuse(
          `${histograms.length} native histograms of ${bounds.length} buckets and ${count} points are ${points}, more than maxPoints ${maxPoints}; aggregate in the query`,
        );
      }
      return classicBuckets(histograms, bounds, window);
    },
  };
}

/** Puts the samples of one part on the grid; the problem when one has no place there. A sample that is NaN is a gap like a missing one. */
function place(samples: readonly unknown[], { startMs, stepMs, values }: TimeSeries, part: TimeWindow): string | undefined {
  const first = Math.round((part.startMs - startMs) / stepMs);
  const end = first + sampleCount(part);
  let previous = first - 1;
  for (const sample of samples) {
    if (!Array.isArray(sample) || typeof sample[0] !== 'number' || typeof sample[1] !== 'string') {
      return `a sample is malformed: ${excerpt(sample)}`;
    }
    const offsetMs = sample[0] * 1000 - startMs;
    const index = Math.round(offsetMs / stepMs);
    // Seconds with three decimals, as JSON has them, are right to far less than a millisecond.
    if (!(Math.abs(offsetMs - index * stepMs) < 1) || index < first || index >= end) {
      return `a sample at ${sample[0]} is not one of the times asked for, from ${part.startMs / 1000} in steps of ${stepMs / 1000} s`;
    }
    if (index <= previous) return `samples out of order at ${sample[0]}`;
    previous = index;
    const value = parseSampleValue(sample[1]);
    if (value === undefined) return `${excerpt(sample[1])} at ${sample[0]} is not a number`;
    values[index] = value;
  }
  return undefined;
}

function nameOf(labels: Labels): string {
  return excerpt(labels);
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
