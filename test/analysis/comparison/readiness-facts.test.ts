import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readinessFacts } from '../../../src/analysis/comparison/readiness-facts.ts';
import { NotFoundError } from '../../../src/errors.ts';
import type { ReadinessConfig } from '../../../src/model/readiness.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { comparedConfig, savePairs, type TimedPair } from '../../support/compared-config.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.UTC(2026, 0, 1);

/** Over two hours, of long and short requests in turn; each tenth long one diverges when `fault` is planted. */
const pairs = (fault: boolean): TimedPair[] =>
  Array.from({ length: 4000 }, (_, i) => ({
    atMs: T0 + Math.floor((i * 2 * HOUR) / 4000),
    pair: {
      id: `p${i}`,
      control: 'cat',
      candidate: fault && i % 20 === 0 ? 'dog' : 'cat',
      features: { size: i % 2 === 0 ? 'long' : 'short', locale: ['de', 'en', 'fr'][i % 3]! },
    },
  }));

async function factsOf(
  t: TestContext,
  readiness: ReadinessConfig,
  { fault = false, hours = 2, startMs = T0, every = 1 }: { fault?: boolean; hours?: number; startMs?: number; every?: number } = {},
) {
  const store = await openSqliteStore({ path: ':memory:' });
  t.after(() => store.close());
  const config = await comparedConfig('animals');
  await savePairs(store, config, { candidate: 'candidate', pairs: pairs(fault).filter((_, i) => i % every === 0) });
  const stream = { config: 'animals', candidate: 'candidate' };
  for (const [id, mark] of [
    ['p0', 'control-better'],
    ['p20', 'noise'],
  ] as const)
    if (fault) await store.reviewSample(stream, id, { mark, markedAtMs: T0 + 3 * HOUR });
  return readinessFacts({
    config: { ...config, readiness },
    analysis: { candidate: {}, startMs },
    window: { startMs: startMs + MINUTE, endMs: T0 + hours * HOUR + MINUTE, stepMs: MINUTE },
    source: new NotFoundError('source', 'prometheus'),
    pairs: store,
    signal: new AbortController().signal,
  });
}

describe('what a checklist goes by beside the metrics', () => {
  it('nothing where there is no checklist, and nothing that it does not ask for', async (t) => {
    assert.deepEqual(await factsOf(t, {}), {});
    assert.deepEqual(await factsOf(t, { minSamples: 1 }), { samples: { value: 4000 } });
  });

  it('the pairs of the window alone', async (t) =>
    assert.deepEqual(await factsOf(t, { minSamples: 1 }, { hours: 1 }), { samples: { value: 2000 } }));

  it('samples that were marked, noise among them', async (t) =>
    assert.deepEqual(await factsOf(t, { minReviewed: 1 }, { fault: true }), { reviewed: { value: 2 } }));

  it('the pattern of a fault, in a sentence', async (t) => {
    const { patterns } = (await factsOf(t, { noSystematicPattern: true }, { fault: true }))!;
    assert.ok(patterns !== undefined && 'value' in patterns, JSON.stringify(patterns));
    assert.equal(patterns.value.length, 1, patterns.value.join('\n'));
    assert.match(patterns.value[0]!, /"size"/);
  });

  it('no pattern where nothing diverges in a thousand pairs', async (t) =>
    assert.deepEqual(await factsOf(t, { noSystematicPattern: true }), { patterns: { value: [] } }));

  for (const [name, more, why] of [
    ['before a whole hour', { startMs: T0 + 90 * MINUTE, hours: 1.9 }, /no hour has begun since the start/],
    ['without features', { startMs: T0 + 2 * HOUR, hours: 3 }, /no feature of the requests has come/],
    ['of few pairs', { every: 9 }, /fewer than 1000 pairs/],
  ] as const)
    it(`nobody knows of patterns ${name}`, async (t) => {
      const { patterns } = (await factsOf(t, { noSystematicPattern: true }, more))!;
      assert.match((patterns as { readonly unknown: string }).unknown, why);
    });

  it('what the source cannot be asked is unknown, and why', async (t) => {
    const facts = await factsOf(t, { restarts: { query: 'restarts', max: 0 } });
    assert.deepEqual(facts, { restarts: { unknown: 'no source has the id "prometheus"' } });
  });
});
