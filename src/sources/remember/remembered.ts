import { type Labels, sampleCount, type TimeSeries, type TimeWindow } from '../../model/time-series.ts';
import { labelsKey } from '../labels-key.ts';
import { bytesOf, type PackedValues, type Packing, packValues, unpackValues } from './packed-values.ts';
import { differenceOf, type PastChange } from './past-change.ts';
import { comparePairs, sortedPairs } from './series-order.ts';

/** What one query answered for a window, packed. Never changed: a later answer makes a new one. */
export interface Remembered {
  readonly window: TimeWindow;
  /** In the order of their labels. */
  readonly series: readonly PackedSeries[];
  /** What the server said of the query itself. */
  readonly warnings: readonly string[];
  /** The latest one that was found; it is told of for as long as this is remembered. */
  readonly change?: PastChange;
  /** Number of the question whose answer is the newest part of this. */
  readonly number: number;
  /** Questions since the whole window was asked for. */
  readonly parts: number;
}

interface PackedSeries {
  readonly labels: Labels;
  /** Equal exactly when the labels are. */
  readonly key: string;
  readonly values: PackedValues;
}

/** A series with what is known of it from before. */
export interface OpenSeries {
  readonly labels: Labels;
  readonly key: string;
  readonly values: Float64Array;
  readonly packed?: PackedValues;
}

/** The series in the order of their labels. */
export function inOrder(series: readonly TimeSeries[]): OpenSeries[] {
  return sorted(series.map(({ labels, values }) => ({ labels, key: labelsKey(labels), values })));
}

function sorted(series: readonly OpenSeries[]): OpenSeries[] {
  return series
    .map((one) => ({ one, pairs: sortedPairs(one.labels) }))
    .sort((a, b) => comparePairs(a.pairs, b.pairs))
    .map(({ one }) => one);
}

export function seriesOf(series: readonly OpenSeries[], { startMs, stepMs }: TimeWindow): readonly TimeSeries[] {
  return series.map(({ labels, values }) => ({ labels, startMs, stepMs, values }));
}

/** What is remembered, and the answer to a question for the end of `window`, as one answer to the whole of it. */
export type Joined =
  | { readonly kind: 'joined'; readonly series: readonly OpenSeries[]; readonly hasLate: boolean }
  /** A value that was there is another now, or gone. */
  | { readonly kind: 'changed' }
  /** Remembered is a series that, so early, may not have been there yet. */
  | { readonly kind: 'unsure' };

/**
 * @param window starts as what is remembered does, and ends before, with or after it.
 * @param tail   the answer to the last part of `window`, of which some was asked for before.
 */
export function joinTail(
  { window: known, series: remembered }: Remembered,
  tail: { readonly window: TimeWindow; readonly series: readonly TimeSeries[] },
  { window, packing }: { readonly window: TimeWindow; readonly packing: Packing },
): Joined {
  const count = sampleCount(window);
  const from = Math.round((tail.window.startMs - window.startMs) / window.stepMs);
  const both = Math.min(sampleCount(known), count); // the steps below are known
  const answered = new Map(inOrder(tail.series).map((one) => [one.key, one]));
  const joined: OpenSeries[] = [];
  let hasLate = false;

  for (const { labels, key, values: packed } of remembered) {
    const values = new Float64Array(count).fill(Number.NaN);
    unpackValues(packed, values, packing);
    const now = answered.get(key)?.values;
    answered.delete(key);
    if (now === undefined && both < sampleCount(known) && values.every(Number.isNaN)) return { kind: 'unsure' };
    for (let step = from; step < count; step++) {
      const value = now?.[step - from] ?? Number.NaN;
      const difference = step < both ? differenceOf(values[step]!, value) : 'late';
      if (difference === 'changed') return { kind: 'changed' };
      if (difference === 'same') continue;
      values[step] = value;
      hasLate ||= step < both;
    }
    joined.push({ labels, key, values, packed });
  }
  for (const { labels, key, values: now } of answered.values()) {
    const values = new Float64Array(count).fill(Number.NaN);
    values.set(now, from);
    hasLate ||= from < both && !now.subarray(0, both - from).every(Number.isNaN);
    joined.push({ labels, key, values });
  }
  return { kind: 'joined', series: answered.size > 0 ? sorted(joined) : joined, hasLate };
}

/**
 * The part of what is remembered from `startMs` on, a later time of its grid; undefined where it cannot be told which series an answer
 * to that part would hold: one without a value in it may have had a sample that is NaN, or none.
 */
export function laterPart({ window: known, series, ...rest }: Remembered, startMs: number, packing: Packing): Remembered | undefined {
  const skipped = Math.round((startMs - known.startMs) / known.stepMs);
  const parts: PackedSeries[] = [];
  for (const { labels, key, values: packed } of series) {
    const values = new Float64Array(sampleCount(known));
    unpackValues(packed, values, packing);
    const part = values.subarray(skipped);
    if (part.every(Number.isNaN)) return undefined;
    parts.push({ labels, key, values: packValues(part, { packing, openSteps: part.length }) });
  }
  return { ...rest, window: { ...known, startMs }, series: parts };
}

/**
 * What the source no longer says of steps that it was asked for before.
 * @param series  its answer now, from the same start.
 * @param count   steps of that answer.
 * @param settled of so many steps all samples should have been in; after them a missing one that is there now is only late.
 */
export function changeOf(
  { window, series: remembered }: Remembered,
  series: readonly OpenSeries[],
  { count, settled, packing }: { readonly count: number; readonly settled: number; readonly packing: Packing },
): PastChange | undefined {
  const now = new Map(series.map((one) => [one.key, one.values]));
  const both = Math.min(sampleCount(window), count);
  const before = new Map(remembered.map((one) => [one.key, one.values]));
  let values = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = -1;
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    const was = new Float64Array(both).fill(Number.NaN);
    const packed = before.get(key);
    if (packed) unpackValues(packed, was, packing);
    for (let step = 0; step < both; step++) {
      const difference = differenceOf(was[step]!, now.get(key)?.[step] ?? Number.NaN);
      if (difference === 'same' || (difference === 'late' && step >= settled)) continue;
      values++;
      first = Math.min(first, step);
      last = Math.max(last, step);
    }
  }
  if (values === 0) return undefined;
  return { values, firstMs: window.startMs + first * window.stepMs, lastMs: window.startMs + last * window.stepMs };
}

export function packSeries(
  series: readonly OpenSeries[],
  { packing, openSteps }: { readonly packing: Packing; readonly openSteps: number },
): readonly PackedSeries[] {
  return series.map(({ labels, key, values, packed: before }) => ({
    labels,
    key,
    values: packValues(values, { packing, openSteps, before }),
  }));
}

/** What a series, and a query with its places in the memory, take beside their texts and values, about. */
const SERIES_BYTES = 250;
const QUERY_BYTES = 600;

/** Memory that it takes, about, in bytes. */
export function bytesOfRemembered({ series, warnings }: Remembered): number {
  const texts = warnings.reduce((sum, { length }) => sum + length, 0);
  // Labels are held as an object and as a key.
  return series.reduce((sum, { key, values }) => sum + SERIES_BYTES + 3 * key.length + bytesOf(values), QUERY_BYTES + texts);
}
