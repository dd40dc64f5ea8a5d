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
  /** Aborted: the sweep ends after what it has in hand, and leaves the rest to the next. */
  readonly signal?: AbortSignal | undefined;
}

/** Complete for so long, a pair was left over by a process that ended, or two processes got its halves at once. */
const LEFT_OVER_MS = 5_000;
/** Requests of one reading, and bytes that their halves may have, of one side. */
const MOST_REQUESTS = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Counts what is complete and left over, and gives up halves that have waited as long as their config says. @throws {StoreError} */
export async function sweepHalves(deps: SweepDeps): Promise<void> {
  const nowMs = deps.clock.now();
  for (const { name: config, comparison } of deps.configs) {
    const limit = Math.max(1, Math.min(MOST_REQUESTS, Math.floor(MOST_BYTES / comparison.maxPairBytes)));
    await countWaiting(deps, { config, limit, arrivedBeforeMs: nowMs - LEFT_OVER_MS, only: 'complete' });
    await countWaiting(deps, { config, limit, arrivedBeforeMs: nowMs - comparison.joinMs });
  }
}

async function countWaiting({ store, pairs, signal }: SweepDeps, which: Parameters<PairStore['waitingHalves']>[0]): Promise<void> {
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
