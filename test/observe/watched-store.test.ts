import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import type { Store } from '../../src/analysis/ports/store.ts';
import { openObservation } from '../../src/compose/observation.ts';
import { StoreError } from '../../src/errors.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { sampleAnalysis, T0 } from '../store/samples.ts';
import { storeContract } from '../store/store-contract.ts';
import { notedTracing } from './noted-tracing.ts';

const observed = () => {
  const tracing = notedTracing();
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const observation = openObservation({ logger, clock: { now: () => T0 }, version: '1.2.3', tracing });
  const root = tracing.begin('request', { kind: 'server', attributes: {} });
  return { tracing, lines, observation, root };
};

storeContract('a watched store', async () => observed().observation.store(await openSqliteStore({ path: ':memory:' })));

describe('a watched store', () => {
  it('times what was done and what failed, and counts the failures by their code', async () => {
    const { observation } = observed();
    const full: Store = {
      ...(await openSqliteStore({ path: ':memory:' })),
      saveLook: () => Promise.reject(new StoreError('STORE_FULL', 'the disk is full')),
      findLook: () => Promise.reject(new TypeError('a bug')),
    };
    const store = observation.store(full);
    await store.findAnalysis('a');
    await store.findAnalysis('b');
    await assert.rejects(store.saveLook({} as never, [], {} as never), { code: 'STORE_FULL' });
    await assert.rejects(store.findLook('a'), TypeError);
    const lines = (await observation.registry.metrics()).split('\n');
    for (const line of [
      'serinus_store_operation_duration_seconds_count{operation="findAnalysis"} 2',
      'serinus_store_operation_duration_seconds_count{operation="saveLook"} 1',
      'serinus_store_operation_duration_seconds_count{operation="listLooks"} 0',
      'serinus_store_errors_total{operation="saveLook",code="STORE_FULL"} 1',
      'serinus_store_errors_total{operation="findLook",code="INTERNAL"} 1',
    ])
      assert.ok(lines.includes(line), line);
    assert.ok(!lines.some((line) => line.includes('operation="close"')));
    await store.close();
  });

  it('has spans as parts of something alone, each ended once, with the code of its failure', async () => {
    const { observation, tracing, root } = observed();
    const locked = new StoreError('STORE_LOCKED', 'the store is locked');
    const store = observation.store({ ...(await openSqliteStore({ path: ':memory:' })), check: () => Promise.reject(locked) });
    await store.findAnalysis('a');
    await observation.origins.within({ span: root }, async () => {
      await store.findAnalysis('a');
      await assert.rejects(store.check(), locked);
    });
    assert.deepEqual(
      tracing.spans.slice(1).map(({ name, below, ends }) => [name, below === root, ends]),
      [
        ['store findAnalysis', true, [undefined]],
        ['store check', true, ['STORE_LOCKED']],
      ],
    );
    await store.close();
  });

  it('logs an analysis that begins once, and its end by hand, with the request', async () => {
    const { observation, lines } = observed();
    const store = observation.store(await openSqliteStore({ path: ':memory:' }));
    const analysis = sampleAnalysis('a');
    await observation.origins.within({ requestId: 'deploy-17' }, async () => {
      await store.createAnalysis(analysis);
      await store.createAnalysis(analysis);
      const end = { status: 'cancelled', reason: 'superseded', endedAtMs: T0 + 1 } as const;
      await store.endAnalysis('a', end);
      await store.endAnalysis('a', end);
    });
    assert.deepEqual(
      lines.map(({ msg, reqId, analysis: id, reason }) => [msg, reqId, id, reason]),
      [
        ['analysis started', 'deploy-17', 'a', undefined],
        ['analysis cancelled', 'deploy-17', 'a', 'superseded'],
      ],
    );
    await store.close();
  });
});
