import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { type Cut, type CuttingProxy, startCuttingProxy } from '../../support/cutting-proxy.ts';
import { missing } from '../../support/debian.ts';
import { POSTGRES_PASSWORD, type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { sampleMessage } from '../contract/outbox.ts';
import { STREAM, sampleBatch, sampleHalf, sampleStep } from '../pair-samples.ts';
import { STEP_MS, sampleAnalysis, sampleLook, sampleProfile, sampleProgress, T0 } from '../samples.ts';

const code = (wanted: string) => (error: unknown) => {
  assert.ok(error instanceof StoreError, inspect(error));
  assert.equal(error.code, wanted, error.message);
  assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(POSTGRES_PASSWORD), 'shows the password');
  return true;
};

describe('a connection that breaks', { skip: missing('postgresql') }, () => {
  let server: PostgresServer;
  let proxy: CuttingProxy;
  let url: string;
  let store: Store;
  before(async () => {
    server = await startPostgres({ settings: ['fsync=off'] });
    proxy = await startCuttingProxy(server.port);
  });
  after(async () => {
    await proxy.close();
    await server.stop();
  });
  beforeEach(async () => {
    url = await server.newDatabase();
    store = await openPostgresStore({ url: url.replace(String(server.port), String(proxy.port)), poolSize: 2 });
    await store.createAnalysis(sampleAnalysis('a'));
  });
  afterEach(() => store.close());

  /** Runs the work while the connection is cut there; how often it was cut. */
  const cutting = async (words: string, cut: Cut, work: () => Promise<unknown>): Promise<void> => {
    const before = proxy.cuts;
    proxy.cutAt(words, cut);
    await work();
    assert.equal(proxy.cuts, before + 1, `${words} was never said`);
  };
  const look = sampleLook('a', 1);
  const save = () => store.saveLook(look, [], sampleProgress(look), [sampleMessage('1')]);

  for (const cut of ['request', 'reply'] as const) {
    it(`does not keep a reader from its answer (${cut} lost)`, () =>
      cutting('FROM serinus.analysis', cut, async () => assert.deepEqual(await store.findAnalysis('a'), sampleAnalysis('a'))));

    for (const words of ['BEGIN', 'UPDATE serinus.analysis', 'INSERT INTO serinus.look', 'INSERT INTO serinus.outbox']) {
      it(`before the commit has the look saved again, once (${cut} of ${words} lost)`, async () => {
        await cutting(words, cut, async () => assert.equal(await save(), true));
        assert.deepEqual(await store.findAnalysis('a'), { ...sampleAnalysis('a'), ...sampleProgress(look) });
        assert.deepEqual((await store.outboxDepths())[0]?.messages, 1);
        assert.equal(await save(), false);
      });
    }

    it(`in the commit of a look is said, and what is there is whole (${cut} lost)`, async () => {
      await cutting('COMMIT', cut, () => assert.rejects(save(), code('STORE_UNCERTAIN')));
      const isKept = cut === 'reply';
      assert.deepEqual(await store.findLook('a'), isKept ? look : undefined);
      assert.equal((await store.findAnalysis('a'))?.looks, isKept ? 1 : 0);
      assert.equal((await store.outboxDepths()).length, isKept ? 1 : 0);
      assert.equal(await save(), !isKept);
    });

    for (const words of ['BEGIN', 'INSERT INTO serinus.pair_id', 'INSERT INTO serinus.pair_tally', 'COMMIT']) {
      it(`has pairs counted once (${cut} of ${words} lost)`, async () => {
        await store.keepHalves(STREAM, [sampleHalf('1', 'control')]);
        await cutting(words, cut, async () => assert.deepEqual(await store.savePairs(sampleBatch(['1', '2'])), { saved: true }));
        assert.deepEqual(await store.findSteps(STREAM, T0, T0 + 1), [sampleStep(0, 2)]);
        assert.deepEqual(await store.findHalves(STREAM, ['1']), []);
        assert.deepEqual(await store.savePairs(sampleBatch(['2', '3'])), { saved: false, known: ['2'] });
      });
    }

    it(`in the commit of what has no id is said (${cut} lost)`, () =>
      cutting('COMMIT', cut, () => assert.rejects(store.savePairs(sampleBatch([])), code('STORE_UNCERTAIN'))));

    it(`in the commit of a start has it made once, by the one who asked (${cut} lost)`, async () => {
      const analysis = sampleAnalysis('b');
      await cutting('COMMIT', cut, async () => assert.deepEqual(await store.createAnalysis(analysis), { analysis, created: true }));
      assert.deepEqual(await store.createAnalysis({ ...analysis, id: 'c' }), { analysis, created: false });
    });

    const repeatable: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['a profile', () => store.saveNoiseProfile('checkout', sampleProfile())],
      ['a removal of messages', () => store.removeMessages('chat', ['1'])],
      ['a delay of messages', () => store.putOffMessages('chat', [{ id: '1', nextAttemptMs: T0 }])],
    ];
    for (const [name, work] of repeatable)
      it(`in the commit of ${name} has it done again (${cut} lost)`, () => cutting('COMMIT', cut, work));
  }

  it('while nobody uses it does no harm', async () => {
    await Promise.all([store.findAnalysis('a'), store.findAnalysis('a')]);
    await server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL`);
    assert.deepEqual(await store.findAnalysis('a'), sampleAnalysis('a'));
    await store.check();
  });

  it('for long is said, and over when the server is back, with all that was acknowledged', async () => {
    assert.equal(await save(), true);
    await server.kill();
    await assert.rejects(store.check(), code('STORE_UNAVAILABLE'));
    await assert.rejects(store.findAnalysis('a'), code('STORE_UNAVAILABLE'));
    await assert.rejects(store.endAnalysis('a', { status: 'cancelled', reason: '', endedAtMs: T0 }), code('STORE_UNAVAILABLE'));
    await server.restart();
    await store.check();
    assert.deepEqual(await store.findLook('a'), look);
    const second = sampleLook('a', 2);
    assert.equal(await store.saveLook(second, [], sampleProgress(second)), true);
    assert.equal((await store.dueAnalyses(T0 + 3 * STEP_MS, 1))[0]?.looks, 2);
  });
});
