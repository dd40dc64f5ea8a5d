import { schedule } from 'node-cron';

export interface RoundsDeps {
  /** Cron expression of when the rounds begin. */
  readonly expression: string;
  /** Ends soon after the signal is aborted. */
  readonly round: (signal: AbortSignal) => Promise<void>;
  /** A round that failed; the next one tries again. */
  readonly onError: (error: unknown) => void;
}

export interface Rounds {
  /** One round, or the one that is under way; resolves when it is over. Called by the clock's tick and by tests. */
  tick(): Promise<void>;
  /** No further round; the one under way ends after its step. */
  stop(): Promise<void>;
}

/** Rounds of some work, never two at a time. */
export function startRounds({ expression, round, onError }: RoundsDeps): Rounds {
  const abort = new AbortController();
  let running: Promise<void> | undefined;
  const tick = (): Promise<void> => {
    if (abort.signal.aborted) return Promise.resolve();
    running ??= round(abort.signal)
      .catch(onError)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  const task = schedule(expression, tick, { suppressMissedWarning: true });
  return {
    tick,
    async stop() {
      await task.destroy();
      abort.abort();
      await running;
    },
  };
}
