import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { type AnyJson, canaryConfig, canaryRequest, fakeSource, type KayentaOptions, startKayenta, wave } from './kayenta-under-test.ts';

/** A process with a life of its own on a store that outlives it. */
async function lifetime(options: KayentaOptions) {
  const closers: (() => unknown)[] = [];
  const under = await startKayenta({ after: (close) => closers.push(close) }, options);
  return {
    ...under,
    async stop(): Promise<void> {
      for (const close of closers) await close();
    },
  };
}

const hanging = {
  ...fakeSource('prometheus', wave),
  query: ({ signal }: { signal: AbortSignal }) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
};
const never = (_ms: number, signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('a process that ends in the middle', () => {
  it('leaves its runs to the next one, which runs them', async (t) => {
    const store = await openSqliteStore({ path: ':memory:' });
    t.after(() => store.close());
    const first = await lifetime({ store, sources: [hanging] });
    const ids: string[] = [];
    // More than are run at a time: some have begun, some have not.
    for (let i = 0; i < 12; i++)
      ids.push(
        (await first.ask('POST', '/canary?application=shop', { canaryConfig: canaryConfig(), executionRequest: canaryRequest('v3') })).body
          .canaryExecutionId,
      );
    await first.ask('PUT', `/pipelines/${ids[0]}/cancel`);
    await first.stop();
    const left = await store.listDocuments('canary-execution', { statuses: ['not_started', 'running'] });
    assert.equal(left.length, 11);

    const second = await lifetime({ store });
    await second.kayenta.resume();
    for (const id of ids) await second.ended(id);
    const runs: AnyJson[] = [];
    for (const id of ids) runs.push((await second.ask('GET', `/canary/${id}`)).body);
    assert.deepEqual(
      runs.map(({ status }) => status),
      ['canceled', ...new Array(11).fill('succeeded')],
    );
    assert.deepEqual(
      runs.slice(1).map(({ result }) => result.judgeResult.score.score),
      new Array(11).fill(0),
    );
    await second.stop();
  });

  it('leaves a standalone analysis to the next one, which goes on after the judgements that are made', async (t) => {
    const store = await openSqliteStore({ path: ':memory:' });
    t.after(() => store.close());
    let waits = 0;
    const first = await lifetime({
      store,
      sleep: async (ms, signal) => {
        if (++waits > 1) await never(ms, signal);
        first.clock.nowMs += ms;
      },
    });
    const request = {
      scopes: [{ scopeName: 'default', controlScope: 'v1', experimentScope: 'v2', step: 60 }],
      thresholds: { pass: 95, marginal: 75 },
      ...{ lifetimeDurationMins: 120, analysisIntervalMins: 60 },
    };
    const { body } = await first.ask('POST', '/standalone_canary_analysis', { canaryConfig: canaryConfig(), executionRequest: request });
    const id = body.canaryAnalysisExecutionId;
    while (waits < 2) await new Promise((resolve) => setImmediate(resolve));
    const made = (await first.ask('GET', `/canary/${id}-1`)).body;
    assert.equal(made.status, 'succeeded');
    const { stageStatus } = (await first.ask('GET', `/standalone_canary_analysis/${id}`)).body;
    assert.deepEqual(
      stageStatus.map(({ status }: AnyJson) => status),
      ['SUCCEEDED', 'SUCCEEDED', 'RUNNING', 'NOT_STARTED', 'NOT_STARTED'],
    );
    await first.stop();

    const second = await lifetime({ store });
    second.clock.nowMs = first.clock.nowMs + 30 * 60_000;
    await second.kayenta.resume();
    await second.ended(id);
    assert.deepEqual(second.slept, [30 * 60_000], 'only what is left of the wait');
    const reply = (await second.ask('GET', `/standalone_canary_analysis/${id}`)).body;
    assert.deepEqual([reply.status, reply.canaryAnalysisExecutionResult.canaryScores], ['succeeded', [100, 100]]);
    assert.deepEqual((await second.ask('GET', `/canary/${id}-1`)).body, made, 'what was judged is not judged again');
    await second.stop();
  });

  it('is not waited for by another one on the same store', async (t) => {
    const store = await openSqliteStore({ path: ':memory:' });
    t.after(() => store.close());
    const first = await lifetime({ store, sources: [hanging] });
    const window = { startTimeIso: '2026-01-31T12:00:00Z', endTimeIso: '2026-01-31T13:00:00Z' };
    const request = {
      scopes: [{ scopeName: 'default', controlScope: 'v1', experimentScope: 'v2', step: 60, ...window }],
      thresholds: { pass: 95, marginal: 75 },
    };
    const { body } = await first.ask('POST', '/standalone_canary_analysis', { canaryConfig: canaryConfig(), executionRequest: request });
    const id = body.canaryAnalysisExecutionId;
    while ((await store.findDocument('canary-execution', `${id}-1`))?.status !== 'running')
      await new Promise((resolve) => setImmediate(resolve));
    // The first still hangs in the run. The second makes it as well, and ends first.
    const second = await lifetime({ store });
    await second.kayenta.standalone.resume();
    await second.ended(id);
    for (const under of [second, first]) await under.stop();
    const record = await store.findDocument('standalone-analysis', id);
    assert.deepEqual([record?.status, (await store.findDocument('canary-execution', `${id}-1`))?.status], ['succeeded', 'succeeded']);
  });

  it('takes nothing on again that has ended', async (t) => {
    const store = await openSqliteStore({ path: ':memory:' });
    t.after(() => store.close());
    const first = await lifetime({ store });
    const { canaryExecutionId: id } = (
      await first.ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() })
    ).body;
    await first.ended(id);
    const before = (await first.ask('GET', `/canary/${id}`)).body;
    await first.stop();
    const source = fakeSource('prometheus', wave);
    const second = await lifetime({ store, sources: [source] });
    await second.kayenta.resume();
    await second.ended(id);
    assert.deepEqual([(await second.ask('GET', `/canary/${id}`)).body, source.asked.length], [before, 0]);
    await second.stop();
  });
});

describe('a store that fails', () => {
  it('takes no run on, and is no reason to forget one that has ended', async (t) => {
    const store = await openSqliteStore({ path: ':memory:' });
    t.after(() => store.close());
    let isFull = false;
    const failing = {
      ...store,
      addDocument: async (document: Parameters<typeof store.addDocument>[0]) => {
        if (isFull) throw new StoreError('STORE_FULL', 'the store cannot grow: the disk is full');
        return store.addDocument(document);
      },
      replaceDocument: async (...args: Parameters<typeof store.replaceDocument>) => {
        if (isFull || args[0].status === 'succeeded') throw new StoreError('STORE_FULL', 'the store cannot grow: the disk is full');
        return store.replaceDocument(...args);
      },
    };
    const { ask, ended, errors, stop } = await lifetime({ store: failing });
    const body = { canaryConfig: canaryConfig(), executionRequest: canaryRequest() };
    const { canaryExecutionId: id } = (await ask('POST', '/canary', body)).body;
    await ended(id);
    assert.equal((await ask('GET', `/canary/${id}`)).body.status, 'succeeded');
    assert.equal(errors.length, 1);
    isFull = true;
    const refused = await ask('POST', '/canary', body);
    assert.deepEqual([refused.status, Object.keys(refused.body)], [503, ['message']]);
    await stop();
    assert.equal((await store.findDocument('canary-execution', id))?.status, 'running', 'the next process runs it again');
  });
});
