import type { MetricSource, SourceQuery, SourceReply } from '../../../src/analysis/ports/metric-source.ts';
import { type Labels, sampleCount, type TimeWindow } from '../../../src/model/time-series.ts';
import { boundedMemory, type Memory } from '../../../src/sources/remember/memory.ts';
import type { Packing } from '../../../src/sources/remember/packed-values.ts';
import type { Remembered } from '../../../src/sources/remember/remembered.ts';
import { type Asked, type RememberOptions, rememberingSource } from '../../../src/sources/remember/remembering-source.ts';
import { bytesOfValues, packBytes, unpackBytes, valuesOfBytes } from '../../../src/store/pack-values.ts';

export const STEP_MS = 60_000;
export const FIRST_MS = Date.UTC(2026, 0, 1);
/** Steps asked for again, with the overlap of five minutes. */
export const OVERLAP = 5;

export const packing: Packing = {
  pack: (values) => packBytes(bytesOfValues(values)),
  unpack: (packed) => valuesOfBytes(unpackBytes(packed)),
};

/** Steps `from` up to but without `to`. */
export function steps(from: number, to: number): TimeWindow {
  return { startMs: FIRST_MS + from * STEP_MS, endMs: FIRST_MS + to * STEP_MS, stepMs: STEP_MS };
}

/** A series of a played server: a value a step; a step that is undefined has no sample, one that is NaN has a sample that is NaN. */
export interface PlayedSeries {
  readonly labels: Labels;
  readonly values: (number | undefined)[];
}

export interface PlayedServer extends MetricSource {
  readonly asked: SourceQuery[];
  /** Its series may be changed at any time. */
  readonly series: PlayedSeries[];
  /** Said with every answer. */
  warnings: string[];
  isPartial: boolean;
  ofWholeWindow: boolean;
  failure: Error | undefined;
}

/** A server that answers every query with the same series, the last of them first: those that have a sample in the window. */
export function playServer(series: PlayedSeries[]): PlayedServer {
  const server: PlayedServer = {
    name: 'prometheus',
    dialect: 'promql',
    asked: [],
    series,
    warnings: [],
    isPartial: false,
    ofWholeWindow: false,
    failure: undefined,
    async query(request) {
      server.asked.push(request);
      if (server.failure) throw server.failure;
      const { isPartial, ofWholeWindow, warnings } = server;
      const answer = answerOf(server.series, request.window).toReversed();
      return { series: answer, warnings: [...warnings], ...(isPartial && { isPartial }), ...(ofWholeWindow && { ofWholeWindow }) };
    },
    async check() {},
  };
  return server;
}

export function answerOf(series: readonly PlayedSeries[], window: TimeWindow): SourceReply['series'] {
  const from = (window.startMs - FIRST_MS) / STEP_MS;
  return series.flatMap(({ labels, values }) => {
    const part = Array.from({ length: sampleCount(window) }, (_, i) => values[from + i]);
    if (part.every((value) => value === undefined)) return [];
    const { startMs, stepMs } = window;
    return [{ labels, startMs, stepMs, values: Float64Array.from(part, (value) => value ?? Number.NaN) }];
  });
}

export interface RememberingServer {
  readonly source: MetricSource;
  readonly memory: Memory<Remembered>;
  readonly counted: Record<Asked | 'changed', number>;
  readonly look: (window: TimeWindow, query?: Partial<SourceQuery>) => Promise<SourceReply>;
}

/** By default nothing is rechecked and there is room for everything. */
export function remembering(server: MetricSource, options: Partial<RememberOptions> & { maxBytes?: number } = {}): RememberingServer {
  const { maxBytes = Number.POSITIVE_INFINITY, ...rest } = options;
  const memory = boundedMemory<Remembered>(maxBytes);
  const counted = { part: 0, whole: 0, shared: 0, changed: 0 };
  const source = rememberingSource(
    server,
    { overlapMs: OVERLAP * STEP_MS, recheckEvery: Number.POSITIVE_INFINITY, maxPoints: 1_000_000, ...rest },
    { memory, packing, onAsked: (_, asked) => void counted[asked]++, onChange: () => void counted.changed++ },
  );
  const { signal } = new AbortController();
  return { source, memory, counted, look: (window, query) => source.query({ query: 'up', window, signal, ...query }) };
}
