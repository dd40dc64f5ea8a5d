import { setImmediate as breathe } from 'node:timers/promises';
import { credibility, type Doubts } from '../../comparison/doubts.ts';
import { SerinusError } from '../../errors.ts';
import type { Analysis } from '../../model/analysis.ts';
import type { AnalysisConfig, MetricConfig } from '../../model/config.ts';
import { mapPair } from '../../model/map-pair.ts';
import type { PairData } from '../../model/metric-data.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import { sampleCount, type TimeWindow } from '../../model/time-series.ts';
import type { LookTally } from '../look-tally.ts';
import type { PairStore, PairStream } from '../ports/pair-store.ts';
import { measuredSteps } from './measured-steps.ts';
import { pairStreamOf } from './pair-stream.ts';
import { reviewedSteps } from './reviewed-steps.ts';

/** Where the pairs of an analysis are counted. */
export type PairReader = Pick<PairStore, 'findSteps' | 'listMarks'>;

export interface ComparisonRequest {
  readonly config: AnalysisConfig;
  readonly scopes: Pick<Analysis, 'candidate'>;
  readonly window: TimeWindow;
  /** Absent where nothing takes pairs in. */
  readonly pairs?: PairReader | undefined;
  readonly signal: AbortSignal;
}

/** Steps of one reading: a long run does not fill the memory, and others have the process in between. */
const STEPS_AT_ONCE = 50;

/**
 * The records of the metrics of kind `comparison`, read once for all of them. A tally of the time [s, s + length) belongs to the first
 * evaluation time that is not before its end; those that began before the window's first step are left out.
 *
 * @throws {SerinusError} the pairs cannot be had, or are too many for the look; whatever the signal was aborted with.
 */
export async function comparisonRecords(
  metrics: readonly MetricConfig[],
  request: ComparisonRequest,
  tally: LookTally,
): Promise<readonly MetricRecord[]> {
  const { config, scopes, window, pairs } = request;
  const stream = pairStreamOf(config, scopes.candidate);
  if (pairs === undefined || stream === undefined)
    throw new SerinusError('NO_PAIRS', 422, 'pairs of answers are taken in and kept by a server (serinus serve), and there is none here');
  const steps = sampleCount(window);
  const open = metrics.map((metric) => ({
    metric,
    measured: metric.measure?.measure === 'reviewed' ? undefined : measuredSteps(metric, steps),
  }));
  const belief = credibility(config.comparison!);
  let isEmpty = true;
  for await (const { index, step } of talliesOf(pairs, stream, request)) {
    belief.add(step);
    isEmpty = false;
    for (const { measured } of open) measured?.add(index, step.tally);
  }
  const warnings = isEmpty ? [`no pair of ${stream.candidate} has come in under ${stream.config} since the analysis began`] : [];
  const doubts = belief.doubts({ fromMs: window.startMs - window.stepMs, toMs: window.endMs - window.stepMs });
  const marks = open.some(({ measured }) => measured === undefined)
    ? await pairs.listMarks(stream, window.startMs - window.stepMs, window.endMs - window.stepMs)
    : [];
  return open.flatMap(({ metric, measured }) =>
    (measured?.data() ?? [{ labels: {}, data: reviewedSteps(marks, window) }]).map(({ labels, data }): MetricRecord => {
      tally.add(seriesOf(data, window));
      return {
        metric: metric.name,
        labels,
        outcome: { kind: 'data', data },
        queries: saidOf(metric, stream),
        warnings,
        ...doubtsOf(metric, doubts),
      };
    }),
  );
}

async function* talliesOf(pairs: PairReader, stream: PairStream, { window, signal }: ComparisonRequest) {
  const { startMs, stepMs, endMs } = window;
  for (let fromMs = startMs - stepMs; fromMs < endMs - stepMs; fromMs += STEPS_AT_ONCE * stepMs) {
    signal.throwIfAborted();
    const toMs = Math.min(fromMs + STEPS_AT_ONCE * stepMs, endMs - stepMs);
    for (const step of await pairs.findSteps(stream, fromMs, toMs)) {
      const index = Math.max(0, Math.ceil((step.startMs + step.lengthMs - startMs) / stepMs));
      if (startMs + index * stepMs < endMs) yield { index, step };
    }
    await breathe();
  }
}

/** So that what is taken from pairs counts towards the look's limits as what a source gives does. */
function seriesOf(data: PairData, { startMs, stepMs }: TimeWindow): Parameters<LookTally['add']>[0] {
  const all: Float64Array[] = [];
  mapPair(data, (values) => {
    all.push(values);
    return values;
  });
  return all.map((values) => ({ labels: {}, startMs, stepMs, values }));
}

function doubtsOf({ measure }: MetricConfig, { all, divergence }: Doubts): Pick<MetricRecord, 'doubts'> {
  const doubts = measure?.measure === 'divergence' ? [...all, ...divergence] : all;
  return doubts.length === 0 ? {} : { doubts };
}

/** In the place of queries: which pairs, and what of them. */
export function saidOf({ parts }: MetricConfig, { config, candidate }: PairStream): MetricRecord['queries'] {
  const said = Object.fromEntries(Object.entries(parts).map(([part, words]) => [part, `${words}, of ${candidate} under ${config}`]));
  return { control: said, candidate: said };
}
