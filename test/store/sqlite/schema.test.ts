import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { SELECT_ANALYSES } from '../../../src/store/sqlite/analysis-table.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

const METRICS = 10;
const countOf = (db: DatabaseSync, table: string): number => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);

/** Looks of one analysis, each with ten gauges that have grown by a step since the one before. */
async function addLooks(store: Store, analysisId: string, numbers: { readonly from: number; readonly to: number }): Promise<void> {
  const series = Array.from({ length: 2 * METRICS }, (_, i) => seededValues(i, numbers.to));
  for (let number = numbers.from; number <= numbers.to; number++) {
    const look = sampleLook(analysisId, number);
    const upTo = (i: number): Float64Array => series[i]!.subarray(0, number);
    const records = Array.from({ length: METRICS }, (_, m) => gaugeRecord(`metric-${m}`, upTo(2 * m), upTo(2 * m + 1)));
    assert.equal(await store.saveLook(look, records, sampleProgress(look)), true);
  }
}

describe('the size of a store', () => {
  it('grows with the steps, not with their square', async () => {
    const file = freshPath();
    const store = await openSqliteStore({ path: file });
    const db = new DatabaseSync(file, { readOnly: true });
    await store.createAnalysis(sampleAnalysis('a'));
    // Whole chunks of 64 steps only: 3 for each of the 20 series after 200 steps, 6 after 400, however many looks have seen them.
    for (const { from, to, chunks } of [
      { from: 1, to: 200, chunks: 3 },
      { from: 201, to: 400, chunks: 6 },
    ]) {
      await addLooks(store, 'a', { from, to });
      assert.equal(countOf(db, 'chunk'), chunks * 2 * METRICS);
      assert.equal(countOf(db, 'series'), 1 + chunks * 2 * METRICS);
      assert.equal(countOf(db, 'document'), 2, 'the config and one description for all looks');
    }
    db.close();
    await store.close();
    // Each look whole would be 400 * 401 / 2 * 20 * 8 bytes = 12.8 MB. Tails alone are at most 63 * 8 bytes a series and look: 31.5
    // values on average, so 2 MB, and about 2 KB a look for the rest.
    assert.ok(statSync(file).size < 3.2e6, `${statSync(file).size} bytes`);
  });

  it('is shared by analyses that saw the same', async () => {
    const file = freshPath();
    const store = await openSqliteStore({ path: file });
    for (const id of ['a', 'b']) {
      await store.createAnalysis(sampleAnalysis(id, { looks: 59 }));
      await addLooks(store, id, { from: 60, to: 70 });
    }
    const db = new DatabaseSync(file, { readOnly: true });
    assert.equal(countOf(db, 'chunk'), 2 * METRICS);
    assert.equal(countOf(db, 'document'), 2);
    db.close();
    await store.close();
  });
});

describe('the schema by itself', () => {
  const setUp = async (): Promise<DatabaseSync> => {
    const file = freshPath();
    const store = await openSqliteStore({ path: file });
    for (const id of ['a', 'b', 'c']) await store.createAnalysis(sampleAnalysis(id));
    for (const id of ['a', 'b']) await addLooks(store, id, { from: 1, to: id === 'a' ? 130 : 65 });
    const rollback = sampleLook('c', 1, { verdict: 'rollback' });
    await store.saveLook(rollback, [], sampleProgress(rollback));
    await store.close();
    return new DatabaseSync(file);
  };

  it('keeps a rollback a rollback, and an end an end, whoever writes', async () => {
    const db = await setUp();
    for (const verdict of ['promote', 'continue'])
      assert.throws(() => db.exec(`UPDATE analysis SET verdict = '${verdict}' WHERE id = 'c'`), /a rollback stays a rollback/);
    db.exec("UPDATE analysis SET status = 'finished', next_slot_ms = NULL WHERE id = 'c'");
    assert.throws(() => db.exec("UPDATE analysis SET status = 'running' WHERE id = 'c'"), /does not change/);
    db.close();
  });

  it('has one look a slot and one analysis a key', async () => {
    const db = await setUp();
    assert.throws(
      () =>
        db.exec(
          'INSERT INTO look (analysis, slot_ms, body, description, tails) SELECT analysis, slot_ms, body, description, tails FROM look',
        ),
      /UNIQUE constraint failed: look.analysis, look.slot_ms/,
    );
    assert.throws(() => db.exec("UPDATE analysis SET key = 'a' WHERE id = 'b'"), /UNIQUE constraint failed: analysis.key/);
    db.close();
  });

  it('cannot lose what a look needs, and lets go of what none needs', async () => {
    const db = await setUp();
    for (const table of ['chunk', 'document', 'series']) assert.throws(() => db.exec(`DELETE FROM ${table}`), /FOREIGN KEY/);
    const sweep = (): void => {
      const leaves = db.prepare(`DELETE FROM series WHERE id <> 0
        AND NOT EXISTS (SELECT 1 FROM look_series WHERE look_series.series = series.id)
        AND NOT EXISTS (SELECT 1 FROM series AS longer WHERE longer.before = series.id)`);
      while (leaves.run().changes > 0);
      db.exec(`DELETE FROM chunk WHERE NOT EXISTS (SELECT 1 FROM series WHERE series.chunk = chunk.id);
        DELETE FROM document WHERE NOT EXISTS (SELECT 1 FROM look WHERE look.description = document.id)
          AND NOT EXISTS (SELECT 1 FROM analysis WHERE analysis.config = document.id)`);
    };
    sweep();
    assert.equal(countOf(db, 'chunk'), 2 * 2 * METRICS, 'all are needed: two chunks a series');
    db.exec("DELETE FROM analysis WHERE id = 'a'");
    sweep();
    assert.equal(countOf(db, 'chunk'), 2 * METRICS, 'b has seen one chunk of each');
    db.exec('DELETE FROM analysis');
    sweep();
    const left = ['look', 'look_series', 'chunk', 'document', 'series'].map((table) => countOf(db, table));
    assert.deepEqual(left, [0, 0, 0, 0, 1]);
    db.close();
  });

  const queries = [
    { name: 'what is due', index: 'analysis_due', sql: 'next_slot_ms <= 5 ORDER BY next_slot_ms, analysis.id LIMIT 9' },
    {
      name: 'the newest',
      index: 'analysis_newest',
      sql: '(created_at_ms, analysis.id) < (5, 9) ORDER BY created_at_ms DESC, analysis.id DESC LIMIT 9',
    },
    {
      name: 'the latest of two scopes',
      index: 'analysis_of_scopes',
      sql: "config_name = 'c' AND control = '{}' AND candidate = '{}' ORDER BY created_at_ms DESC, analysis.id DESC LIMIT 1",
    },
    {
      name: 'the newest of a status',
      index: 'analysis_by_status',
      sql: "status = 'running' AND (created_at_ms, analysis.id) < (5, 9) ORDER BY created_at_ms DESC, analysis.id DESC LIMIT 9",
    },
  ];
  for (const { name, index, sql } of queries) {
    it(`finds ${name} by an index`, async () => {
      const db = await setUp();
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${SELECT_ANALYSES} WHERE ${sql}`).all();
      assert.match(JSON.stringify(plan), new RegExp(`USING INDEX ${index} `));
      db.close();
    });
  }

  it('finds the oldest message of a channel that is due by an index, without sorting', async () => {
    const db = await setUp();
    const sql = "SELECT id FROM outbox WHERE channel = 'c' AND next_attempt_ms <= 9 ORDER BY created_at_ms, sequence LIMIT 1";
    const plan = JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    assert.match(plan, /USING INDEX outbox_due /);
    assert.doesNotMatch(plan, /TEMP B-TREE/);
    db.close();
  });

  const pairQueries = [
    {
      name: 'a tally',
      index: 'sqlite_autoindex_pair_tally_1',
      sql: "pair_tally WHERE stream = 1 AND kind = 'step' AND start_ms = 1 AND length_ms = 1",
    },
    {
      name: 'the steps of a time',
      index: 'sqlite_autoindex_pair_tally_1',
      sql: "pair_tally WHERE stream = 1 AND kind = 'step' AND start_ms >= 1 AND start_ms < 5 ORDER BY start_ms, length_ms",
    },
    { name: 'the oldest tallies', index: 'pair_tally_oldest', sql: 'pair_tally WHERE start_ms < 5 ORDER BY start_ms, id LIMIT 9' },
    { name: 'a request that waits', index: 'sqlite_autoindex_pair_waiting_1', sql: "pair_waiting WHERE stream = 1 AND id = 'a'" },
    { name: 'the oldest of a stream that wait', index: 'pair_waiting_oldest', sql: 'pair_waiting WHERE stream = 1 AND arrived_at_ms < 5' },
    {
      name: 'those that are complete',
      index: 'pair_waiting_complete',
      sql: 'pair_waiting WHERE control IS NOT NULL AND candidate IS NOT NULL AND arrived_at_ms < 5 ORDER BY arrived_at_ms',
    },
    {
      name: 'the newest samples',
      index: 'pair_sample_newest',
      sql: "pair_sample WHERE stream = 1 AND (at_ms, pair) < (5, 'a') ORDER BY at_ms DESC, pair DESC LIMIT 9",
    },
    {
      name: 'the least similar samples',
      index: 'pair_sample_least_similar',
      sql: "pair_sample WHERE stream = 1 AND (similarity, pair) > (0.5, 'a') ORDER BY similarity, pair LIMIT 9",
    },
    { name: 'the oldest samples', index: 'pair_sample_oldest', sql: 'pair_sample WHERE at_ms < 5 ORDER BY at_ms, id LIMIT 9' },
  ];
  for (const { name, index, sql } of pairQueries) {
    it(`finds ${name} by an index, without sorting`, async () => {
      const db = await setUp();
      const plan = JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN SELECT * FROM ${sql}`).all());
      assert.match(plan, new RegExp(`USING (COVERING )?INDEX ${index} `));
      assert.doesNotMatch(plan, /TEMP B-TREE/);
      db.close();
    });
  }
});
