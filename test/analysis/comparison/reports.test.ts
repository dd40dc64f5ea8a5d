import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { reportDocument } from '../../../src/analysis/comparison/kept-reports.ts';
import { createReports } from '../../../src/analysis/comparison/reports.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { reportExample } from '../../../src/http/schemas/divergence-report.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { comparedConfig } from '../../support/compared-config.ts';

const T0 = Date.UTC(2026, 0, 31, 12);
const DAY_MS = 86_400_000;
const config = await comparedConfig('pets');
const configs = new Map([['pets', config]]);
const stream = { config: 'pets', candidate: 'v2' };
const day = { fromMs: T0 - DAY_MS, toMs: T0 };
type Test = { after(close: () => unknown): void };

async function openStore(t: Test): Promise<Store> {
  const store = await openSqliteStore({ path: ':memory:' });
  t.after(() => store.close());
  return store;
}

describe('reports', () => {
  it('of nothing say that there is nothing', async (t) => {
    const reports = createReports({ store: await openStore(t), configs, pause: async () => undefined });
    const report = await reports.make(stream, day);
    assert.deepEqual(
      [report.divergence.trials, report.divergence.rate, report.findings.map(({ code }) => code), report.recommendation.action],
      [0, null, ['no-pairs'], 'collect-more'],
    );
  });

  it('are made one after the other, and refused when too many wait', async (t) => {
    const store = await openStore(t);
    let [running, most, isHeld] = [0, 0, true];
    const held = {
      ...store,
      async countSamples(...of: Parameters<Store['countSamples']>) {
        most = Math.max(most, ++running);
        while (isHeld) await setImmediate();
        running--;
        return store.countSamples(...of);
      },
    };
    const reports = createReports({ store: held, configs, pause: async () => undefined });
    const asked = Array.from({ length: 16 }, () => reports.make(stream, day));
    await assert.rejects(reports.make(stream, day), { code: 'TOO_BUSY', statusCode: 503 });
    isHeld = false;
    assert.equal((await Promise.all(asked)).length, 16);
    assert.equal(most, 1);
    await reports.make(stream, day);
  });

  const ranges = [
    { name: 'nothing', range: { fromMs: T0, toMs: T0 }, message: /^from: is not before to$/ },
    { name: 'a time backwards', range: { fromMs: T0 + 1, toMs: T0 }, message: /^from: is not before to$/ },
    { name: 'no number', range: { fromMs: Number.NaN, toMs: T0 }, message: /^from: is not before to$/ },
    { name: '105 days by the minute', range: { fromMs: T0 - 105 * DAY_MS, toMs: T0 }, message: /a step of 60 s .* 104.1 days at most/ },
  ];
  it('refuse more hours than can be read, also where steps are long', async (t) => {
    const daily = new Map([['pets', { ...config, stepMs: DAY_MS }]]);
    const reports = createReports({ store: await openStore(t), configs: daily, pause: async () => undefined });
    const message = /a step of 86400 s .* 2083.3 days at most/; // 50,000 hours
    await assert.rejects(reports.make(stream, { fromMs: T0 - 2_084 * DAY_MS, toMs: T0 }), { code: 'BAD_INPUT', message });
  });

  for (const { name, range, message } of ranges)
    it(`refuse ${name}`, async (t) => {
      const reports = createReports({ store: await openStore(t), configs, pause: async () => undefined });
      await assert.rejects(reports.make(stream, range), { code: 'BAD_INPUT', message });
    });

  it('that are kept are listed page by page, newest first', async (t) => {
    const store = await openStore(t);
    for (let i = 0; i < 5; i++)
      for (const candidate of ['v2', 'v2/extra'])
        await store.addDocument(
          reportDocument({ id: `${candidate.length}-${i}`, report: { ...reportExample, candidate, toMs: T0 + i * DAY_MS } }, T0),
        );
    const reports = createReports({ store, configs, pause: async () => undefined });
    const seen: string[] = [];
    for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
      const page = await reports.list({ ...stream, limit: 2, cursor });
      assert.ok(page.items.length <= 2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, ['2-4', '2-3', '2-2', '2-1', '2-0']);
    assert.equal((await reports.list({ config: 'pets', limit: 50 })).items.length, 10);
  });

  it('that are not there are not found', async (t) => {
    const reports = createReports({ store: await openStore(t), configs, pause: async () => undefined });
    await assert.rejects(reports.find('pets-20260131T120000Z-000000000000'), { code: 'NOT_FOUND' });
    await assert.rejects(reports.list({ config: 'plants', limit: 1 }), { code: 'NOT_FOUND' });
    await assert.rejects(reports.list({ config: 'pets', limit: 1, cursor: '1e3' }), { code: 'BAD_INPUT', message: /^cursor/ });
  });
});
