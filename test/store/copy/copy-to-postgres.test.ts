import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { DocumentKind, StoredDocument } from '../../../src/analysis/ports/document-store.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { copyToPostgres } from '../../../src/store/copy/copy-to-postgres.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { missing } from '../../support/debian.ts';
import { bitsOf } from '../arbitrary-records.ts';
import { sampleMessage } from '../contract/outbox.ts';
import { numberedBatch } from '../numbered-batches.ts';
import { STREAM, sampleHalf, sampleSample } from '../pair-samples.ts';
import { temporaryServer } from '../postgres/temporary-server.ts';
import { gaugeRecord, STEP_MS, sampleAnalysis, sampleLook, sampleProfile, sampleProgress, seededValues, T0 } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

const LOOKS = 200;
const PAIR_BATCHES = 9;
const PAIRS = 100;
const KINDS: readonly DocumentKind[] = [
  'canary-config',
  'canary-execution',
  'standalone-analysis',
  'metric-set-list',
  'metric-set-pair-list',
];
const DUE = { nowMs: T0 + 1000 * STEP_MS, leaseMs: 1, limit: 1000 };

/** Two analyses that grow over several chunks, one that is cancelled, one with a noise profile, documents, messages. */
async function fill(store: Store): Promise<void> {
  await store.createAnalysis(sampleAnalysis('a', { reason: 'naïve \0 🙂', score: 0.1 + 0.2 }));
  await store.createAnalysis(
    sampleAnalysis('b', { createdAtMs: T0 + 1, noiseProfiles: [{ metric: 'latency', profile: sampleProfile() }] }),
  );
  await store.createAnalysis(sampleAnalysis('c', { configName: 'other', createdAtMs: T0 + 2 }));
  for (const [seed, id] of ['a', 'b'].entries()) {
    const values = seededValues(seed, LOOKS);
    for (let number = 1; number <= LOOKS; number++) {
      const look = sampleLook(id, number, id === 'b' && number === LOOKS ? { verdict: 'rollback', final: true } : {});
      const records = [gaugeRecord('latency', values.subarray(0, number), values.map((value) => -value).subarray(0, number))];
      assert.equal(await store.saveLook(look, records, sampleProgress(look), [sampleMessage(`${id}-${number}`)]), true);
    }
  }
  await store.endAnalysis('c', { status: 'cancelled', reason: 'by hand', endedAtMs: T0 + 9 }, [sampleMessage('c', { channel: 'hook' })]);
  await store.takeMessages('hook', { nowMs: T0, leaseMs: 5, limit: 1 });
  assert.equal(await store.removeSeries({ beforeMs: T0 + LOOKS * STEP_MS, limit: 5 }), 5);
  await store.saveNoiseProfile('checkout', sampleProfile());
  for (const [i, kind] of KINDS.entries())
    await store.addDocument({
      kind,
      id: `d${i}`,
      applications: i === 0 ? [] : ['shop', `"{,}${i}`],
      createdAtMs: T0,
      updatedAtMs: T0 + i,
      body: [i],
    });
  for (let number = 0; number < PAIR_BATCHES; number++) await store.savePairs(numberedBatch(number, PAIRS));
  const stream = { ...STREAM, candidate: 'é' };
  const samples = [sampleSample('1\0', { similarity: null, segment: 'é' })];
  await store.savePairs({ ...numberedBatch(0, 3), stream, samples, atMs: T0 + 5 });
  await store.reviewSample(stream, '1\0', { mark: 'noise', note: 'n\0', by: 'ann', markedAtMs: T0 });
  await store.keepHalves(stream, [sampleHalf('h', 'candidate'), sampleHalf('i\0', 'control'), sampleHalf('i\0', 'candidate')]);
  await store.addDocument({ ...(await store.findDocument('canary-config', 'd0'))!, id: 'named', name: 'n\0', status: 'running' });
}

/** Everything that a store can be asked for. */
async function contents(store: Store) {
  const analyses = (await store.listAnalyses({ limit: 500 })).items;
  const looks = await Promise.all(analyses.map(async ({ id }) => (await store.listLooks(id, { limit: 500 })).items));
  const records: unknown[] = [];
  for (const { analysisId, slotMs } of looks.flat()) records.push(bitsOf(await store.findRecords(analysisId, slotMs)));
  const documents: (StoredDocument | undefined)[] = [];
  for (const kind of KINDS) for (const { id } of await store.listDocuments(kind)) documents.push(await store.findDocument(kind, id));
  return {
    ...{ analyses, looks, records, documents, profiles: await store.findNoiseProfiles('checkout') },
    pairs: await Promise.all(
      (await store.listStreams({ fromMs: 0, toMs: T0 * 2 })).map(async (stream) => [
        ...[stream, await store.findSteps(stream, 0, T0 * 2), await store.findDetails(stream, 0, T0 * 2)],
        ...[await store.listSamples(stream, { limit: 100 }), await store.countSamples(stream, 0, T0 * 2)],
      ]),
    ),
    halves: await store.waitingHalves({ config: STREAM.config, arrivedBeforeMs: T0 * 2, limit: 9 }),
    due: await store.dueAnalyses(T0 + 1000 * STEP_MS, 100),
    depths: await store.outboxDepths(),
    messages: [await store.takeMessages('chat', DUE), await store.takeMessages('hook', DUE)],
  };
}

describe('the copy of a file to PostgreSQL', { skip: missing('postgresql') }, () => {
  const server = temporaryServer();
  const filled = async (): Promise<string> => {
    const file = freshPath();
    const store = await openSqliteStore({ path: file });
    await fill(store);
    await store.close();
    return file;
  };
  const code = (wanted: string) => (error: unknown) => error instanceof StoreError && error.code === wanted;
  const isEmpty = async (url: string): Promise<boolean> => {
    const store = await openPostgresStore({ url });
    const { items } = await store.listAnalyses({ limit: 1 });
    await store.close();
    return items.length === 0;
  };

  it('has everything that the file has, to the last bit, and goes on where it stood', async () => {
    const [file, url] = [await filled(), await server.get().newDatabase()];
    const steps: number[] = [];
    let last = 0;
    const tables = await copyToPostgres(file, { url }, ({ done, total }) => {
      steps.push(done);
      last = total;
    });
    // 2 analyses of 200 looks and two series each, but for 5 looks whose series were removed; 3 whole chunks of 64 steps in each of the 4 series; 1 message a look and one of the end.
    const rows = Object.fromEntries(tables.map(({ table, rows }) => [table, rows]));
    assert.deepEqual(rows, {
      ...{
        document: 3,
        chunk: 12,
        series: 13,
        analysis: 3,
        look: 400,
        look_series: 790,
        noise_profile: 1,
        outbox: 401,
        client_document: 6,
        pair_stream: 2,
        pair_tally: 3 + 1 + 1 + 1, // three steps and an hour of the batches, a step and an hour of the other stream
        pair_waiting: 2,
        pair_sample: PAIR_BATCHES + 1,
        pair_id: PAIR_BATCHES * PAIRS + 3,
      },
    });
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
    );
    assert.equal(steps.at(-1), last);

    const [from, to] = [await openSqliteStore({ path: file }), await openPostgresStore({ url })];
    assert.deepEqual(await contents(to), await contents(from));
    const next = sampleLook('a', LOOKS + 1);
    assert.equal(await to.saveLook(next, [], sampleProgress(next), [sampleMessage('new', { createdAtMs: T0 - 1 })]), true);
    assert.deepEqual((await to.takeMessages('chat', { ...DUE, limit: 1 }))[0]?.id, 'new');
    assert.deepEqual(await to.createAnalysis({ ...sampleAnalysis('a'), id: 'x' }), {
      analysis: await to.findAnalysis('a'),
      created: false,
    });
    for (let number = 0; number < PAIR_BATCHES; number++) {
      const batch = numberedBatch(number, PAIRS);
      assert.deepEqual(await to.savePairs(batch), { saved: false, known: batch.ids }, `batch ${number}`);
    }
    assert.deepEqual(await to.savePairs({ ...numberedBatch(9, 3), stream: { ...STREAM, candidate: 'new' } }), { saved: true });
    for (const store of [from, to]) await store.close();
  });

  it('begins again when the connection breaks in the middle, and nothing is there twice', async () => {
    const [file, url] = [await filled(), await server.get().newDatabase()];
    const proxy = await startCuttingProxy(server.get().port);
    proxy.cutAt('INSERT INTO serinus.look_series', 'reply');
    await copyToPostgres(file, { url: url.replace(String(server.get().port), String(proxy.port)) });
    assert.equal(proxy.cuts, 1);
    await proxy.close();
    const [from, to] = [await openSqliteStore({ path: file }), await openPostgresStore({ url })];
    assert.deepEqual(await contents(to), await contents(from));
    for (const store of [from, to]) await store.close();
  });

  it('has all ids of pairs, those of runs and those of the log', async () => {
    const [file, url] = [freshPath(), await server.get().newDatabase()];
    // The ids of nine of them make a run.
    const [batches, pairs] = [10, 60_000];
    const from = await openSqliteStore({ path: file });
    for (let number = 0; number < batches; number++) await from.savePairs(numberedBatch(number, pairs));
    await from.close();
    const tables = await copyToPostgres(file, { url });
    assert.equal(tables.find(({ table }) => table === 'pair_id')?.rows, batches * pairs);
    const to = await openPostgresStore({ url });
    for (const number of [0, batches - 1]) {
      const batch = numberedBatch(number, pairs);
      assert.deepEqual(await to.savePairs(batch), { saved: false, known: batch.ids });
    }
    await to.close();
  });

  it('of an empty store is an empty store', async () => {
    const [file, url] = [freshPath(), await server.get().newDatabase()];
    await (await openSqliteStore({ path: file })).close();
    await copyToPostgres(file, { url });
    const store = await openPostgresStore({ url });
    await fill(store);
    await store.close();
  });

  for (const [name, add] of [
    ['an analysis', (store: Store) => store.createAnalysis(sampleAnalysis('z'))],
    ['a profile', (store: Store) => store.saveNoiseProfile('checkout', sampleProfile())],
    [
      'a document',
      (store: Store) => store.addDocument({ kind: 'canary-config', id: 'z', applications: [], createdAtMs: 1, updatedAtMs: 1, body: 0 }),
    ],
  ] as const) {
    it(`is refused by a database that has ${name}`, async () => {
      const [file, url] = [await filled(), await server.get().newDatabase()];
      const store = await openPostgresStore({ url });
      await add(store);
      await store.close();
      await assert.rejects(copyToPostgres(file, { url }), code('STORE_NOT_EMPTY'));
    });
  }

  it('is refused while a server writes to the file, and of no file', async () => {
    const [file, url] = [await filled(), await server.get().newDatabase()];
    const writer = await openSqliteStore({ path: file });
    await assert.rejects(copyToPostgres(file, { url }), code('STORE_LOCKED'));
    await writer.close();
    await assert.rejects(copyToPostgres(`${file}.not`, { url }), code('STORE_MISSING'));
    assert.ok(await isEmpty(url));
  });

  it('of a damaged file is nothing', async () => {
    const [file, url] = [await filled(), await server.get().newDatabase()];
    const db = new DatabaseSync(file);
    db.exec('UPDATE chunk SET body = (SELECT body FROM chunk ORDER BY id LIMIT 1) WHERE id = (SELECT max(id) FROM chunk)');
    db.close();
    await assert.rejects(copyToPostgres(file, { url }), code('STORE_CORRUPT'));
    assert.ok(await isEmpty(url));
  });
});
