import { setTimeout as sleep } from 'node:timers/promises';

import type { DueLook, LookQueue, QueueDepth } from '../analysis/ports/look-queue.ts';
import { sourceOfAnalysis } from '../analysis/source-of-analysis.ts';
import type { Analysis, Look } from '../model/analysis.ts';
import { everySecond } from './every-second.ts';
import type { LookJob, LookJobs } from './look-jobs.ts';
import type { SchedulerDeps } from './scheduler.ts';

export interface SharedQueueDeps extends Omit<SchedulerDeps, 'runDueLook'> {
  /** Makes the look of that slot; undefined when it is not what is due, or someone else was first. */
  readonly runSlot: (look: DueLook, signal: AbortSignal) => Promise<Look | undefined>;
  readonly jobs: LookJobs;
  /** The analysis when a look of it is due. */
  readonly dueAnalysis: (analysisId: string) => Promise<Analysis | undefined>;
  readonly clock: { now(): number };
}

/** How often an idle process asks for jobs. */
const POLL_MS = 250;
/** Slots are queued that much before they come: what is due is then taken at once, and not found by the next tick. */
const AHEAD_MS = 1_100;
const KEEP_ALIVE_MS = 3_000;
/** What this process has queued is queued again when it is still due after so long: jobs may get lost, the store does not. */
const RECONCILE_MS = 60_000;
/** Analyses that one tick queues. */
const PER_TICK = 1_000;

/**
 * The queue of several processes on one database. Every second each of them queues what is due, under the key of analysis and slot, so
 * that it is queued once; each takes what it has room for, source by source, and what a process that died had taken goes to another.
 */
export function startSharedQueue(deps: SharedQueueDeps): LookQueue {
  const { jobs, clock } = deps;
  const lanes = new Map<string, Lane>();
  /** Keys that this process has queued, and when. */
  const queued = new Map<string, number>();
  const abort = new AbortController();
  let isStopping = false;
  let seen: Omit<QueueDepth, 'running'> = { due: 0, oldestSlotMs: undefined };

  const laneOf = (source: string): Lane => {
    const known = lanes.get(source);
    if (known !== undefined) return known;
    const lane: Lane = { source, inHand: new Map(), isDue: true, added: 0, emptyAt: -1, mayHaveMore: false, taking: undefined };
    lanes.set(source, lane);
    return lane;
  };

  const queueDue = async (): Promise<void> => {
    try {
      // What is queued already is due still: ask for so many more that it cannot crowd out the rest.
      const now = clock.now();
      const soon = await deps.dueAnalyses(queued.size + PER_TICK, now + AHEAD_MS);
      const due = soon.filter(({ nextSlotMs }) => nextSlotMs! <= now);
      seen = { due: due.length, oldestSlotMs: due[0]?.nextSlotMs ?? undefined };
      const keys = new Set(soon.map(keyOf));
      for (const [key, atMs] of queued) if (!keys.has(key) || now - atMs >= RECONCILE_MS) queued.delete(key);
      const sources = new Set(soon.map(sourceOfAnalysis));
      for (const lane of lanes.values()) lane.isDue = sources.has(lane.source);
      await add(soon.filter((one) => !queued.has(keyOf(one))));
    } catch (error) {
      if (!isStopping) deps.onError(error, undefined);
    }
  };

  const add = async (due: readonly Analysis[]): Promise<void> => {
    for (const [source, analyses] of Map.groupBy(due, sourceOfAnalysis)) {
      await jobs.add(
        source,
        analyses.map(({ id, nextSlotMs }) => ({ analysisId: id, slotMs: nextSlotMs! })),
        clock.now(),
      );
      for (const one of analyses) queued.set(keyOf(one), clock.now());
      const lane = laneOf(source);
      lane.added++;
      void take(lane);
    }
  };

  /** Fills the lane's room with jobs. One call at a time; it rejects never. */
  const take = (lane: Lane): Promise<void> => {
    lane.taking ??= takeJobs(lane).finally(() => {
      lane.taking = undefined;
    });
    return lane.taking;
  };

  const takeJobs = async (lane: Lane): Promise<void> => {
    try {
      do {
        const room = deps.perSource - lane.inHand.size;
        if (room <= 0 || isStopping) return;
        const { added } = lane;
        const taken = await jobs.take(lane.source, room);
        if (taken.length === 0) lane.emptyAt = added;
        lane.mayHaveMore = taken.length === room;
        for (const job of taken) lane.inHand.set(job, runJob(lane, job));
      } while (lane.mayHaveMore);
    } catch (error) {
      if (!isStopping) deps.onError(error, undefined);
    }
  };

  const runJob = async (lane: Lane, job: LookJob): Promise<void> => {
    const { analysisId } = job.data;
    try {
      const made = await runLook(lane, job);
      queued.delete(keyOfLook(job.data));
      if (made !== undefined) deps.onLook(made);
      await jobs.done(lane.source, job);
      // Behind the others, when several slots were missed.
      const next = made && !isStopping ? await deps.dueAnalysis(analysisId) : undefined;
      if (next !== undefined) await add([next]);
    } catch (error) {
      if (!abort.signal.aborted) deps.onError(error, analysisId);
    } finally {
      lane.inHand.delete(job);
      if (lane.mayHaveMore) void take(lane);
    }
  };

  const runLook = async (lane: Lane, job: LookJob) => {
    try {
      // The database's clock may be a little ahead of ours.
      const earlyMs = job.data.slotMs - clock.now();
      if (earlyMs > 0 && earlyMs <= AHEAD_MS) await sleep(earlyMs, undefined, { signal: abort.signal });
      abort.signal.throwIfAborted();
      return await deps.runSlot(job.data, abort.signal);
    } catch (error) {
      await jobs.failed(lane.source, job, error instanceof Error ? error.message : String(error)).catch(() => undefined);
      throw error;
    }
  };

  const keepAlive = async (): Promise<void> => {
    for (const { source, inHand } of lanes.values()) {
      if (inHand.size > 0) await jobs.keepAlive(source, [...inHand.keys()]).catch((error: unknown) => deps.onError(error, undefined));
    }
  };

  const takeAll = () => Promise.all([...lanes.values()].filter(mayHaveJobs).map(take));
  const inHand = () => [...lanes.values()].flatMap((lane) => [...lane.inHand.values()]);
  const ticking = everySecond(queueDue);
  const polling = setInterval(() => void takeAll(), POLL_MS);
  const beating = setInterval(() => void keepAlive(), KEEP_ALIVE_MS);

  return {
    async tick() {
      await queueDue();
      await takeAll();
      await Promise.all(inHand());
    },
    depth: () => ({ ...seen, running: inHand().length }),
    check: () => jobs.check(),
    async stop(graceMs) {
      isStopping = true;
      clearInterval(polling);
      const timer = setTimeout(() => abort.abort(new Error('shutting down')), graceMs);
      await ticking.stop();
      await Promise.all([...lanes.values()].map(({ taking }) => taking));
      await Promise.all(inHand());
      clearTimeout(timer);
      clearInterval(beating);
      await jobs.close();
    },
  };
}

interface Lane {
  readonly source: string;
  readonly inHand: Map<LookJob, Promise<void>>;
  /** The last tick found something of it that is due. */
  isDue: boolean;
  /** How often this process has queued something in it, and how often it had when the lane was last found empty. */
  added: number;
  emptyAt: number;
  /** The last time jobs were taken there were as many as there was room for. */
  mayHaveMore: boolean;
  taking: Promise<void> | undefined;
}

/** Every process sees all that is due: nothing is asked of a lane where neither a tick nor this process put anything. */
const mayHaveJobs = ({ isDue, added, emptyAt }: Lane): boolean => isDue || emptyAt < added;
const keyOfLook = ({ analysisId, slotMs }: DueLook): string => `${analysisId}:${slotMs}`;
const keyOf = ({ id, nextSlotMs }: Analysis): string => `${id}:${nextSlotMs}`;
