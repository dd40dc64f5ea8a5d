import { schedule } from 'node-cron';

export interface Ticking {
  /** No more ticks; resolves when the one in hand is done. */
  stop(): Promise<void>;
}

/** Does the work at every second of the clock; a second that finds it still at work is passed over. It must not reject. */
export function everySecond(work: () => Promise<void>): Ticking {
  let inHand: Promise<void> | undefined;
  const task = schedule(
    '* * * * * *',
    () => {
      inHand ??= work().finally(() => {
        inHand = undefined;
      });
    },
    { suppressMissedWarning: true },
  );
  return {
    async stop() {
      await task.destroy();
      await inHand;
    },
  };
}
