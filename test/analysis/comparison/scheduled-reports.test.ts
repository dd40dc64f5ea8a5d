import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReports } from '../../../src/analysis/comparison/reports.ts';
import { createScheduledReports, type ScheduledReportsDeps } from '../../../src/analysis/comparison/scheduled-reports.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { comparedConfig, savePairs } from '../../support/compared-config.ts';

const at = (text: string): number => Date.parse(`2026-${text}:00Z`);
/** A Monday at six, as is every seventh day after it. */
const SLOT = at('01-26T06:00');
const MINUTE_MS = 60_000;
const never = new AbortController().signal;
const config = await comparedConfig('pets', { report: { schedule: '0 6 * * 1' } });
const configs = new Map([[config.name, config]]);

async function openStore(t: { after(close: () => unknown): void }): Promise<Store> {
  const store = await openSqliteStore({ path: ':memory:' });
  t.after(() => store.close());
  return store;
}

/** Ten pairs from that moment on, a minute apart, four of them divergent. */
async function tenPairs(store: Store, candidate: string, fromMs: number): Promise<void> {
  const pairs = Array.from({ length: 10 }, (_, i) => ({
    atMs: fromMs + i * MINUTE_MS,
    pair: { id: `${fromMs}-${i}`, control: 'cat', candidate: i < 4 ? 'a private dog' : 'cat' },
  }));
  await savePairs(store, config, { candidate, pairs });
}

/** One process at that moment. */
function replica(store: Store, nowMs: number, changes: Partial<ScheduledReportsDeps> = {}) {
  const made: string[] = [];
  const errors: string[] = [];
  const clock = { nowMs };
  const reports = createScheduledReports({
    store,
    configs,
    clock: { now: () => clock.nowMs },
    channels: [{ channel: 'chat', wants: 'changes', on: ['report'] }],
    pause: async () => undefined,
    onReport: ({ id }) => made.push(id),
    onError: (error, { candidate }) => errors.push(`${candidate}: ${error instanceof Error ? error.message : error}`),
    ...changes,
  });
  return { made, errors, clock, makeDue: (signal = never) => reports.makeDue(signal) };
}

const keptOf = async (store: Store) => (await store.listDocuments('divergence-report')).map(({ id }) => id);

describe('scheduled reports', () => {
  it('are of the time since the slot before, each candidate its own', async (t) => {
    const store = await openStore(t);
    await tenPairs(store, 'v2', SLOT - 5 * MINUTE_MS); // half of them after the slot
    await tenPairs(store, 'v3', SLOT - 60 * MINUTE_MS);
    const { made, errors, makeDue } = replica(store, SLOT + MINUTE_MS);
    await makeDue();
    assert.deepEqual(errors, []);
    assert.equal(made.length, 2);
    const reports = createReports({ store, configs, pause: async () => undefined });
    const { items } = await reports.list({ config: 'pets', limit: 10 });
    assert.deepEqual(items.map(({ candidate }) => candidate).sort(), ['v2', 'v3']);
    const [entry] = (await reports.list({ config: 'pets', candidate: 'v2', limit: 10 })).items;
    assert.equal(entry?.toMs, SLOT);
    const { report } = await reports.find(entry!.id);
    assert.deepEqual(
      [report.candidate, report.fromMs, report.toMs, report.divergence.trials, report.divergence.events],
      ['v2', SLOT - 7 * 86_400_000, SLOT, 5, 4],
    );
  });

  const moments = [
    { name: 'not before the slot has settled', now: SLOT + 10_000, made: 0 },
    { name: 'once it has', now: SLOT + MINUTE_MS, made: 1 },
    { name: 'for the latest slot, days after it', now: SLOT + 6 * 86_400_000, made: 1 },
    { name: 'for no slot before which nothing came', now: SLOT + 8 * 86_400_000, made: 0 },
  ];
  for (const { name, now, made: count } of moments)
    it(`are made ${name}`, async (t) => {
      const store = await openStore(t);
      await tenPairs(store, 'v2', SLOT - 60 * MINUTE_MS);
      const { made, makeDue } = replica(store, now);
      await makeDue();
      assert.equal(made.length, count);
    });

  it('are made once, by whichever processes and however often they start', async (t) => {
    const store = await openStore(t);
    await tenPairs(store, 'v2', SLOT - 60 * MINUTE_MS);
    const replicas = [1, 2, 3].map(() => replica(store, SLOT + MINUTE_MS));
    await Promise.all(replicas.map(({ makeDue }) => makeDue()));
    await replicas[0]!.makeDue();
    await replica(store, SLOT + 3 * 86_400_000).makeDue();
    assert.equal(replicas.flatMap(({ made }) => made).length, 1);
    assert.deepEqual(await keptOf(store), [replicas.flatMap(({ made }) => made)[0]]);
    const told = await store.takeMessages('chat', { nowMs: SLOT + MINUTE_MS, leaseMs: 1000, limit: 10 });
    assert.deepEqual(
      told.map(({ id }) => id),
      await keptOf(store),
    );
  });

  it('are made at every slot', async (t) => {
    const store = await openStore(t);
    await tenPairs(store, 'v2', SLOT - 60 * MINUTE_MS);
    await tenPairs(store, 'v2', SLOT + 60 * MINUTE_MS);
    const { made, clock, makeDue } = replica(store, SLOT + MINUTE_MS);
    await makeDue();
    clock.nowMs = SLOT + 7 * 86_400_000 + MINUTE_MS;
    await makeDue();
    assert.deepEqual(
      made.map((id) => id.slice(0, 21)),
      ['pets-20260126T060000Z', 'pets-20260202T060000Z'],
    );
  });

  it('that fail are tried again, and hold up no other', async (t) => {
    const store = await openStore(t);
    for (const candidate of ['v2', 'v3']) await tenPairs(store, candidate, SLOT - 60 * MINUTE_MS);
    let isDown = true;
    const failing = {
      ...store,
      countSamples: async (...of: Parameters<Store['countSamples']>) => {
        if (isDown && of[0].candidate === 'v2') throw new Error('the disk is gone');
        return store.countSamples(...of);
      },
    };
    const { made, errors, makeDue } = replica(failing, SLOT + MINUTE_MS);
    await makeDue();
    assert.deepEqual([made.length, errors], [1, ['v2: the disk is gone']]);
    isDown = false;
    await makeDue();
    assert.equal(made.length, 2);
  });

  it('end with the signal', async (t) => {
    const store = await openStore(t);
    await tenPairs(store, 'v2', SLOT - 60 * MINUTE_MS);
    const { made, makeDue } = replica(store, SLOT + MINUTE_MS);
    await makeDue(AbortSignal.abort());
    assert.deepEqual(made, []);
  });

  it('keep no answer, and show those that are samples still with the marks of now', async (t) => {
    const store = await openStore(t);
    await tenPairs(store, 'v2', SLOT - 60 * MINUTE_MS);
    const { made, makeDue } = replica(store, SLOT + MINUTE_MS);
    await makeDue();
    const kept = await store.findDocument('divergence-report', made[0]!);
    assert.deepEqual((kept!.body as { report: { cases: unknown } }).report.cases, []);
    await store.reviewSample({ config: 'pets', candidate: 'v2' }, `${SLOT - 60 * MINUTE_MS}-2`, { mark: 'noise', markedAtMs: SLOT });
    const reports = createReports({ store, configs, pause: async () => undefined });
    const { cases } = (await reports.find(made[0]!)).report;
    assert.deepEqual(
      cases.map(({ candidate, mark }) => `${candidate}: ${mark}`).sort(),
      [...Array(3).fill('a private dog: null'), 'a private dog: noise'].sort(),
    );
    const all = { talliesBeforeMs: 0, samplesBeforeMs: SLOT, idsBeforeMs: 0, limit: 100 };
    while ((await store.removePairs(all)) > 0);
    assert.deepEqual((await reports.find(made[0]!)).report.cases, []);
  });
});
