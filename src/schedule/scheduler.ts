import type { LookQueue, QueueDepth } from '../analysis/ports/look-queue.ts';
import { sourceOfAnalysis } from '../analysis/source-of-analysis.ts';
import type { Analysis, Look } from '../model/analysis.ts';
import { everySecond } from './every-second.ts';
import { openLanes } from './lanes.ts';

export interface SchedulerDeps {
  /** Due at that moment, now if none is named; longest overdue first. */
  readonly dueAnalyses: (limit: number, atMs?: number) => Promise<readonly Analysis[]>;
  readonly runDueLook: (analysisId: string, signal: AbortSignal) => Promise<Look | undefined>;
  /** A tick or a look that failed as a whole (the store, a bug): the slot stays due and is tried again. */
  readonly onError: (error: unknown, analysisId: string | undefined) => void;
  readonly onLook: (look: Look) => void;
  /** Looks of one source at a time, in this process: those of a source that hangs hold up nobody else's. */
  readonly perSource: number;
}

/** Ticks (seconds) at most between two tries of an analysis whose looks fail as a whole. */
const LONGEST_PAUSE = 16;
/** Analyses that one tick takes on. */
const PER_TICK = 1_000;

/**
 * The queue of one process that has its store to itself. Every second, and whatever was missed while nobody ticked: one look an analysis
 * at a time, several analyses side by side, the looks of each source in a lane of their own.
 */
export function startScheduler(deps: SchedulerDeps): LookQueue {
  const lanes = openLanes(deps.perSource);
  const inHand = new Map<string, Promise<void>>();
  /** Analyses whose last look failed as a whole: how often in a row, and for how many ticks they are left alone. */
  const failing = new Map<string, { readonly times: number; ticks: number }>();
  const abort = new AbortController();
  let seen: Omit<QueueDepth, 'running'> = { due: 0, oldestSlotMs: undefined };

  /** Until nothing is due any more: several slots are, after the process was down for a while. */
  const catchUp = async (analysis: Analysis): Promise<void> => {
    const { id } = analysis;
    const lane = sourceOfAnalysis(analysis);
    try {
      for (;;) {
        const made = await lanes.run(lane, async () => (abort.signal.aborted ? undefined : deps.runDueLook(id, abort.signal)));
        failing.delete(id);
        if (made === undefined) return;
        deps.onLook(made);
      }
    } catch (error) {
      const times = (failing.get(id)?.times ?? 0) + 1;
      failing.set(id, { times, ticks: Math.min(LONGEST_PAUSE, 2 ** times) });
      if (!abort.signal.aborted) deps.onError(error, id);
    } finally {
      inHand.delete(id);
    }
  };

  const isLeftAlone = (id: string): boolean => {
    const pause = failing.get(id);
    return pause !== undefined && pause.ticks-- > 0;
  };

  const startDue = async (): Promise<void> => {
    try {
      // Those in hand and those left alone are still due in the store: ask for so many more that they cannot crowd the others out.
      const due = await deps.dueAnalyses(inHand.size + failing.size + PER_TICK);
      seen = { due: due.length, oldestSlotMs: due[0]?.nextSlotMs ?? undefined };
      // One that was cancelled or has moved on elsewhere is no longer due.
      const ids = new Set(due.map(({ id }) => id));
      for (const id of failing.keys()) if (!ids.has(id)) failing.delete(id);
      for (const one of due) if (!inHand.has(one.id) && !isLeftAlone(one.id) && !abort.signal.aborted) inHand.set(one.id, catchUp(one));
    } catch (error) {
      deps.onError(error, undefined);
    }
  };
  const ticking = everySecond(startDue);

  return {
    async tick() {
      await startDue();
      await Promise.all(inHand.values());
    },
    depth: () => ({ ...seen, running: lanes.running() }),
    check: async () => undefined,
    async stop(graceMs) {
      const timer = setTimeout(() => abort.abort(new Error('shutting down')), graceMs);
      await ticking.stop();
      await Promise.all(inHand.values());
      clearTimeout(timer);
    },
  };
}
