import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { missing } from '../../support/debian.ts';
import { STREAM, sampleBatch } from '../pair-samples.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues, T0 } from '../samples.ts';
import { temporaryServer } from './temporary-server.ts';

const METRICS = 10;

/** Looks of one analysis, each with ten gauges that have grown by a step since the one before. */
async function addLooks(store: Store, analysisId: string, looks: number): Promise<void> {
  const series = Array.from({ length: 2 * METRICS }, (_, i) => seededValues(i, looks));
  for (let number = 1; number <= looks; number++) {
    const look = sampleLook(analysisId, number);
    const upTo = (i: number): Float64Array => series[i]!.subarray(0, number);
    const records = Array.from({ length: METRICS }, (_, m) => gaugeRecord(`metric-${m}`, upTo(2 * m), upTo(2 * m + 1)));
    assert.equal(await store.saveLook(look, records, sampleProgress(look)), true);
  }
}

const code = (wanted: string) => (error: unknown) => error instanceof StoreError && error.code === wanted;

describe('the tables of a PostgreSQL store', { skip: missing('postgresql') }, () => {
  const server = temporaryServer();
  let url: string;
  let store: Store;
  const sql = (text: string) => server.get().sql(text, url);
  const count = async (table: string) => (await sql(`SELECT count(*)::int AS n FROM serinus.${table}`))[0]?.n;
  beforeEach(async () => {
    url = await server.get().newDatabase();
    store = await openPostgresStore({ url });
  });
  afterEach(() => store.close());

  it('grow with the steps, not with their square, and share what two analyses saw', async () => {
    for (const id of ['a', 'b']) {
      await store.createAnalysis(sampleAnalysis(id));
      await addLooks(store, id, 130);
      // Whole chunks of 64 steps only: 2 for each of the 20 series after 130 steps, however many looks have seen them.
      assert.equal(await count('chunk'), 2 * 2 * METRICS);
      assert.equal(await count('series'), 1 + 2 * 2 * METRICS);
      assert.equal(await count('document'), 2, 'the config and one description for all looks');
    }
  });

  it('keep a rollback a rollback, and an end an end, whoever writes', async () => {
    await store.createAnalysis(sampleAnalysis('a'));
    const look = sampleLook('a', 1, { verdict: 'rollback' });
    await store.saveLook(look, [], sampleProgress(look));
    for (const verdict of ['promote', 'continue'])
      await assert.rejects(sql(`UPDATE serinus.analysis SET verdict = '${verdict}'`), /a rollback stays a rollback/);
    await sql("UPDATE serinus.analysis SET status = 'finished', next_slot_ms = NULL");
    await assert.rejects(sql("UPDATE serinus.analysis SET status = 'running'"), /does not change/);
  });

  it('have one look a slot and one analysis a key, and lose nothing that a look needs', async () => {
    for (const id of ['a', 'b']) await store.createAnalysis(sampleAnalysis(id));
    await addLooks(store, 'a', 65);
    const columns = 'analysis, slot_ms, body, description, tails';
    await assert.rejects(sql(`INSERT INTO serinus.look (${columns}) SELECT ${columns} FROM serinus.look`), /look_analysis_slot_ms_key/);
    await assert.rejects(
      sql('UPDATE serinus.analysis SET key_hash = (SELECT key_hash FROM serinus.analysis LIMIT 1)'),
      /analysis_key_hash_key/,
    );
    for (const table of ['chunk', 'document', 'series']) await assert.rejects(sql(`DELETE FROM serinus.${table}`), /violates foreign key/);
  });

  it('tell a reader that a series is damaged rather than give other numbers', async () => {
    await store.createAnalysis(sampleAnalysis('a'));
    await addLooks(store, 'a', 65);
    await sql('UPDATE serinus.chunk SET body = (SELECT body FROM serinus.chunk ORDER BY hash LIMIT 1)');
    await assert.rejects(
      store.findRecords('a', sampleLook('a', 65).slotMs),
      (error) => error instanceof StoreError && error.code === 'STORE_CORRUPT' && /not what its hash says/.test(error.message),
    );
  });

  it('say so when counts of pairs are damaged to which others are to be added', async () => {
    await store.savePairs(sampleBatch(['1']));
    await sql("UPDATE serinus.pair_tally SET body = '\\x00'");
    await assert.rejects(store.savePairs(sampleBatch(['2'])), code('STORE_CORRUPT'));
    await assert.rejects(store.check(), code('STORE_CORRUPT'));
  });

  const queries = [
    { name: 'what is due', index: 'analysis_due', sql: 'analysis WHERE next_slot_ms <= 5 ORDER BY next_slot_ms, id LIMIT 9' },
    {
      name: 'the newest',
      index: 'analysis_newest',
      sql: "analysis WHERE (created_at_ms, id) < (5, '9') ORDER BY created_at_ms DESC, id DESC LIMIT 9",
    },
    {
      name: 'the latest of two scopes',
      index: 'analysis_of_scopes',
      sql: "analysis WHERE scopes_hash = '1' ORDER BY created_at_ms DESC, id DESC LIMIT 1",
    },
    {
      name: 'the newest of a status',
      index: 'analysis_by_status',
      sql: "analysis WHERE status = 'running' AND (created_at_ms, id) < (5, '9') ORDER BY created_at_ms DESC, id DESC LIMIT 9",
    },
    { name: 'the latest look', index: 'look_analysis_slot_ms_key', sql: "look WHERE analysis = 'a' ORDER BY slot_ms DESC LIMIT 1" },
    {
      name: 'the oldest message',
      index: 'outbox_due',
      sql: "outbox WHERE channel = 'c' AND next_attempt_ms <= 9 ORDER BY created_at_ms, sequence LIMIT 1",
    },
    {
      name: 'documents of an application',
      index: 'client_document_of_application',
      sql: "client_document WHERE application_hashes && ARRAY['1'::bytea]",
    },
    {
      name: 'the steps of a time',
      index: 'pair_tally_stream_kind_start_ms_length_ms_key',
      sql: "pair_tally WHERE stream = 1 AND kind = 'step' AND start_ms >= 1 AND start_ms < 5 ORDER BY start_ms, length_ms",
    },
    { name: 'the oldest tallies', index: 'pair_tally_oldest', sql: 'pair_tally WHERE start_ms < 5 ORDER BY start_ms LIMIT 9' },
    { name: 'a request that waits', index: 'pair_waiting_pkey', sql: "pair_waiting WHERE stream = 1 AND id = 'a'" },
    {
      name: 'the oldest that wait',
      index: 'pair_waiting_oldest',
      sql: 'pair_waiting WHERE arrived_at_ms < 5 ORDER BY arrived_at_ms, stream, id LIMIT 9',
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
    { name: 'the oldest samples', index: 'pair_sample_oldest', sql: 'pair_sample WHERE at_ms < 5 ORDER BY at_ms LIMIT 9' },
    { name: 'ids', index: 'pair_id_pkey', sql: 'pair_id WHERE hash = 5' },
    { name: 'the oldest ids', index: 'pair_id_oldest', sql: 'pair_id WHERE at_ms < 5 ORDER BY at_ms LIMIT 9' },
  ];
  for (const { name, index, sql: query } of queries) {
    it(`find ${name} by an index, without sorting`, async () => {
      const plan = JSON.stringify(await sql(`SET enable_seqscan = off; EXPLAIN SELECT * FROM serinus.${query}`));
      assert.match(plan, new RegExp(`(Index Scan|Index Scan Backward|Bitmap Index Scan) (using|on) ${index}`));
      assert.doesNotMatch(plan, /Sort/);
    });
  }

  it('count no pairs for which the disk has no room, and count them when there is', async () => {
    await store.savePairs(sampleBatch(['1']));
    await sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON serinus.pair_tally EXECUTE FUNCTION full_disk()`);
    await assert.rejects(store.savePairs(sampleBatch(['2', '3'])), code('STORE_FULL'));
    assert.equal(await count('pair_id'), 1);
    await sql('DROP TRIGGER full_disk ON serinus.pair_tally');
    assert.deepEqual(await store.savePairs(sampleBatch(['2', '3'])), { saved: true });
    assert.equal((await store.findSteps(STREAM, 0, T0 * 2))[0]?.tally.pairs, 3);
  });

  it('keep nothing of a look for which the disk has no room', async () => {
    await store.createAnalysis(sampleAnalysis('a'));
    // What the server says when it is so: https://www.postgresql.org/docs/15/errcodes-appendix.html, class 53.
    await sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON serinus.look_series EXECUTE FUNCTION full_disk()`);
    const look = sampleLook('a', 1);
    const records = [gaugeRecord('m', seededValues(1, 64), seededValues(2, 64))];
    await assert.rejects(store.saveLook(look, records, sampleProgress(look)), code('STORE_FULL'));
    assert.deepEqual(await store.findAnalysis('a'), sampleAnalysis('a'));
    assert.deepEqual([await count('look'), await count('chunk')], [0, 0]);
    await sql('DROP TRIGGER full_disk ON serinus.look_series');
    assert.equal(await store.saveLook(look, records, sampleProgress(look)), true);
  });

  it('do not keep a look waiting for ever for whoever has locked its analysis', async () => {
    await store.createAnalysis(sampleAnalysis('a'));
    const hasty = await openPostgresStore({ url, statementTimeoutMs: 100 });
    const holding = sql('BEGIN; SELECT 1 FROM serinus.analysis FOR UPDATE; SELECT pg_sleep(1.5); COMMIT');
    let held: readonly unknown[] = [];
    while (held.length === 0) held = await sql("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep'");
    const look = sampleLook('a', 1);
    await assert.rejects(hasty.saveLook(look, [], sampleProgress(look)), code('STORE_TIMEOUT'));
    await holding;
    assert.equal(await hasty.saveLook(look, [], sampleProgress(look)), true);
    await hasty.close();
  });

  it('say that the store is gone, or that its server takes no changes, when they are asked whether all is well', async () => {
    await store.check();
    await sql(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`);
    const standby = await openPostgresStore({ url });
    await assert.rejects(standby.check(), code('STORE_READ_ONLY'));
    await assert.rejects(standby.createAnalysis(sampleAnalysis('z')), code('STORE_READ_ONLY'));
    await standby.close();
    await server.get().sql(`ALTER DATABASE ${new URL(url).pathname.slice(1)} RESET default_transaction_read_only`);
    await sql('DROP SCHEMA serinus CASCADE');
    await assert.rejects(store.check(), code('STORE_MISSING'));
  });
});
