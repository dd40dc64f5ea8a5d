import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Round } from '../../src/analysis/outbox/deliver-due.ts';
import { startDeliveries } from '../../src/schedule/deliveries.ts';
import { deliveryPauseMs } from '../../src/schedule/delivery-pause.ts';

const until = async (isReached: () => boolean): Promise<void> => {
  while (!isReached()) await sleep(5);
};
const onError = (error: unknown): never => {
  throw error;
};

describe('deliveries', { timeout: 10_000 }, () => {
  it('goes on without a pause while there is something to do', async () => {
    let rounds = 0;
    // 1,000 rounds with the pause of an idle channel would take minutes.
    const deliver = async (): Promise<Round> => ({ kind: ++rounds < 1000 ? 'working' : 'idle' });
    const deliveries = startDeliveries({ channels: ['a'], deliver, onError });
    await until(() => rounds >= 1000);
    await deliveries.stop(1000);
  });

  it('never delays a channel by another that hangs', async () => {
    const rounds = { slow: 0, quick: 0 };
    const release = new AbortController();
    const deliver = async (channel: string): Promise<Round> => {
      rounds[channel as 'slow' | 'quick']++;
      if (channel === 'slow') await sleep(60_000, undefined, { signal: release.signal }).catch(() => undefined);
      return { kind: 'working' };
    };
    const deliveries = startDeliveries({ channels: ['slow', 'quick'], deliver, onError });
    await until(() => rounds.quick > 100);
    assert.equal(rounds.slow, 1);
    release.abort();
    await deliveries.stop(1000);
  });

  it('says a round that failed as a whole and tries again', async () => {
    const errors: string[] = [];
    let rounds = 0;
    const deliveries = startDeliveries({
      channels: ['a'],
      deliver: async () => {
        if (++rounds === 1) throw new Error('the store is locked');
        return { kind: 'idle' };
      },
      onError: (error, channel) => errors.push(`${channel}: ${(error as Error).message}`),
    });
    await until(() => rounds === 2);
    await deliveries.stop(1000);
    assert.deepEqual(errors, ['a: the store is locked']);
  });

  it('stops at once when nothing is under way', async () => {
    const deliveries = startDeliveries({
      channels: ['a', 'b'],
      deliver: async () => ({ kind: 'failing', retryAfterMs: 3_000_000 }),
      onError,
    });
    await sleep(20);
    await deliveries.stop(60_000);
  });

  it('lets what is under way finish, and begins nothing more', async () => {
    const done: number[] = [];
    const deliver = async (): Promise<Round> => {
      await sleep(100);
      done.push(1);
      return { kind: 'working' };
    };
    const deliveries = startDeliveries({ channels: ['a'], deliver, onError });
    await sleep(10);
    await deliveries.stop(60_000);
    assert.equal(done.length, 1);
  });

  it('aborts what does not finish in the time that it has, without a word', async () => {
    const aborted: string[] = [];
    const deliver = (channel: string, signal: AbortSignal) =>
      new Promise<Round>((_, reject) =>
        signal.addEventListener('abort', () => {
          aborted.push(channel);
          reject(signal.reason);
        }),
      );
    const deliveries = startDeliveries({ channels: ['a'], deliver, onError });
    await deliveries.stop(30);
    assert.deepEqual(aborted, ['a']);
  });

  it('has nothing to do without channels', async () => {
    await startDeliveries({ channels: [], deliver: async () => ({ kind: 'idle' }), onError }).stop(60_000);
  });
});

describe('the pause before the next round', () => {
  // 1 s, 2 s, 4 s ... to 30 s, or what was asked for up to an hour.
  const cases: readonly { readonly name: string; readonly round: Round; readonly failures: number; readonly ms: number }[] = [
    { name: 'none while there is work', round: { kind: 'working' }, failures: 0, ms: 0 },
    { name: 'short when there is none', round: { kind: 'idle' }, failures: 0, ms: 500 },
    { name: 'after a failure', round: { kind: 'failing' }, failures: 1, ms: 1000 },
    { name: 'after three', round: { kind: 'failing' }, failures: 3, ms: 4000 },
    { name: 'after many', round: { kind: 'failing' }, failures: 100, ms: 30_000 },
    { name: 'as asked for', round: { kind: 'failing', retryAfterMs: 90_000 }, failures: 1, ms: 90_000 },
    { name: 'longer than was asked for', round: { kind: 'failing', retryAfterMs: 0 }, failures: 4, ms: 8000 },
    { name: 'an hour when a day was asked for', round: { kind: 'failing', retryAfterMs: 86_400_000 }, failures: 1, ms: 3_600_000 },
  ];
  for (const { name, round, failures, ms } of cases) it(name, () => assert.equal(deliveryPauseMs(round, failures), ms));
});
