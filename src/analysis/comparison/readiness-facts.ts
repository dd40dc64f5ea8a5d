import { setImmediate as breathe } from 'node:timers/promises';
import { systematicFeatures } from '../../comparison/systematic/systematic-features.ts';
import { SerinusError } from '../../errors.ts';
import type { Analysis } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { Fact, ReadinessFacts } from '../../model/readiness.ts';
import { sampleCount, type TimeWindow } from '../../model/time-series.ts';
import { sideQueries } from '../metric-queries.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { PairStore, PairStream } from '../ports/pair-store.ts';
import { pairStreamOf } from './pair-stream.ts';
import { readDetails } from './read-tallies.ts';

export interface FactsRequest {
  readonly config: AnalysisConfig;
  readonly analysis: Pick<Analysis, 'candidate' | 'startMs'>;
  readonly window: TimeWindow;
  readonly source: MetricSource | SerinusError;
  readonly pairs?: FactsReader | undefined;
  readonly signal: AbortSignal;
}

export type FactsReader = Pick<PairStore, 'findSteps' | 'findDetails' | 'countSamples'>;

const STEPS_AT_ONCE = 50;
const HOUR_MS = 3_600_000;
const ENOUGH_PAIRS = 1000;
/** Of the intervals of what goes with divergence; what is called a pattern has a level of its own. */
const PATTERN_ALPHA = 0.05;

/**
 * What a readiness checklist needs beside the metrics; undefined when the config has none. What cannot be had is unknown, and why.
 * @throws whatever the signal was aborted with.
 */
export async function readinessFacts(request: FactsRequest): Promise<ReadinessFacts | undefined> {
  const { config, pairs } = request;
  const { readiness } = config;
  if (readiness === undefined) return undefined;
  const ofPairs = <T>(find: (reader: FactsReader, stream: PairStream) => Promise<Fact<T>>): Promise<Fact<T>> =>
    known(request.signal, async () => {
      const stream = pairStreamOf(config, request.analysis.candidate);
      return pairs === undefined || stream === undefined
        ? { unknown: 'pairs of answers are kept by a server, and there is none here' }
        : find(pairs, stream);
    });
  const { noSystematicPattern, minSamples, minReviewed, restarts, utilisation } = readiness;
  return {
    ...(minSamples !== undefined && { samples: await ofPairs((reader, of) => comparedPairs(reader, of, request)) }),
    ...(minReviewed !== undefined && { reviewed: await ofPairs((reader, of) => reviewedSamples(reader, of, request)) }),
    ...(noSystematicPattern && { patterns: await ofPairs((reader, of) => patterns(reader, of, request)) }),
    ...(restarts && { restarts: await asked(request, restarts.query, (values) => values.reduce((sum, value) => sum + value, 0)) }),
    ...(utilisation && { utilisation: await asked(request, utilisation.query, (values) => Math.max(...values)) }),
  };
}

async function known<T>(signal: AbortSignal, find: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await find();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof SerinusError)) throw error;
    return { unknown: error.message };
  }
}

async function comparedPairs(reader: FactsReader, stream: PairStream, { window, signal }: FactsRequest): Promise<Fact<number>> {
  const { startMs, endMs, stepMs } = window;
  let value = 0;
  for (let fromMs = startMs - stepMs; fromMs < endMs - stepMs; fromMs += STEPS_AT_ONCE * stepMs) {
    signal.throwIfAborted();
    const steps = await reader.findSteps(stream, fromMs, Math.min(fromMs + STEPS_AT_ONCE * stepMs, endMs - stepMs));
    for (const { tally } of steps) value += tally.pairs;
    await breathe();
  }
  return { value };
}

async function reviewedSamples(reader: FactsReader, stream: PairStream, { window }: FactsRequest): Promise<Fact<number>> {
  const { marks } = await reader.countSamples(stream, window.startMs - window.stepMs, window.endMs - window.stepMs);
  return { value: Object.values(marks).reduce((sum, count) => sum + count, 0) };
}

/** Of the whole hours since the start, as features are counted by the hour. */
async function patterns(reader: FactsReader, stream: PairStream, { analysis, window }: FactsRequest): Promise<Fact<readonly string[]>> {
  const fromMs = Math.ceil(analysis.startMs / HOUR_MS) * HOUR_MS;
  if (window.endMs <= fromMs) return { unknown: 'features are counted by the hour, and no hour has begun since the start' };
  const pause = async (): Promise<void> => void (await breathe());
  const { tally } = await readDetails({ store: reader, pause }, stream, { fromMs, toMs: window.endMs });
  const features = systematicFeatures(tally.features, PATTERN_ALPHA);
  if (features.length === 0) return { unknown: 'no feature of the requests has come with pairs' };
  // Of so many pairs too few diverged to be tested: whatever these have in common, it is no pattern of the candidate.
  const isTold = features.some(({ effect, pairs }) => effect !== null || pairs >= ENOUGH_PAIRS);
  if (!isTold) return { unknown: `fewer than ${ENOUGH_PAIRS} pairs with features, and too few of them diverged to be tested` };
  return { value: features.filter(({ isSystematic }) => isSystematic).map(({ sentence }) => sentence) };
}

/** One number of all values that a query of the candidate gives, over all of its series. */
async function asked(
  { config, analysis, window, source, signal }: FactsRequest,
  query: string,
  read: (values: readonly number[]) => number,
) {
  return known<number>(signal, async () => {
    if (source instanceof SerinusError) throw source;
    if (sampleCount(window) === 0) return { unknown: 'no step is over yet' };
    const of = { side: 'candidate', scope: analysis.candidate, window, dialect: source.dialect } as const;
    const { value } = sideQueries(config, { parts: { value: query } }, of);
    const reply = await source.query({ query: value!, window, signal, kind: 'gauge' });
    if (reply.isPartial) return { unknown: 'the source answered in part only' };
    const values = reply.series.flatMap(({ values }) => [...values].filter(Number.isFinite));
    return values.length === 0 ? { unknown: 'its query has no data' } : { value: read(values) };
  });
}
