import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Labels, sampleCount, type TimeSeries, type TimeWindow } from '../../model/time-series.ts';
import { parseSampleValue } from '../sample-value.ts';
import { boundsOf, type NativeBucket } from './native-bounds.ts';
import { gridValue } from './native-grid.ts';

/** @see https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms */
const Sample = Compile(
  Type.Tuple([
    Type.Number(),
    Type.Object({
      count: Type.String(),
      sum: Type.String(),
      buckets: Type.Optional(Type.Array(Type.Tuple([Type.Integer(), Type.String(), Type.String(), Type.String()]))),
    }),
  ]),
);

/** The histogram of one step: where its events lie. Empty buckets are not in it. */
interface NativeStep {
  readonly buckets: readonly (NativeBucket & { readonly count: number })[];
  /** All events; one that is not a number is in no bucket. */
  readonly total: number;
}

/** One series of native histograms, a step for each point of the window; undefined is a step without a sample. */
export interface NativeSeries {
  readonly labels: Labels;
  readonly steps: (NativeStep | undefined)[];
}

export function emptyNativeSeries(labels: Labels, window: TimeWindow): NativeSeries {
  return { labels, steps: new Array<NativeStep | undefined>(sampleCount(window)).fill(undefined) };
}

/** Puts the histograms of one part of the window on the grid; a clause that says what is wrong when one cannot be. */
export function placeNative(samples: readonly unknown[], { steps }: NativeSeries, of: TimeWindow, part: TimeWindow): string | undefined {
  const first = Math.round((part.startMs - of.startMs) / of.stepMs);
  const boundOf = rememberedBounds();
  let previous = first - 1;
  for (const sample of samples) {
    if (!Sample.Check(sample)) return 'a native histogram of the reply is malformed';
    const [time, histogram] = sample;
    const offsetMs = time * 1000 - of.startMs;
    const index = Math.round(offsetMs / of.stepMs);
    if (!(Math.abs(offsetMs - index * of.stepMs) < 1) || index < first || index >= first + sampleCount(part)) {
      return `a native histogram at ${time} is not at one of the times asked for`;
    }
    if (index <= previous) return `native histograms out of order at ${time}`;
    previous = index;
    const step = readStep(histogram.count, histogram.buckets ?? [], boundOf);
    if (typeof step === 'string') return `a native histogram at ${time} ${step}`;
    steps[index] = step;
  }
  return undefined;
}

/**
 * Bounds at which the events of every step of every series are counted exactly, ascending, the last one Infinity. Buckets of different
 * resolutions are merged for it, never split.
 */
export function nativeBounds(all: readonly NativeSeries[]): readonly number[] {
  const seen = new Map<number, Map<number, NativeBucket>>();
  for (const { steps } of all) {
    for (const bucket of steps.flatMap((step) => step?.buckets ?? [])) {
      const ofLeft = seen.get(bucket.left) ?? new Map<number, NativeBucket>();
      seen.set(bucket.left, ofLeft.set(bucket.right, bucket));
    }
  }
  return [...boundsOf([...seen.values()].flatMap((ofLeft) => [...ofLeft.values()])), Infinity];
}

/**
 * Series of native histograms as series of cumulative classic buckets, told apart by the label `le`. An event that is no number is above
 * every bound, as in a classic histogram.
 * @param bounds of nativeBounds.
 */
export function classicBuckets(
  all: readonly NativeSeries[],
  bounds: readonly number[],
  { startMs, stepMs }: TimeWindow,
): readonly TimeSeries[] {
  return all.flatMap(({ labels, steps }) => {
    const values = bounds.map(() => new Float64Array(steps.length).fill(Number.NaN));
    for (const [index, step] of steps.entries()) {
      if (!step) continue;
      for (const [b, events] of eventsUpTo(bounds, step).entries()) values[b]![index] = events;
    }
    return bounds.map((bound, b) => ({
      labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
      startMs,
      stepMs,
      values: values[b]!,
    }));
  });
}

/** The bound that a text stands for; undefined when it is no number. The same few hundred texts come at every step. */
function rememberedBounds(): (text: string) => number | undefined {
  const known = new Map<string, number | undefined>();
  return (text) => {
    if (!known.has(text)) {
      const value = parseSampleValue(text);
      known.set(text, value === undefined ? undefined : gridValue(value));
    }
    return known.get(text);
  };
}

function readStep(
  countText: string,
  buckets: readonly (readonly [number, string, string, string])[],
  boundOf: (text: string) => number | undefined,
): NativeStep | undefined | string {
  const total = parseSampleValue(countText);
  if (total === undefined) return `has the count ${JSON.stringify(countText)}, which is not a number`;
  if (Number.isNaN(total)) return undefined;
  const read: { left: number; right: number; count: number }[] = [];
  for (const [, leftText, rightText, text] of buckets) {
    const left = boundOf(leftText);
    const right = boundOf(rightText);
    const count = parseSampleValue(text);
    if (left === undefined || right === undefined || count === undefined || !(left <= right)) {
      return `has the bucket ${JSON.stringify([leftText, rightText, text])}, which is none`;
    }
    // Only increase() and rate() count events; a difference of gauge histograms can be below 0.
    if (!(count >= 0)) return `has ${text} events from ${leftText} to ${rightText}; query increase() of a histogram of counters`;
    if (count > 0) read.push({ left, right, count });
  }
  read.sort((a, b) => a.right - b.right);
  if (read.some(({ left }, index) => index > 0 && left < read[index - 1]!.right)) return 'has buckets that overlap';
  return { buckets: read, total };
}

/** Every bucket of the step lies wholly below or above each bound. */
function eventsUpTo(bounds: readonly number[], { buckets, total }: NativeStep): readonly number[] {
  let events = 0;
  let next = 0;
  return bounds.map((bound) => {
    while (next < buckets.length && buckets[next]!.right <= bound) events += buckets[next++]!.count;
    // Extrapolated counts may miss their own sum by a rounding error.
    return bound === Infinity ? Math.max(total, events) : events;
  });
}
