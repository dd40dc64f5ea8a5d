import { BadInputError } from '../../errors.ts';
import { sampleCount, type TimeSeries, type TimeWindow } from '../../model/time-series.ts';
import { labelsKey } from '../labels-key.ts';
import type { RecordedSample } from './recorded-sample.ts';
import type { RecordedMetric, RecordedPart, RecordedSeries } from './recorded-series.ts';

/** 80 MB of samples: a time mistyped by a century must not take the memory of a century. */
const MAX_POINTS = 10_000_000;

/**
 * All samples of a file on one grid. Its step is the given one, or the smallest distance of two times in the file. When the times are
 * not multiples of the step since the epoch all are moved on to the next such time, both sides alike.
 * @throws {BadInputError} no samples, a time off the grid, two samples for one place of it, or more points than can be held.
 */
export function putOnGrid(samples: readonly RecordedSample[], file: string, givenStepMs?: number): RecordedSeries {
  if (samples.length === 0) throw new BadInputError(file, 'no samples');
  const times = [...new Set(samples.map(({ timeMs }) => timeMs))].sort((a, b) => a - b);
  const firstMs = times[0]!;
  const stepMs = givenStepMs ?? smallestDistance(times, file);
  const startMs = Math.ceil(firstMs / stepMs) * stepMs;
  const window: TimeWindow = { startMs, endMs: startMs + (times.at(-1)! - firstMs) + stepMs, stepMs };
  const count = sampleCount(window);

  const metrics = new Map<string, { readonly [side in RecordedSample['side']]: { [part in RecordedPart]?: TimeSeries[] } }>();
  const all = new Map<string, TimeSeries>();
  const taken = new Set<string>();
  for (const { place, metric, side, part, labels, timeMs, value } of samples) {
    const index = (timeMs - firstMs) / stepMs;
    if (!Number.isInteger(index)) {
      throw new BadInputError(
        place,
        `${iso(timeMs)} is not a whole number of steps of ${stepMs / 1000} s after the first time, ${iso(firstMs)}`,
      );
    }
    const key = JSON.stringify([metric, side, part, labelsKey(labels)]);
    let series = all.get(key);
    if (!series) {
      if ((all.size + 1) * count > MAX_POINTS) {
        throw new BadInputError(
          place,
          `more than ${MAX_POINTS} points: ${all.size + 1} series from ${iso(firstMs)} to ${iso(times.at(-1)!)}`,
        );
      }
      series = { labels, startMs, stepMs, values: new Float64Array(count).fill(Number.NaN) };
      all.set(key, series);
      const sides = metrics.get(metric) ?? { control: {}, candidate: {} };
      metrics.set(metric, sides);
      const ofPart = sides[side][part] ?? [];
      ofPart.push(series);
      sides[side][part] = ofPart;
    }
    const cell = `${index} ${key}`;
    if (taken.has(cell)) throw new BadInputError(place, `a second sample of ${metric}, ${side}, ${part} at ${iso(timeMs)}`);
    taken.add(cell);
    series.values[index] = value;
  }
  return { file, window, metrics: metrics satisfies ReadonlyMap<string, RecordedMetric> };
}

function smallestDistance(times: readonly number[], file: string): number {
  if (times.length === 1) throw new BadInputError(file, 'all samples are of one time: the step cannot be told');
  return times.slice(1).reduce((smallest, time, index) => Math.min(smallest, time - times[index]!), Number.POSITIVE_INFINITY);
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString();
