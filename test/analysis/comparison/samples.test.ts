import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSamples } from '../../../src/analysis/comparison/samples.ts';
import type { Sample, SampleFilter } from '../../../src/analysis/ports/pair-store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { comparedConfig, savePairs } from '../../support/compared-config.ts';

const T0 = Date.UTC(2026, 0, 31, 12);
const MINUTE_MS = 60_000;
const stream = { config: 'pets', candidate: 'v2' };

/** Twelve pairs, one a minute, of which every third is divergent: r-0, r-3, r-6, r-9. */
async function twelvePairs(t: { after(close: () => unknown): void }) {
  const store = await openSqliteStore({ path: ':memory:' });
  t.after(() => store.close());
  const config = await comparedConfig('pets', { samples: { divergent: 1, agreeing: 1 } });
  const pairs = Array.from({ length: 12 }, (_, i) => ({
    atMs: T0 + i * MINUTE_MS,
    pair: { id: `r-${i}`, control: 'cat', candidate: i % 3 === 0 ? 'dog' : 'cat', features: { locale: i < 6 ? 'de' : 'fr' } },
  }));
  await savePairs(store, config, { candidate: 'v2', pairs });
  const samples = createSamples({ store, configs: new Map([['pets', config]]), clock: { now: () => T0 + 5 } });
  const all = async (filter: SampleFilter): Promise<Sample[]> => {
    const pages: Sample[] = [];
    for await (const page of samples.pagesFrom(await samples.page(stream, filter), stream, filter)) {
      assert.ok(page.length <= filter.limit);
      pages.push(...page);
    }
    return pages;
  };
  return { samples, all, store };
}

describe('samples', () => {
  const cases = [
    { name: 'divergent ones, newest first', filter: { isDivergent: true, limit: 3 }, ids: ['r-9', 'r-6', 'r-3', 'r-0'] },
    { name: 'one a page is the same', filter: { isDivergent: true, limit: 1 }, ids: ['r-9', 'r-6', 'r-3', 'r-0'] },
    { name: 'of a segment', filter: { isDivergent: true, segment: 'de', limit: 10 }, ids: ['r-3', 'r-0'] },
    {
      name: 'of a time, its end not included',
      filter: { isDivergent: true, fromMs: T0 + 3 * MINUTE_MS, toMs: T0 + 9 * MINUTE_MS, limit: 10 },
      ids: ['r-6', 'r-3'],
    },
    { name: 'those that agree', filter: { isDivergent: false, fromMs: T0 + 10 * MINUTE_MS, limit: 10 }, ids: ['r-11', 'r-10'] },
    { name: 'none', filter: { segment: 'it', limit: 10 }, ids: [] },
  ];
  for (const { name, filter, ids } of cases)
    it(`lists ${name}`, async (t) => {
      const { all } = await twelvePairs(t);
      assert.deepEqual(
        (await all(filter)).map(({ pair }) => pair.id),
        ids,
      );
    });

  it('keeps what a reviewer says, the last word in the place of the first', async (t) => {
    const { samples, all } = await twelvePairs(t);
    await samples.review(stream, 'r-3', { mark: 'noise' });
    const reviewed = await samples.review(stream, 'r-3', { mark: 'control-better', note: 'It is a cat.', by: 'token ci' });
    const review = { mark: 'control-better', note: 'It is a cat.', by: 'token ci', markedAtMs: T0 + 5 };
    assert.deepEqual(reviewed.review, review);
    assert.deepEqual(
      (await all({ mark: 'any', limit: 5 })).map((one) => [one.pair.id, one.review]),
      [['r-3', review]],
    );
    assert.deepEqual(await all({ mark: 'noise', limit: 5 }), []);
    assert.equal((await all({ mark: 'none', limit: 5 })).length, 11);
  });

  const refusals = [
    { name: 'an unknown config', of: { config: 'plants', candidate: 'v2' }, id: 'r-3', code: 'NOT_FOUND', message: /plants/ },
    { name: 'an unknown candidate', of: { config: 'pets', candidate: 'v3' }, id: 'r-3', code: 'NOT_FOUND', message: /"v3".*"r-3"/ },
    { name: 'an unknown id', of: stream, id: 'r-99', code: 'NOT_FOUND', message: /"v2" under pets has the id "r-99"/ },
  ];
  for (const { name, of, id, code, message } of refusals)
    it(`refuses a mark for ${name}`, async (t) => {
      const { samples } = await twelvePairs(t);
      await assert.rejects(samples.review(of, id, { mark: 'noise' }), { code, message });
    });

  it('refuses a config that compares nothing', async () => {
    const { comparison: _, ...config } = await comparedConfig('pets');
    const store = { listSamples: () => assert.fail(), reviewSample: () => assert.fail() };
    const samples = createSamples({ store, configs: new Map([['pets', config]]), clock: { now: () => T0 } });
    await assert.rejects(samples.page(stream, { limit: 1 }), { code: 'BAD_INPUT', message: /pets compares no answers/ });
  });
});
