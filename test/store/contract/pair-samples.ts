import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import type { NewSample, Review, SampleFilter } from '../../../src/analysis/ports/pair-store.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { STREAM, sampleBatch, sampleSample } from '../pair-samples.ts';
import { T0 } from '../samples.ts';

const OTHER = { ...STREAM, candidate: 'v3' };

/** What any Store must do with pairs that are kept for review. `open` gives an empty one for each test. */
export function pairSamplesContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const keep = async (samples: readonly NewSample[], stream = STREAM): Promise<void> => {
    const ids = samples.map(({ pair }) => pair.id);
    assert.deepEqual(await store.savePairs(sampleBatch(ids, { stream, samples })), { saved: true });
  };
  const review = (changes: Partial<Review> = {}): Review => ({ mark: 'noise', markedAtMs: T0 + 99, ...changes });
  const ids = async (filter: Partial<SampleFilter> = {}): Promise<string[]> =>
    (await store.listSamples(STREAM, { limit: 100, ...filter })).items.map(({ pair }) => pair.id);

  it('keeps all of a sample', async () => {
    const full = sampleSample('1', {
      similarity: null,
      segment: 'de "<',
      pair: {
        ...{ id: '1', control: ['é', 0.1 + 0.2, null], candidate: 'a\0b 🙂', secondControl: { a: [] }, latencyMs: { control: 1.5 } },
        ...{ features: { long: true }, versions: { candidate: 'v2' } },
      },
    });
    await keep([full]);
    assert.deepEqual(await store.listSamples(STREAM, { limit: 1 }), { items: [full] });
    assert.deepEqual(await store.listSamples(OTHER, { limit: 1 }), { items: [] });
  });

  it('lists the newest first, page by page', async () => {
    await keep([sampleSample('b'), sampleSample('late', { atMs: T0 + 1 }), sampleSample('a'), sampleSample('early', { atMs: T0 - 1 })]);
    await keep([sampleSample('another')], OTHER);
    assert.deepEqual(await ids(), ['late', 'b', 'a', 'early']);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listSamples(STREAM, { limit: 1, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ pair }) => pair.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined && seen.length < 10);
    assert.deepEqual(seen, ['late', 'b', 'a', 'early']);
  });

  it('lists the least similar first, those that cannot be told last, page by page', async () => {
    await keep([
      sampleSample('half'),
      sampleSample('unknown', { similarity: null }),
      sampleSample('third', { similarity: 1 / 3 }),
      sampleSample('third too', { similarity: 1 / 3 }),
      sampleSample('opposite', { similarity: -1 }),
      sampleSample('unknown too', { similarity: null }),
    ]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listSamples(STREAM, { limit: 1, order: 'least-similar', ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ pair }) => pair.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined && seen.length < 10);
    assert.deepEqual(seen, ['opposite', 'third', 'third too', 'half', 'unknown', 'unknown too']);
  });

  it('refuses a cursor of another order, and a limit that is none', async () => {
    await keep([sampleSample('a'), sampleSample('b')]);
    const { nextCursor } = await store.listSamples(STREAM, { limit: 1 });
    assert.ok(nextCursor);
    for (const filter of [
      { limit: 1, order: 'least-similar', cursor: nextCursor },
      { limit: 1, cursor: 'nonsense' },
    ] as const)
      await assert.rejects(store.listSamples(STREAM, filter), { code: 'BAD_INPUT', message: /cursor/ });
    for (const limit of [0, 501, 1.5]) await assert.rejects(store.listSamples(OTHER, { limit }), { code: 'BAD_INPUT', message: /limit/ });
  });

  it('lists those of a time, of a segment, that diverge, with a mark or without', async () => {
    await keep([
      sampleSample('a', { segment: 'de' }),
      sampleSample('b', { atMs: T0 + 1, isDivergent: false, segment: 'fr' }),
      sampleSample('c', { atMs: T0 + 2, segment: 'fr' }),
      sampleSample('d', { atMs: T0 + 3 }),
    ]);
    await store.reviewSample(STREAM, 'a', review());
    await store.reviewSample(STREAM, 'b', review({ mark: 'control-better' }));
    for (const [filter, expected] of [
      [{ fromMs: T0 + 1, toMs: T0 + 3 }, ['c', 'b']],
      [{ isDivergent: true }, ['d', 'c', 'a']],
      [{ isDivergent: false }, ['b']],
      [{ mark: 'none' }, ['d', 'c']],
      [{ mark: 'any' }, ['b', 'a']],
      [{ mark: 'noise' }, ['a']],
      [{ mark: 'candidate-better' }, []],
      [{ segment: 'fr' }, ['c', 'b']],
      [{ segment: 'fr', isDivergent: true, mark: 'none', fromMs: T0, order: 'least-similar' }, ['c']],
    ] as const)
      assert.deepEqual(await ids(filter), expected, JSON.stringify(filter));
  });

  it('keeps the last review of a sample', async () => {
    await keep([sampleSample('a')]);
    const first = review({ mark: 'control-better', note: 'ärger\0 🙂', by: 'ann' });
    assert.deepEqual(await store.reviewSample(STREAM, 'a', first), { ...sampleSample('a'), review: first });
    assert.deepEqual((await store.listSamples(STREAM, { limit: 1 })).items, [{ ...sampleSample('a'), review: first }]);
    assert.deepEqual(await store.reviewSample(STREAM, 'a', review()), { ...sampleSample('a'), review: review() });
    assert.deepEqual((await store.listSamples(STREAM, { limit: 1 })).items, [{ ...sampleSample('a'), review: review() }]);
    assert.equal(await store.reviewSample(STREAM, 'b', review()), undefined);
    assert.equal(await store.reviewSample(OTHER, 'a', review()), undefined);
  });

  it('counts them and lists their marks', async () => {
    await keep([sampleSample('a', { atMs: T0 + 2 }), sampleSample('b'), sampleSample('c', { atMs: T0 + 3 }), sampleSample('d')]);
    await keep([sampleSample('a')], OTHER);
    await store.reviewSample(STREAM, 'a', review());
    await store.reviewSample(STREAM, 'b', review({ mark: 'both-fine' }));
    await store.reviewSample(STREAM, 'c', review());
    const marks = { 'candidate-better': 0, 'control-better': 0, 'both-fine': 1, noise: 1 };
    assert.deepEqual(await store.countSamples(STREAM, T0, T0 + 3), { stored: 3, marks });
    assert.deepEqual(await store.countSamples(STREAM, T0, T0 + 4), { stored: 4, marks: { ...marks, noise: 2 } });
    assert.deepEqual(await store.listMarks(STREAM, T0, T0 + 3), [
      { atMs: T0, mark: 'both-fine' },
      { atMs: T0 + 2, mark: 'noise' },
    ]);
    assert.deepEqual(await store.listMarks({ config: 'none', candidate: 'none' }, T0, T0 + 3), []);
  });

  it('keeps the first sample of a pair', async () => {
    await keep([sampleSample('a')]);
    await store.savePairs(sampleBatch(['b'], { samples: [sampleSample('a', { similarity: 0 }), sampleSample('b')] }));
    assert.deepEqual(await ids({ order: 'least-similar' }), ['a', 'b']);
  });
}
