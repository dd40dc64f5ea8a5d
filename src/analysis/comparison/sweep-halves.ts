import type { Clock } from '../ports/clock.ts';
import type { PairStore } from '../ports/pair-store.ts';
import type { ComparedConfig } from './compared-config.ts';
import { countHalves } from './take-halves.ts';
import type { PairsDeps } from './take-pairs.ts';

export interface SweepDeps {
  readonly store: Pick<PairStore, 'waitingHalves'>;
  readonly pairs: PairsDeps;
  readonly clock: Clock;
  readonly configs: readonly ComparedConfig[];
}

/** Once the signal is aborted it ends after what it has in hand, and leaves the rest to the next. @throws {StoreError} */
export type Sweep = (signal?: AbortSignal) => Promise<void>;

/** Complete for so long, a pair was left over by a process that ended, or two processes got its halves at once. */
const LEFT_OVER_MS = 5_000;
/** Requests of one reading, and bytes that their halves may have, of one side. */
const MOST_REQUESTS = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Clients that could not bring the other half while nobody was there to take it send it again by then. */
const GRACE_MS = 60_000;

/**
 * Counts what is complete and left over, and gives up halves that have waited as long as their config says, but none for a minute after
 * the start of the process or the return of its store.
 */
export function halfSweep(deps: SweepDeps): Sweep {
  const { clock, configs } = deps;
  let takingSinceMs = clock.now();
  return async (signal) => {
    const nowMs = clock.now();
    takingSinceMs = Math.min(takingSinceMs, nowMs); // The clock was put back.
    try {
      for (const { name: config, comparison } of configs) {
        const { joinMs, maxPairBytes } = comparison;
        const limit = Math.max(1, Math.min(MOST_REQUESTS, Math.floor(MOST_BYTES / maxPairBytes)));
        await countWaiting(deps, { config, limit, arrivedBeforeMs: nowMs - LEFT_OVER_MS, only: 'complete' }, signal);
        if (nowMs - takingSinceMs < Math.min(joinMs, GRACE_MS)) continue;
        await countWaiting(deps, { config, limit, arrivedBeforeMs: nowMs - joinMs }, signal);
      }
    } catch (error) {
      takingSinceMs = clock.now();
      throw error;
    }
  };
}

async function countWaiting(
  { store, pairs }: SweepDeps,
  which: Parameters<PairStore['waitingHalves']>[0],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let counted = which.limit; counted === which.limit && !signal?.aborted; ) {
    const waiting = await store.waitingHalves(which);
    const byStream = Map.groupBy(waiting, ({ stream }) => `${stream.config} ${stream.candidate}`);
    const taken = await Promise.all(
      [...byStream.values()].map((of) =>
        countHalves(
          pairs,
          of[0]!.stream,
          of.flatMap(({ halves }) => halves),
        ),
      ),
    );
    // Fewer also when another process was first: what is left then, the next sweep finds.
    counted = taken.reduce((sum, one) => sum + one, 0);
  }
}
