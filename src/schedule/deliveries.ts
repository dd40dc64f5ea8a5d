import { setTimeout as sleep } from 'node:timers/promises';

import type { Round } from '../analysis/outbox/deliver-due.ts';
import { deliveryPauseMs } from './delivery-pause.ts';

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

/** Delivers until it is stopped. Each channel has a loop of its own, so that none waits for another. */
export function startDeliveries({ channels, deliver, onError }: DeliveriesDeps): Deliveries {
  const stopping = new AbortController();
  const abort = new AbortController();

  const deliverOnce = async (channel: string): Promise<Round> => {
    try {
      return await deliver(channel, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) onError(error, channel);
      return { kind: 'failing' };
    }
  };
  const run = async (channel: string): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const round = await deliverOnce(channel);
      failures = round.kind === 'failing' ? failures + 1 : 0;
      await sleep(deliveryPauseMs(round, failures), undefined, { signal: stopping.signal }).catch(() => undefined);
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
