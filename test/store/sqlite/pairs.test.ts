import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { STREAM, sampleBatch, sampleDetail, sampleHalf, sampleStep } from '../pair-samples.ts';
import { T0 } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

describe('pairs in a file', () => {
  const setUp = async () => {
    const file = freshPath();
    const store = await openSqliteStore({ path: file });
    const db = new DatabaseSync(file);
    const pairs = async (): Promise<number> => (await store.findSteps(STREAM, 0, T0 * 2)).reduce((sum, { tally }) => sum + tally.pairs, 0);
    const close = async (): Promise<void> => {
      db.close();
      await store.close();
    };
    return { file, store, db, pairs, [Symbol.asyncDispose]: close };
  };

  it('that could not be saved are not counted, and are when they come again', async () => {
    await using it = await setUp();
    const { store, db, pairs } = it;
    const batch = (ids: readonly string[]) => sampleBatch(ids, { details: [sampleDetail(0, ids.length)] });
    await store.savePairs(batch(['1']));
    await store.keepHalves(STREAM, [sampleHalf('2', 'control')]);
    // Everything else of the transaction is written by then.
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON pair_id_log BEGIN SELECT RAISE(ABORT, 'no'); END");
    for (let attempt = 0; attempt < 3; attempt++) await assert.rejects(store.savePairs(batch(['2', '3'])), { code: 'STORE_FAILED' });
    assert.equal(await pairs(), 1);
    assert.equal((await store.findHalves(STREAM, ['2'])).length, 1);
    db.exec('DROP TRIGGER refuse');
    assert.deepEqual(await store.savePairs(batch(['2', '3'])), { saved: true });
    assert.equal(await pairs(), 3);
    assert.deepEqual((await store.findDetails(STREAM, 0, T0 * 2))[0]?.tally.features.locale?.labels['é "<'], [3, 2]);
  });

  for (const table of ['pair_id_log', 'pair_id_piece'] as const)
    it(`are counted no further when ${table} is damaged: the file is refused`, async () => {
      await using it = await setUp();
      const { store, db } = it;
      await store.savePairs(sampleBatch(['1']));
      if (table === 'pair_id_piece') db.exec(`INSERT INTO pair_id_run VALUES (1, 0); INSERT INTO ${table} VALUES (512, x'00')`);
      else db.exec(`UPDATE ${table} SET hashes = x'00'`);
      await store.close();
      await assert.rejects(openSqliteStore({ path: it.file }), { code: 'STORE_CORRUPT', message: /no whole number of hashes/ });
    });

  it('are not added to counts that are damaged: the store says so, until something goes well', async () => {
    const file = freshPath();
    const first = await openSqliteStore({ path: file });
    await first.savePairs(sampleBatch(['1']));
    await first.close();
    const db = new DatabaseSync(file);
    db.exec("UPDATE pair_tally SET body = x'00'");
    db.close();
    const store = await openSqliteStore({ path: file });
    await assert.rejects(store.savePairs(sampleBatch(['2'])), { code: 'STORE_CORRUPT' });
    await assert.rejects(store.check(), { code: 'STORE_CORRUPT' });
    await store.savePairs(sampleBatch(['2'], { stream: { ...STREAM, candidate: 'v3' } }));
    await store.check();
    await store.close();
  });

  it('are added to the tallies of more streams than are kept in memory', async () => {
    await using it = await setUp();
    const { store } = it;
    const streams = Array.from({ length: 40 }, (_, i) => ({ ...STREAM, candidate: `v${i}` }));
    for (const id of ['1', '2', '3']) for (const stream of streams) await store.savePairs(sampleBatch([id], { stream }));
    for (const stream of streams) assert.deepEqual(await store.findSteps(stream, 0, T0 * 2), [sampleStep(0, 3, { divergent: 0 })]);
  });

  it('are read beside the writer, and counted by nobody else', async () => {
    await using it = await setUp();
    await it.store.savePairs(sampleBatch(['1']));
    const reader = await openSqliteStore({ path: it.file, readOnly: true });
    assert.deepEqual(await reader.findSteps(STREAM, 0, T0 * 2), [sampleStep(0, 1)]);
    await assert.rejects(reader.savePairs(sampleBatch(['2'])), { code: 'STORE_READ_ONLY' });
    await reader.close();
  });
});
