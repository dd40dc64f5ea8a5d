import { schedule } from 'node-cron';
import pLimit from 'p-limit';

import type { Analysis, Look } from '../model/analysis.ts';

export interface SchedulerDeps {
  readonly dueAnalyses: (limit: number) => Promise<readonly Analysis[]>;
  readonly runDueLook: (analysisId: string, signal: AbortSignal) => Promise<Look | undefined>;
  /** A tick or a look that failed as a whole (the store, a bug): the slot stays due and is tried again at the next tick. */
  readonly onError: (error: unknown, analysisId: string | undefined) => void;
  readonly onLook: (look: Look) => void;
  /** Looks at a time. */
  readonly concurrency: number;
}

export interface Scheduler {
  /** Runs what is due now; resolves when the looks it started are done. Called by the clock's tick and by tests. */
  tick(): Promise<void>;
  /** No new looks; those in hand have `graceMs` to finish, then they are aborted and left to be caught up. */
  stop(graceMs: number): Promise<void>;
}

/** Ticks (seconds) at most between two tries of an analysis whose looks fail as a whole. */
const LONGEST_PAUSE = 16;

/** Every second, and whatever was missed while nobody ticked: one look an analysis at a time, several analyses side by side. */
export function startScheduler(deps: SchedulerDeps): Scheduler {
  const limit = pLimit(deps.concurrency);
  const inHand = new Map<string, Promise<void>>();
  /** Analyses whose last look failed as a whole: how often in a row, and for how many ticks they are left alone. */
  const failing = new Map<string, { readonly times: number; ticks: number }>();
  const abort = new AbortController();

  /** Until nothing is due any more: several slots are, after the process was down for a while. */
  const catchUp = async (id: string): Promise<void> => {
    try {
      for (;;) {
        const made = await limit(() => (abort.signal.aborted ? undefined : deps.runDueLook(id, abort.signal)));
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
      const due = await deps.dueAnalyses(inHand.size + failing.size + deps.concurrency * 4);
      for (const { id } of due) if (!inHand.has(id) && !isLeftAlone(id) && !abort.signal.aborted) inHand.set(id, catchUp(id));
    } catch (error) {
      deps.onError(error, undefined);
    }
  };

  // Slow looks must not hold up the next tick, but two ticks must not ask the store at once.
  let asking: Promise<void> | undefined;
  const task = schedule(
    '* * * * * *',
    () => {
      asking ??= startDue().finally(() => {
        asking = undefined;
      });
    },
    { suppressMissedWarning: true },
  );

  return {
    async tick() {
      await startDue();
      await Promise.all(inHand.values());
    },
    async stop(graceMs) {
      await task.destroy();
      const timer = setTimeout(() => abort.abort(new Error('shutting down')), graceMs);
      await asking;
      await Promise.all(inHand.values());
      clearTimeout(timer);
    },
  };
}
