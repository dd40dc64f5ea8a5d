import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { openReadiness } from '../../src/compose/readiness.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

const sourceOf = (check: () => Promise<void>, clockAheadMs?: number): MetricSource => ({
  name: 'prometheus',
  dialect: 'promql',
  query: () => assert.fail('not asked'),
  check,
  ...(clockAheadMs !== undefined && { clockAheadMs: () => clockAheadMs }),
});

describe('readiness', () => {
  it('is found out once for all who ask meanwhile, and anew for those who ask later', async (t) => {
    const store = await openSqliteStore({ path: ':memory:' });
    t.after(() => store.close());
    let checks = 0;
    const source = sourceOf(async () => void checks++);
    const readiness = openReadiness({ store, sources: [source], checkQueue: async () => undefined });
    const answers = await Promise.all(Array.from({ length: 20 }, readiness));
    assert.equal(checks, 1);
    for (const { ready } of answers) assert.equal(ready, true);
    await readiness();
    assert.equal(checks, 2);
  });

  it('does not wait for a check that hangs, and says which', async (t) => {
    const store = await openSqliteStore({ path: ':memory:' });
    t.after(() => store.close());
    const hanging = sourceOf(() => new Promise(() => undefined));
    const { ready, checks } = await openReadiness({ store, sources: [hanging], checkQueue: () => new Promise(() => undefined) })();
    assert.equal(ready, false);
    const hangs = { ok: false, message: 'no answer within 3000 ms' };
    assert.deepEqual(checks, [
      { name: 'store', ok: true },
      { name: 'queue', ...hangs },
      { name: 'source prometheus', ...hangs },
    ]);
  });

  const clocks: readonly (readonly [aheadMs: number, message: string | undefined])[] = [
    [29_999, undefined],
    [30_000, 'its clock is 30s ahead of the one here'],
    [-299_001, 'its clock is 4m59s behind the one here'],
  ];
  for (const [aheadMs, message] of clocks) {
    it(`of a source whose clock is ${aheadMs} ms ahead: ${message ?? 'nothing to say'}`, async (t) => {
      const store = await openSqliteStore({ path: ':memory:' });
      t.after(() => store.close());
      const sources = [sourceOf(async () => undefined, aheadMs)];
      const { ready, checks } = await openReadiness({ store, sources, checkQueue: async () => undefined })();
      assert.deepEqual([ready, checks[2]], [true, { name: 'source prometheus', ok: true, ...(message !== undefined && { message }) }]);
    });
  }
});
