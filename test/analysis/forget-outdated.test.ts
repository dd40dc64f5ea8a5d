import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { forgetOutdated, type RetentionRules } from '../../src/analysis/forget-outdated.ts';
import type { StoredDocument } from '../../src/analysis/ports/document-store.ts';
import { rejudge } from '../../src/analysis/rejudge.ts';
import { SerinusError } from '../../src/errors.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { STREAM, sampleBatch, sampleSample, sampleStep } from '../store/pair-samples.ts';
import { addLooks, STEP_MS, sampleAnalysis, T0 } from '../store/samples.ts';
import { MINUTE, openProgram, T0 as START, scriptedSource } from './program.ts';

const ALL: RetentionRules = {
  looks: { maxAgeMs: Number.POSITIVE_INFINITY, maxCount: 1_000_000_000 },
  series: { maxAgeMs: Number.POSITIVE_INFINITY },
  documents: { maxAgeMs: Number.POSITIVE_INFINITY },
  reports: { maxAgeMs: Number.POSITIVE_INFINITY },
  pairs: { maxAgeMs: Number.POSITIVE_INFINITY },
  samples: { maxAgeMs: Number.POSITIVE_INFINITY },
  pairIds: { maxAgeMs: Number.POSITIVE_INFINITY },
};
const never = new AbortController().signal;

/** Two analyses with 120 looks each, one a minute, and documents of that time. */
async function setUp(t: TestContext) {
  const store = await openSqliteStore({ path: ':memory:' });
  t.after(() => store.close());
  for (const id of ['a', 'b']) {
    await store.createAnalysis(sampleAnalysis(id));
    await addLooks(store, id, 120);
  }
  let pauses = 0;
  const pause = async (): Promise<void> => void pauses++;
  const forget = (rules: Partial<RetentionRules>, signal = never) =>
    forgetOutdated({ store, clock: { now: () => T0 + 200 * STEP_MS }, rules: { ...ALL, ...rules }, pause }, signal);
  const looksOf = async (id: string): Promise<number[]> => {
    const { items } = await store.listLooks(id, { limit: 500 });
    return items.map(({ number }) => number);
  };
  return { store, forget, looksOf, pauses: () => pauses };
}

describe('what is forgotten', () => {
  it('is nothing when everything is kept for ever', async (t) => {
    const { store, forget } = await setUp(t);
    assert.deepEqual(await forget({}), { looks: 0, series: 0, documents: 0, reports: 0, pairs: 0 });
    assert.notEqual(await store.findRecords('a', T0 + STEP_MS), undefined);
  });

  it('is looks by their age, in steps with pauses', async (t) => {
    const { forget, looksOf, pauses } = await setUp(t);
    // 200 minutes have passed: looks 1 to 99 are older than 100.
    assert.deepEqual(await forget({ looks: { maxAgeMs: 100 * STEP_MS, maxCount: 1_000 } }), {
      looks: 198,
      series: 0,
      documents: 0,
      reports: 0,
      pairs: 0,
    });
    assert.deepEqual((await looksOf('a'))[0], 100);
    assert.ok(pauses() >= 198 / 50, `${pauses()} pauses`);
  });

  it('is looks by their number', async (t) => {
    const { forget, looksOf } = await setUp(t);
    assert.equal((await forget({ looks: { maxAgeMs: Number.POSITIVE_INFINITY, maxCount: 3 } })).looks, 2 * 117);
    assert.deepEqual(await looksOf('b'), [118, 119, 120]);
  });

  it('is series by their age', async (t) => {
    const { store, forget } = await setUp(t);
    assert.deepEqual(await forget({ series: { maxAgeMs: 90 * STEP_MS } }), {
      looks: 0,
      series: 2 * 109,
      documents: 0,
      reports: 0,
      pairs: 0,
    });
    assert.equal(await store.findRecords('a', T0 + 109 * STEP_MS), undefined);
    assert.deepEqual(await store.findRecords('a', T0 + 110 * STEP_MS), []);
  });

  it("is clients' runs and series by their last change, but neither what is unfinished nor configs", async (t) => {
    const { store, forget } = await setUp(t);
    const head = { applications: ['shop'], createdAtMs: T0, updatedAtMs: T0, body: {} };
    const documents: StoredDocument[] = [
      { ...head, kind: 'canary-execution', id: 'ended', status: 'succeeded' },
      { ...head, kind: 'canary-execution', id: 'running', status: 'running' },
      { ...head, kind: 'canary-execution', id: 'waiting', status: 'not_started' },
      { ...head, kind: 'canary-execution', id: 'young', status: 'terminal', updatedAtMs: T0 + 150 * STEP_MS },
      { ...head, kind: 'standalone-analysis', id: 'ended', status: 'terminal' },
      { ...head, kind: 'metric-set-list', id: 'list' },
      { ...head, kind: 'metric-set-pair-list', id: 'pairs' },
      { ...head, kind: 'canary-config', id: 'config' },
    ];
    for (const document of documents) await store.addDocument(document);
    assert.equal((await forget({ documents: { maxAgeMs: 100 * STEP_MS } })).documents, 4);
    const left = await Promise.all(
      documents.map(async ({ kind, id }) => ((await store.findDocument(kind, id)) === undefined ? [] : [`${kind} ${id}`])),
    );
    assert.deepEqual(left.flat(), [
      'canary-execution running',
      'canary-execution waiting',
      'canary-execution young',
      'canary-config config',
    ]);
  });

  it('is reports by their age, whoever else keeps documents', async (t) => {
    const { store, forget } = await setUp(t);
    const head = { applications: ['shop'], createdAtMs: T0, updatedAtMs: T0, body: {} };
    const documents: StoredDocument[] = [
      { ...head, kind: 'divergence-report', id: 'old' },
      { ...head, kind: 'divergence-report', id: 'young', updatedAtMs: T0 + 150 * STEP_MS },
      { ...head, kind: 'metric-set-list', id: 'list' },
    ];
    for (const document of documents) await store.addDocument(document);
    assert.equal((await forget({ reports: { maxAgeMs: 100 * STEP_MS } })).reports, 1);
    const left = await Promise.all(documents.map(({ kind, id }) => store.findDocument(kind, id)));
    assert.deepEqual(
      left.map((one) => one?.id),
      [undefined, 'young', 'list'],
    );
  });

  it('is what is known of pairs, each part of it by its own age', async (t) => {
    const { store, forget } = await setUp(t);
    // A pair a minute, for 120 minutes; 200 have passed.
    for (let minute = 0; minute < 120; minute++) {
      const atMs = T0 + minute * STEP_MS;
      const samples = [sampleSample(`${minute}`, { atMs })];
      await store.savePairs(sampleBatch([`${minute}`], { atMs, steps: [sampleStep(minute, 1)], samples }));
    }
    assert.equal((await forget({ pairs: { maxAgeMs: 150 * STEP_MS } })).pairs, 50);
    assert.equal((await store.findSteps(STREAM, 0, T0 * 2))[0]?.startMs, T0 + 50 * STEP_MS);
    assert.equal((await forget({ samples: { maxAgeMs: 100 * STEP_MS } })).pairs, 100);
    assert.equal((await store.countSamples(STREAM, 0, T0 * 2)).stored, 20);
    assert.deepEqual(await store.savePairs(sampleBatch(['0'])), { saved: false, known: ['0'] });
    assert.ok((await forget({ pairIds: { maxAgeMs: 80 * STEP_MS } })).pairs > 0);
    assert.deepEqual(await store.savePairs(sampleBatch(['0'])), { saved: true });
  });

  it('is one step more at most once it is to stop', async (t) => {
    const { forget, looksOf } = await setUp(t);
    const stopping = AbortSignal.abort();
    await forget({ looks: { maxAgeMs: 1, maxCount: 1 } }, stopping);
    const left = [...(await looksOf('a')), ...(await looksOf('b'))].length;
    assert.equal(left, 240 - 50);
  });
});

describe('a look whose series are forgotten', () => {
  it('cannot be judged again, and says so', async (t) => {
    const program = await openProgram(
      t,
      scriptedSource(() => 0),
    );
    const { analysis } = await program.service.start({
      ...{ config: 'checkout', control: { version: 'v1' }, candidate: { version: 'v2' }, startMs: START },
    });
    program.setMinute(5);
    await program.runDue(analysis);
    await program.store.removeSeries({ beforeMs: START + 5 * MINUTE, limit: 100 });
    assert.equal((await rejudge(program, analysis.id)).look.slotMs, START + 5 * MINUTE);
    await assert.rejects(
      rejudge(program, analysis.id, START + 2 * MINUTE),
      (error) =>
        error instanceof SerinusError &&
        error.code === 'SERIES_REMOVED' &&
        /^the series of look 2 of id-1 at 2026-01-01T00:02:00\.000Z are no longer kept/.test(error.message),
    );
  });
});
