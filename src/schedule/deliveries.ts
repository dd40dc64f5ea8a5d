import { setTimeout as sleep } from 'node:timers/promises';

import { backOffMs } from '../analysis/outbox/back-off.ts';
import type { Round } from '../analysis/outbox/deliver-due.ts';

export interface DeliveriesDeps {
  readonly channels: readonly string[];
  /** Delivers what is due for the channel, one batch. */
  readonly deliver: (channel: string, signal: AbortSignal) => Promise<Round>;
  /** A round that failed as a whole (the store, a bug); it is tried again. */
  readonly onError: (error: unknown, channel: string) => void;
}

export interface Deliveries {
  /** No new deliveries; those in hand have `graceMs` to finish, then they are aborted and left for the next start. */
  stop(graceMs: number): Promise<void>;
}

/** How often an idle channel looks for something to do. */
const POLL_MS = 500;
/** A receiver that fails is tried again, with this or another message, after this at the latest. */
const LONGEST_PAUSE_MS = 30_000;

/** Delivers until it is stopped. Each channel has a loop of its own, so that none waits for another. */
export function startDeliveries({ channels, deliver, onError }: DeliveriesDeps): Deliveries {
  const stopping = new AbortController();
  const abort = new AbortController();

  const run = async (channel: string): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      let retryAfterMs: number | undefined;
      let kind: Round['kind'] = 'failing';
      try {
        const round = await deliver(channel, abort.signal);
        kind = round.kind;
        if (round.kind === 'failing') retryAfterMs = round.retryAfterMs;
      } catch (error) {
        if (!abort.signal.aborted) onError(error, channel);
      }
      failures = kind === 'failing' ? failures + 1 : 0;
      const pauseMs = kind === 'idle' ? POLL_MS : kind === 'working' ? 0 : pauseAfter(failures, retryAfterMs);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = Promise.all(channels.map(run));

  return {
    async stop(graceMs) {
      stopping.abort();
      const timer = setTimeout(() => abort.abort(new Error('shutting down')), graceMs);
      await running;
      clearTimeout(timer);
    },
  };
}

/** Other messages of a channel wait with the one that failed: its receiver is most likely down. What it asks for is granted. */
function pauseAfter(failures: number, retryAfterMs: number | undefined): number {
  return Math.max(Math.min(backOffMs(failures), LONGEST_PAUSE_MS), retryAfterMs === undefined ? 0 : backOffMs(1, retryAfterMs));
}
