import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Delivery, Notifier } from '../../src/analysis/ports/notifier.ts';
import type { NewMessage } from '../../src/analysis/ports/outbox.ts';
import type { Store } from '../../src/analysis/ports/store.ts';
import { discardOrphans, openDeliveries } from '../../src/compose/deliveries.ts';
import { StoreError } from '../../src/errors.ts';
import type { Deliveries } from '../../src/schedule/deliveries.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { sampleMessage } from '../store/contract/outbox.ts';
import { sampleAnalysis, sampleLook, sampleProgress, T0 } from '../store/samples.ts';

const HOUR = 3_600_000;

describe('deliveries of the server', { timeout: 20_000 }, () => {
  let store: Store;
  let lines: { level: string; msg: string; channel?: string; reason?: string; messages?: unknown }[];
  let registry: Registry;
  let deliveries: Deliveries | undefined;
  beforeEach(async () => {
    store = await openSqliteStore({ path: ':memory:' });
    await store.createAnalysis(sampleAnalysis('a'));
    [lines, registry, deliveries] = [[], new Registry(), undefined];
  });
  afterEach(async () => {
    await deliveries?.stop(1000);
    await store.close();
  });

  const add = async (...messages: readonly NewMessage[]): Promise<void> => {
    const look = sampleLook('a', 1);
    await store.saveLook(look, [], sampleProgress(look), messages);
  };
  const partsOf = (answers: Readonly<Record<string, Delivery>>, outbox: Store = store) => {
    const notifiers = Object.entries(answers).map(
      ([name, answer]): Notifier => ({ name, batchSize: 1, timeoutMs: 1000, giveUpAfterMs: 24 * HOUR, deliver: async () => answer }),
    );
    const write = (line: string): void => void lines.push(JSON.parse(line));
    const logger = pino({ level: 'debug', formatters: { level: (level) => ({ level }) } }, { write });
    return { channels: { rules: [], notifiers }, outbox, clock: { now: () => T0 + 30 * HOUR }, logger, registry };
  };
  const logged = async (count: number): Promise<typeof lines> => {
    while (lines.length < count) await sleep(5);
    return lines;
  };
  const metric = async (line: string): Promise<boolean> => (await registry.metrics()).split('\n').includes(line);

  it('says each outcome in the log and in the metrics', async () => {
    const createdAtMs = T0 + 29 * HOUR;
    await add(
      sampleMessage('1', { channel: 'good', createdAtMs }),
      sampleMessage('1', { channel: 'quiet', kind: 'look', createdAtMs }),
      sampleMessage('1', { channel: 'busy', createdAtMs }),
      sampleMessage('1', { channel: 'strict', createdAtMs }),
      sampleMessage('1', { channel: 'gone' }),
    );
    deliveries = openDeliveries(
      partsOf({
        good: { kind: 'delivered' },
        quiet: { kind: 'delivered' },
        busy: { kind: 'failed', reason: 'HTTP 429', retryAfterMs: 3_000_000 },
        strict: { kind: 'refused', reason: 'HTTP 400' },
        gone: { kind: 'failed', reason: 'no answer (ECONNREFUSED)' },
      }),
    );
    const said = (await logged(5)).map(({ level, channel, reason, messages }) => [channel, level, reason, messages]);
    assert.deepEqual(said.toSorted(), [
      ['busy', 'warn', 'HTTP 429', ['1']],
      ['gone', 'error', 'no answer (ECONNREFUSED)', ['1']],
      ['good', 'info', undefined, ['1']],
      ['quiet', 'debug', undefined, ['1']],
      ['strict', 'error', 'HTTP 400', ['1']],
    ]);
    for (const [channel, outcome] of [
      ['good', 'delivered'],
      ['busy', 'retried'],
      ['strict', 'refused'],
      ['gone', 'given_up'],
    ])
      assert.ok(await metric(`serinus_notifications_total{channel="${channel}",outcome="${outcome}"} 1`));
    assert.ok(await metric('serinus_outbox_messages{channel="busy"} 1'));
    assert.ok(await metric('serinus_outbox_oldest_seconds{channel="busy"} 3600'));
    assert.ok(await metric('serinus_outbox_messages{channel="good"} 0'));
  });

  it('shows what waits for a channel that is gone, and discards it after a day', async () => {
    await add(
      sampleMessage('old', { channel: 'gone', createdAtMs: T0 + 5 * HOUR }),
      sampleMessage('new', { channel: 'gone', createdAtMs: T0 + 7 * HOUR }),
      sampleMessage('old', { channel: 'good' }),
    );
    await discardOrphans(partsOf({ good: { kind: 'delivered' } }));
    assert.deepEqual(
      lines.map(({ level, messages }) => [level, messages]),
      [['warn', 1]],
    );
    assert.deepEqual(
      (await store.outboxDepths()).map(({ channel, messages }) => [channel, messages]),
      [
        ['gone', 1],
        ['good', 1],
      ],
    );
    deliveries = openDeliveries(partsOf({ good: { kind: 'delivered' } }));
    assert.ok(await metric('serinus_outbox_messages{channel="gone"} 1'));
  });

  it('goes on when the store fails, and its metrics are absent meanwhile', async () => {
    const broken: Store = {
      ...store,
      takeMessages: () => Promise.reject(new StoreError('STORE_LOCKED', 'the store is locked')),
      outboxDepths: () => Promise.reject(new StoreError('STORE_LOCKED', 'the store is locked')),
    };
    deliveries = openDeliveries(partsOf({ good: { kind: 'delivered' } }, broken));
    const [line] = await logged(1);
    assert.deepEqual([line?.level, line?.channel], ['error', 'good']);
    const text = await registry.metrics();
    assert.doesNotMatch(text, /serinus_outbox_messages\{/);
    assert.match(text, /serinus_notifications_total\{channel="good",outcome="delivered"\} 0/);
  });
});
