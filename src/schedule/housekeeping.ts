import { schedule } from 'node-cron';

export interface HousekeepingDeps {
  /** Ends soon after the signal is aborted. */
  readonly forget: (signal: AbortSignal) => Promise<void>;
  /** A round that failed; the next one tries again. */
  readonly onError: (error: unknown) => void;
}

export interface Housekeeping {
  /** One round, or the one that is under way; resolves when it is over. Called by the clock's tick and by tests. */
  tick(): Promise<void>;
  /** No further round; the one under way ends after its step. */
  stop(): Promise<void>;
}

/** Not on the hour, when everybody's jobs begin. */
const EVERY_HOUR = '17 * * * *';

/** Once an hour, never twice at a time. */
export function startHousekeeping({ forget, onError }: HousekeepingDeps): Housekeeping {
  const abort = new AbortController();
  let running: Promise<void> | undefined;
  const tick = (): Promise<void> => {
    if (abort.signal.aborted) return Promise.resolve();
    running ??= forget(abort.signal)
      .catch(onError)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  const task = schedule(EVERY_HOUR, tick, { suppressMissedWarning: true });
  return {
    tick,
    async stop() {
      await task.destroy();
      abort.abort();
      await running;
    },
  };
}
