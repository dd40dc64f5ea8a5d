import type { Logger } from 'pino';

import type { LookQueue } from '../analysis/ports/look-queue.ts';
import type { StoreSettings } from '../config/store-settings.ts';
import { type SchedulerDeps, startScheduler } from '../schedule/scheduler.ts';
import type { SharedQueueDeps } from '../schedule/shared-queue.ts';

/** Looks of one source at a time, in one process: they wait for it most of their time. */
const LOOKS_PER_SOURCE = 16;
/** And in all processes on one database. */
const SHARED_LOOKS_PER_SOURCE = 32;

export type QueueParts = Omit<SchedulerDeps, 'perSource'> &
  Pick<SharedQueueDeps, 'runSlot' | 'dueAnalysis' | 'clock'> & { readonly logger: Pick<Logger, 'warn'> };
export type OpenQueue = (parts: QueueParts) => Promise<LookQueue>;

/** Of a process that has its store to itself. */
export const openOwnQueue: OpenQueue = async (parts) => startScheduler({ ...parts, perSource: LOOKS_PER_SOURCE });

/** The queue that belongs to the store of the settings: one of the process beside a file, one of all replicas in a database. */
export function queueFor(store: StoreSettings): OpenQueue {
  if (store.kind === 'sqlite') return openOwnQueue;
  return async (parts) => {
    // Loaded here, as the store's own client is: a process beside a file has no use for them.
    const { connectionOf } = await import('../store/postgres/connection-url.ts');
    const { openLookJobs } = await import('../schedule/look-jobs.ts');
    const { startSharedQueue } = await import('../schedule/shared-queue.ts');
    const { config } = connectionOf(store.url.reveal());
    const onError = (error: unknown): void => parts.logger.warn({ err: error }, 'the queue has trouble in its database; it goes on');
    const jobs = await openLookJobs({ connection: config, laneWidth: SHARED_LOOKS_PER_SOURCE, onError });
    return startSharedQueue({ ...parts, perSource: LOOKS_PER_SOURCE, jobs });
  };
}
