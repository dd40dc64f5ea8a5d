import type { MetricSource, SourceQuery, SourceReply } from '../../analysis/ports/metric-source.ts';
import { sampleCount, type TimeWindow } from '../../model/time-series.ts';
import type { Memory } from './memory.ts';
import type { Packing } from './packed-values.ts';
import { describeChange, type PastChange } from './past-change.ts';
import { bytesOfRemembered, changeOf, inOrder, joinTail, laterPart, packSeries, type Remembered, seriesOf } from './remembered.ts';
import { formOf, sharedAsks } from './shared-asks.ts';
import { isStepwise } from './stepwise.ts';

/** How a question was answered: by asking for the new steps, for the whole window, or by another's question under way. */
export type Asked = 'part' | 'whole' | 'shared';

export interface RememberOptions {
  /** For so long after a step its samples may come in: the steps of that time are asked for again at every look. > 0. */
  readonly overlapMs: number;
  /** Every so many questions the whole window is asked for and compared; >= 1, 1 always asks for all. */
  readonly recheckEvery: number;
  /** The source's own bound on the points of an answer: what is beyond it is left to the source to refuse. */
  readonly maxPoints: number;
}

export interface RememberDeps {
  /** May be shared by several sources: their names tell them apart. */
  readonly memory: Memory<Remembered>;
  readonly packing: Packing;
  readonly onAsked: (source: string, asked: Asked) => void;
  readonly onChange: (source: string) => void;
}

/**
 * The source, asked only for what it was not asked before: the series of a query are kept, and a window that goes on where an earlier one
 * ended is answered from them and from a question for its last steps. The answer is that to a question for the whole window, but for
 * rounding errors of the server; its series are in the order of their labels. Nothing is kept of failures and of partial answers.
 *
 * A value that was there and is another now is a changed past: the whole window is asked for, and the reply says so.
 * Queries whose answers at one time may depend on the rest of the window are never joined: what is not PromQL names its window itself.
 */
export function rememberingSource(source: MetricSource, options: RememberOptions, deps: RememberDeps): MetricSource {
  const { name } = source;
  const { memory, packing, onAsked, onChange } = deps;
  const asks = sharedAsks(source, () => onAsked(name, 'shared'));

  const overlapOf = ({ stepMs }: TimeWindow): number => Math.max(1, Math.ceil(options.overlapMs / stepMs));

  const keep = (key: string, remembered: Remembered): void => {
    const newer = memory.get(key);
    if (newer === undefined || newer.number < remembered.number) {
      memory.set(key, remembered, bytesOfRemembered(remembered) + 2 * key.length);
    }
  };

  const replyOf = (reply: SourceReply, change: PastChange | undefined, { startMs, endMs }: TimeWindow): SourceReply =>
    change && change.firstMs < endMs && startMs <= change.lastMs ? { ...reply, changedPast: describeChange(change) } : reply;

  const askForAll = async (request: SourceQuery, key: string, known: Remembered | undefined): Promise<SourceReply> => {
    onAsked(name, 'whole');
    const { reply, number } = await asks.ask(request);
    if (reply.ofWholeWindow) memory.delete(key);
    if (reply.isPartial || reply.ofWholeWindow) return reply;
    const window = wholeSteps(request.window);
    const series = inOrder(reply.series);
    const overlap = overlapOf(window);
    const compared = { count: sampleCount(window), settled: known ? sampleCount(known.window) - overlap : 0, packing };
    const found = known && changeOf(known, series, compared);
    if (found) onChange(name);
    const change = found ?? known?.change;
    const { warnings } = reply;
    const parts = known ? 0 : phaseOf(key, options.recheckEvery);
    const packed = packSeries(series, { packing, openSteps: overlap });
    keep(key, { window, series: packed, warnings, number, parts, ...(change && { change }) });
    return replyOf({ series: seriesOf(series, window), warnings }, change, window);
  };

  const askForPart = async (request: SourceQuery, key: string, known: Remembered): Promise<SourceReply> => {
    const window = wholeSteps(request.window);
    const overlap = overlapOf(window);
    const both = Math.min(known.window.endMs, window.endMs);
    const tail = { ...window, startMs: Math.max(window.startMs, both - overlap * window.stepMs) };
    if (tail.startMs === window.startMs) return askForAll(request, key, known);
    onAsked(name, 'part');
    const { reply, number } = await asks.ask({ ...request, window: tail });
    if (reply.isPartial || reply.ofWholeWindow) return askForAll(request, key, known);
    const joined = joinTail(known, { window: tail, series: reply.series }, { window, packing });
    if (joined.kind !== 'joined' || joined.series.length * sampleCount(window) > options.maxPoints) return askForAll(request, key, known);
    const warnings = [...new Set([...known.warnings, ...reply.warnings])];
    // What an earlier, longer window had is worth more, unless it lacks what has come in since.
    if (window.endMs >= known.window.endMs || joined.hasLate) {
      const packed = packSeries(joined.series, { packing, openSteps: overlap });
      keep(key, { ...known, window, series: packed, warnings, number, parts: known.parts + 1 });
    }
    return replyOf({ series: seriesOf(joined.series, window), warnings }, known.change, window);
  };

  /** What is known of the query from the window's start on; perhaps as a part of what is known from an earlier start. */
  const recall = (group: string, key: string, { startMs, stepMs }: TimeWindow): Remembered | undefined => {
    const known = memory.get(key);
    if (known) return known;
    for (const other of memory.ofGroup(group)) {
      const longer = memory.get(other)!;
      const isWithin = longer.window.startMs < startMs && startMs < longer.window.endMs;
      if (isWithin && (startMs - longer.window.startMs) % stepMs === 0) return laterPart(longer, startMs, packing);
    }
    return undefined;
  };

  return {
    name,
    dialect: source.dialect,
    async query(request) {
      const { query, kind, window } = request;
      const count = sampleCount(window);
      if (count < 1 || count > options.maxPoints || source.dialect !== 'promql' || !isStepwise(query)) {
        onAsked(name, 'whole');
        return (await asks.ask(request)).reply;
      }
      const group = JSON.stringify([name, formOf(kind), window.stepMs, query]);
      const key = `${group}|${window.startMs}`;
      const known = recall(group, key, window);
      if (known === undefined || known.parts + 1 >= options.recheckEvery) return askForAll(request, key, known);
      return askForPart(request, key, known);
    },
    ...(source.metricNames && { metricNames: (signal: AbortSignal) => source.metricNames!(signal) }),
    ...(source.clockAheadMs && { clockAheadMs: () => source.clockAheadMs!() }),
    check: (signal) => source.check(signal),
  };
}

/** The same window with its end a whole step after its last time, so that equal grids have equal ends. */
function wholeSteps(window: TimeWindow): TimeWindow {
  return { ...window, endMs: window.startMs + sampleCount(window) * window.stepMs };
}

/** Spreads the rechecks of queries that were first asked together: a number from 0 to `every` - 1 that the key decides. */
function phaseOf(key: string, every: number): number {
  let sum = 0;
  for (let i = 0; i < key.length; i++) sum = (sum * 31 + key.charCodeAt(i)) % 1_000_003;
  return sum % every;
}
