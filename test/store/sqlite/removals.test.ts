import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { MIGRATIONS } from '../../../src/store/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues, T0 } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

const TABLES = ['analysis', 'look', 'look_series', 'series', 'chunk', 'document'] as const;

/** A store with two analyses of 200 looks each, one of which sees what the other does and 64 steps less. */
async function setUp() {
  const file = freshPath();
  const store = await openSqliteStore({ path: file });
  const values = seededValues(5, 264);
  for (const [id, steps] of [
    ['long', 64],
    ['short', 0],
  ] as const) {
    await store.createAnalysis(sampleAnalysis(id));
    for (let number = 1; number <= 200; number++) {
      const seen = values.subarray(0, steps + number);
      const look = sampleLook(id, number);
      assert.equal(await store.saveLook(look, [gaugeRecord('latency', seen, seen)], sampleProgress(look)), true);
    }
  }
  const db = new DatabaseSync(file, { readOnly: true });
  const counts = () =>
    Object.fromEntries(TABLES.map((table) => [table, Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n)]));
  const close = async (): Promise<void> => {
    if (db.isOpen) db.close();
    await store.close();
  };
  const pages = (): number => Number(db.prepare('PRAGMA page_count').get()?.page_count);
  return { file, store, counts, pages, close, [Symbol.asyncDispose]: close };
}

describe('what is removed from a file', () => {
  it('takes along all that nothing else needs, and nothing more', async () => {
    await using it = await setUp();
    const { store, counts } = it;
    // 264 steps are four whole chunks; both sides and both analyses share them. One description, one config.
    assert.deepEqual(counts(), { analysis: 2, look: 400, look_series: 800, series: 5, chunk: 4, document: 2 });
    const removed = await store.removeLooks({ beforeMs: T0 * 2, perAnalysis: 10 }, { limit: 1_000 });
    assert.deepEqual(removed, { removed: 398 });
    // The latest looks have seen 264 and 200 steps: the longer path holds the shorter.
    assert.deepEqual(counts(), { analysis: 2, look: 2, look_series: 4, series: 5, chunk: 4, document: 2 });
    assert.equal(await store.removeSeries({ beforeMs: T0 * 2, limit: 1 }), 1);
    const [look] = (await store.listLooks('long', { limit: 1 })).items;
    const left = (await store.findRecords('long', look!.slotMs)) === undefined ? 3 : 4;
    assert.deepEqual(counts(), { analysis: 2, look: 2, look_series: 2, series: 1 + left, chunk: left, document: 2 });
    await store.removeSeries({ beforeMs: T0 * 2, limit: 1 });
    assert.deepEqual(counts(), { analysis: 2, look: 2, look_series: 0, series: 1, chunk: 0, document: 2 });
  });

  it('makes the file smaller', async () => {
    await using it = await setUp();
    const { store, file } = it;
    const before = it.pages();
    await store.removeLooks({ beforeMs: T0 * 2, perAnalysis: 10 }, { limit: 1_000 });
    let steps = 0;
    while (await store.giveBackSpace()) steps++;
    assert.ok(steps < 1_000);
    await it.close(); // What the log holds is in the file then.
    // Each of the two looks that are left takes a page or two; the rest is the schema, a page for every table and index.
    const pagesOf = (place: string): number => statSync(place).size / 4096;
    const empty = freshPath();
    await (await openSqliteStore({ path: empty })).close();
    const [held, holds] = [before - pagesOf(empty), pagesOf(file) - pagesOf(empty)];
    assert.ok(holds < held / 4, `${holds} of ${held} pages`);
  });

  it('is found by an index', () => {
    const db = new DatabaseSync(':memory:');
    db.exec(MIGRATIONS.join(';'));
    const planOf = (sql: string): string => JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    assert.match(
      planOf('SELECT id FROM look WHERE length(tails) > 0 AND slot_ms < 5 ORDER BY slot_ms LIMIT 9'),
      /USING .*INDEX look_with_series /,
    );
    assert.match(
      planOf("SELECT rowid FROM client_document WHERE kind IN (SELECT value FROM json_each('[]')) AND updated_at_ms < 5 LIMIT 9"),
      /USING .*INDEX client_document_oldest /,
    );
    db.close();
  });
});
