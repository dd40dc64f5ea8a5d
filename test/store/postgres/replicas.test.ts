import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { missing } from '../../support/debian.ts';
import { bitsOf } from '../arbitrary-records.ts';
import { sampleMessage } from '../contract/outbox.ts';
import { STREAM, sampleBatch, sampleDetail, sampleHalf, sampleSample, sampleStep } from '../pair-samples.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProfile, sampleProgress, seededValues, T0 } from '../samples.ts';
import { temporaryServer } from './temporary-server.ts';

describe('replicas on one PostgreSQL', { skip: missing('postgresql') }, () => {
  const server = temporaryServer();
  let url: string;
  let stores: readonly Store[];
  beforeEach(async () => {
    url = await server.get().newDatabase();
    stores = await Promise.all(Array.from({ length: 3 }, () => openPostgresStore({ url, poolSize: 4 })));
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
  });
  const everywhere = <T>(work: (store: Store, replica: number) => Promise<T>): Promise<T[]> => Promise.all(stores.map(work));
  const trues = (results: readonly boolean[]): number => results.filter(Boolean).length;

  it('make one analysis of one key, and all get that one', async () => {
    for (let round = 0; round < 20; round++) {
      const started = await everywhere((store, i) => store.createAnalysis(sampleAnalysis(`${round}-${i}`, { key: `release-${round}` })));
      assert.equal(trues(started.map(({ created }) => created)), 1);
      const winner = started.find(({ created }) => created)!.analysis;
      for (const { analysis } of started) assert.deepEqual(analysis, winner);
    }
  });

  it('save one look of a slot, with its series and its messages, whoever is first', async () => {
    await stores[0]!.createAnalysis(sampleAnalysis('a'));
    for (let number = 1; number <= 20; number++) {
      const saved = await everywhere((store, replica) => {
        const look = sampleLook('a', number, { reason: `by ${replica}` });
        const seen = seededValues(replica, 64 * number);
        return store.saveLook(look, [gaugeRecord('m', seen, seen)], sampleProgress(look), [sampleMessage(`${number}-${replica}`)]);
      });
      assert.equal(trues(saved), 1);
      const winner = saved.indexOf(true);
      const slotMs = sampleLook('a', number).slotMs;
      const seen = seededValues(winner, 64 * number);
      for (const store of stores) {
        assert.equal((await store.findAnalysis('a'))?.reason, `by ${winner}`, 'nothing is remembered from before');
        assert.deepEqual(bitsOf(await store.findRecords('a', slotMs)), bitsOf([gaugeRecord('m', seen, seen)]));
      }
      const messages = await stores[0]!.takeMessages('chat', { nowMs: T0, leaseMs: 1e9, limit: 9 });
      assert.deepEqual(
        messages.map(({ id }) => id),
        [`${number}-${winner}`],
      );
    }
  });

  it('add the same series of different analyses at one time, and each has its own', async () => {
    for (let round = 0; round < 10; round++) {
      await everywhere((store, i) => store.createAnalysis(sampleAnalysis(`${round}-${i}`)));
      // The same chunks, met in different orders.
      const series = Array.from({ length: 6 }, (_, i) => seededValues(round * 10 + i, 200));
      const recordsOf = (replica: number) =>
        [...series.slice(replica * 2), ...series.slice(0, replica * 2)].map((values, i) => gaugeRecord(`m${i}`, values, values));
      const saved = await everywhere((store, replica) => {
        const look = sampleLook(`${round}-${replica}`, 1);
        return store.saveLook(look, recordsOf(replica), sampleProgress(look));
      });
      assert.equal(trues(saved), 3);
      for (const [replica, store] of stores.entries())
        assert.deepEqual(bitsOf(await store.findRecords(`${round}-${replica}`, sampleLook('', 1).slotMs)), bitsOf(recordsOf(replica)));
    }
    // 6 series of 3 whole chunks in each of 10 rounds, however many have seen them.
    assert.deepEqual(await server.get().sql('SELECT count(*)::int AS n FROM serinus.chunk', url), [{ n: 180 }]);
  });

  it('end an analysis once, and no look comes after it', async () => {
    for (let round = 0; round < 20; round++) {
      const id = `a${round}`;
      await stores[0]!.createAnalysis(sampleAnalysis(id));
      const look = sampleLook(id, 1);
      const end = { status: 'cancelled', reason: 'by hand', endedAtMs: T0 } as const;
      const [saved, ...ended] = await Promise.all([
        stores[0]!.saveLook(look, [], sampleProgress(look)),
        stores[1]!.endAnalysis(id, end, [sampleMessage(`${id}-1`)]),
        stores[2]!.endAnalysis(id, end, [sampleMessage(`${id}-2`)]),
      ]);
      assert.equal(trues(ended), 1);
      const analysis = await stores[0]!.findAnalysis(id);
      assert.deepEqual([analysis?.status, analysis?.looks], ['cancelled', saved ? 1 : 0]);
    }
    assert.equal((await stores[0]!.outboxDepths())[0]?.messages, 20);
  });

  it('take each message once, and again when its lease is over', async () => {
    await stores[0]!.createAnalysis(sampleAnalysis('a'));
    const look = sampleLook('a', 1);
    const ids = Array.from({ length: 60 }, (_, i) => `${i}`);
    await stores[0]!.saveLook(
      look,
      [],
      sampleProgress(look),
      ids.map((id) => sampleMessage(id)),
    );
    const takeAll = async (nowMs: number): Promise<string[]> => {
      const taken = await everywhere((store) =>
        Promise.all(Array.from({ length: 4 }, () => store.takeMessages('chat', { nowMs, leaseMs: 100, limit: 7 }))),
      );
      return taken.flat(2).map(({ id }) => id);
    };
    for (const nowMs of [T0, T0 + 100]) {
      const taken = await takeAll(nowMs);
      assert.equal(taken.length, 60);
      assert.deepEqual(new Set(taken), new Set(ids));
    }
    assert.deepEqual(await takeAll(T0 + 199), []);
  });

  it('pass over what another is taking at this very moment, without waiting for it', async () => {
    await stores[0]!.createAnalysis(sampleAnalysis('a'));
    const look = sampleLook('a', 1);
    await stores[0]!.saveLook(look, [], sampleProgress(look), [sampleMessage('1'), sampleMessage('2')]);
    // A replica that stands still with the first message in its hand holds its row for two seconds.
    const holding = server.get().sql("BEGIN; SELECT 1 FROM serinus.outbox WHERE id = '1' FOR UPDATE; SELECT pg_sleep(2); COMMIT", url);
    let held: readonly unknown[] = [];
    while (held.length === 0)
      held = await server.get().sql("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep'", url);
    const taken = await stores[1]!.takeMessages('chat', { nowMs: T0, leaseMs: 1e6, limit: 9 });
    assert.deepEqual(
      taken.map(({ id }) => id),
      ['2'],
    );
    await holding;
    assert.deepEqual(
      (await stores[2]!.takeMessages('chat', { nowMs: T0, leaseMs: 1, limit: 9 })).map(({ id }) => id),
      ['1'],
    );
  });

  it('count each pair once, whoever is given it how often, and lose none of what the others count', async () => {
    // Each replica gets its own pairs, those of the next one as well, and all of the last round again, in batches that are under way at once.
    const ids = (replica: number, round: number): string[] => Array.from({ length: 40 }, (_, i) => `${round}-${replica % 3}-${i}`);
    const saveNew = async (store: Store, given: readonly string[]): Promise<void> => {
      let left = given;
      for (;;) {
        const [steps, details] = [[sampleStep(0, left.length, { divergent: 0 })], [sampleDetail(0, left.length)]];
        const answer = await store.savePairs(sampleBatch(left, { steps, details }));
        if (answer.saved) return;
        assert.ok(answer.known.length > 0);
        left = left.filter((id) => !answer.known.includes(id));
      }
    };
    const rounds = 15;
    for (let round = 0; round < rounds; round++)
      await everywhere((store, replica) =>
        Promise.all([
          saveNew(store, ids(replica, round)),
          saveNew(store, [...ids(replica + 1, round), ...ids(replica, round - 1)]),
          saveNew(store, ids(replica + 2, round).toReversed()),
        ]),
      );
    // Round -1 came with the first one.
    const pairs = 3 * 40 * (rounds + 1);
    assert.deepEqual(await stores[0]!.findSteps(STREAM, T0, T0 + 1), [sampleStep(0, pairs, { divergent: 0 })]);
    const [detail] = await stores[1]!.findDetails(STREAM, T0, T0 + 1);
    assert.equal(detail?.tally.features.locale?.labels['é "<']?.[0], pairs);
    assert.deepEqual(await server.get().sql('SELECT count(*)::int AS n FROM serinus.pair_id', url), [{ n: pairs }]);
  });

  it('put two halves together once, whoever is given which of them when', async () => {
    for (let round = 0; round < 20; round++) {
      const id = `${round}`;
      const counted = await everywhere(async (store, replica) => {
        const halves = replica === 0 ? [sampleHalf(id, 'control')] : [sampleHalf(id, 'candidate')];
        const { complete } = await store.keepHalves(STREAM, halves);
        if (complete.length === 0) return false;
        assert.deepEqual(await store.findHalves(STREAM, [id]).then((found) => found.length % 2), 0, 'both, or none once they are counted');
        return (await store.savePairs(sampleBatch([id]))).saved;
      });
      assert.equal(trues(counted), 1, `round ${round}`);
      assert.deepEqual(await stores[0]!.findHalves(STREAM, [id]), []);
    }
    assert.equal((await stores[0]!.findSteps(STREAM, T0, T0 + 1))[0]?.tally.pairs, 20);
  });

  it('may be read beside them by one who changes nothing', async () => {
    await stores[0]!.createAnalysis(sampleAnalysis('a'));
    const look = sampleLook('a', 1);
    await stores[0]!.saveLook(look, [], sampleProgress(look), [sampleMessage('1')]);
    const reader = await openPostgresStore({ url, readOnly: true });
    await reader.check();
    assert.deepEqual(await reader.findLook('a'), look);
    const second = sampleLook('a', 2);
    for (const change of [
      () => reader.createAnalysis(sampleAnalysis('b')),
      () => reader.saveLook(second, [], sampleProgress(second)),
      () => reader.endAnalysis('a', { status: 'cancelled', reason: '', endedAtMs: T0 }),
      () => reader.takeMessages('chat', { nowMs: T0, leaseMs: 1, limit: 1 }),
      () => reader.removeMessages('chat', ['1']),
      () => reader.saveNoiseProfile('checkout', sampleProfile()),
      () => reader.addDocument({ kind: 'canary-config', id: 'a', applications: [], createdAtMs: T0, updatedAtMs: T0, body: 0 }),
      () => reader.removeLooks({ beforeMs: T0, perAnalysis: 1 }, { limit: 1 }),
      () => reader.savePairs(sampleBatch(['1'], { samples: [sampleSample('1')] })),
      () => reader.keepHalves(STREAM, [sampleHalf('1', 'control')]),
      () => reader.removePairs({ talliesBeforeMs: T0, samplesBeforeMs: T0, idsBeforeMs: T0, limit: 1 }),
    ])
      await assert.rejects(change(), (error) => error instanceof StoreError && error.code === 'STORE_READ_ONLY');
    await reader.close();
    assert.equal((await stores[0]!.takeMessages('chat', { nowMs: T0, leaseMs: 1, limit: 1 }))[0]?.attempts, 1);
  });
});
