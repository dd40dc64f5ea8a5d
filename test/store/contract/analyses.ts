import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { AnalysisFilter, Store } from '../../../src/analysis/ports/store.ts';
import { BadInputError } from '../../../src/errors.ts';
import type { Analysis } from '../../../src/model/analysis.ts';
import { addLooks, STEP_MS, sampleAnalysis, sampleLook, sampleProgress, seededValues, T0 } from '../samples.ts';

const badInput = (field: string) => (error: unknown) => error instanceof BadInputError && error.field === field;
/** Characters without a pattern that a compressed index could make short. */
const longText = (length: number, seed: number): string =>
  Array.from(seededValues(seed, length), (value) => String.fromCharCode(0x21 + (Math.floor(value * 1e6) % 94))).join('');
const ids = (analyses: readonly Analysis[]): string[] => analyses.map(({ id }) => id);

/** What any Store must do with analyses. `open` gives an empty one for each test. */
export function analysesContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());
  const listed = async (filter: Omit<AnalysisFilter, 'limit'>): Promise<string[]> =>
    ids((await store.listAnalyses({ ...filter, limit: 500 })).items);

  describe('an analysis', () => {
    it('is found as it was added', async () => {
      const analysis = sampleAnalysis('a', { score: 12.5, control: { b: 'ä"\\', a: '' }, reason: 'naïve 🙂' });
      assert.deepEqual(await store.createAnalysis(analysis), { analysis, created: true });
      assert.deepEqual(await store.findAnalysis('a'), analysis);
    });

    it('may hold any characters, those that end a text elsewhere among them', async () => {
      const control = { version: 'a\0b', other: '\uFDD0\uFDD00' };
      const analysis = sampleAnalysis('a', { key: 'user:\0\uFDD01', control, reason: 'the source said "\0\uFDD0"' });
      await store.createAnalysis(analysis);
      assert.deepEqual(await store.findAnalysis('a'), analysis);
      assert.deepEqual((await store.findLatestAnalysis(analysis))?.id, 'a');
      assert.equal((await store.createAnalysis({ ...analysis, id: 'b' })).created, false);
      assert.equal((await store.createAnalysis({ ...analysis, id: 'b', key: 'user:\uFDD00\uFDD01' })).created, true);
    });

    it('may have scopes and a key as long as clients may send them', async () => {
      const scope = (seed: number) => Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`name${i}`, longText(1024, seed + i)]));
      const analysis = sampleAnalysis('a', { key: `auto:${longText(20_000, 1)}`, control: scope(2), candidate: scope(20) });
      await store.createAnalysis(analysis);
      assert.deepEqual(await store.findAnalysis('a'), analysis);
      assert.equal((await store.findLatestAnalysis(analysis))?.id, 'a');
      assert.deepEqual(await store.createAnalysis({ ...analysis, id: 'b' }), { analysis, created: false });
    });

    it('is found as it stands after every change, however often it was found before', async () => {
      const analysis = sampleAnalysis('a');
      await store.createAnalysis(analysis);
      assert.deepEqual(await store.findAnalysis('a'), analysis);
      const look = sampleLook('a', 1);
      const progress = sampleProgress(look);
      await store.saveLook(look, [], progress);
      assert.deepEqual(await store.findAnalysis('a'), { ...analysis, ...progress });
      assert.equal(await store.saveLook(look, [], { ...progress, reason: 'of a slot that has its look' }), false);
      assert.deepEqual(await store.findAnalysis('a'), { ...analysis, ...progress });
      const end = { status: 'cancelled', reason: 'by hand', endedAtMs: T0 + STEP_MS } as const;
      await store.endAnalysis('a', end);
      assert.deepEqual(await store.findAnalysis('a'), { ...analysis, ...progress, ...end, nextSlotMs: null });
    });

    it('that was never added is not found', async () => {
      assert.equal(await store.findAnalysis('a'), undefined);
      assert.equal(await store.findLook('a'), undefined);
      assert.equal(await store.findRecords('a', T0), undefined);
      assert.deepEqual(await store.listLooks('a', { limit: 1 }), { items: [] });
    });

    it('with a key that is taken is the one that has it', async () => {
      const first = sampleAnalysis('a', { key: 'release-7' });
      await store.createAnalysis(first);
      const second = sampleAnalysis('b', { key: 'release-7', configName: 'other' });
      assert.deepEqual(await store.createAnalysis(second), { analysis: first, created: false });
      assert.equal(await store.findAnalysis('b'), undefined);
    });

    it('is created once by starts at the same time', async () => {
      const starts = ['a', 'b', 'c'].map((id) => store.createAnalysis(sampleAnalysis(id, { key: 'release-7' })));
      const results = await Promise.all(starts);
      assert.equal(results.filter(({ created }) => created).length, 1);
      assert.equal(new Set(results.map(({ analysis }) => analysis.id)).size, 1);
    });
  });

  describe('the latest analysis of a config and two scopes', () => {
    const of = { configName: 'checkout', control: { version: 'v1', zone: 'a' }, candidate: { version: 'v2', zone: 'a' } };

    it('is the newest, whatever order they were added in', async () => {
      for (const [id, createdAtMs] of Object.entries({ old: T0, newest: T0 + 2, middle: T0 + 1 }))
        await store.createAnalysis(sampleAnalysis(id, { createdAtMs }));
      assert.equal((await store.findLatestAnalysis(of))?.id, 'newest');
    });

    it('does not depend on the order of the names', async () => {
      await store.createAnalysis(sampleAnalysis('a', { control: { zone: 'a', version: 'v1' } }));
      assert.equal((await store.findLatestAnalysis(of))?.id, 'a');
    });

    const others: readonly { readonly name: string; readonly changes: Partial<Analysis> }[] = [
      { name: 'another config', changes: { configName: 'checkout2' } },
      { name: 'another value', changes: { candidate: { version: 'v3', zone: 'a' } } },
      { name: 'a name more', changes: { control: { version: 'v1', zone: 'a', pod: 'x' } } },
      { name: 'a name less', changes: { control: { version: 'v1' } } },
      { name: 'the sides exchanged', changes: { control: of.candidate, candidate: of.control } },
    ];
    for (const { name: other, changes } of others) {
      it(`is not one of ${other}`, async () => {
        await store.createAnalysis(sampleAnalysis('a', changes));
        assert.equal(await store.findLatestAnalysis(of), undefined);
      });
    }
  });

  describe('the list of analyses', () => {
    it('is newest first, and pages through all of them once, though some were created in one moment', async () => {
      for (let i = 0; i < 7; i++) await store.createAnalysis(sampleAnalysis(`a${i}`, { createdAtMs: T0 + Math.floor(i / 3) }));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listAnalyses({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        assert.ok(page.items.length >= 1 && page.items.length <= 2);
        seen.push(...ids(page.items));
        cursor = page.nextCursor;
        // One that is added meanwhile is newer than the place of any cursor.
        if (seen.length === 2) await store.createAnalysis(sampleAnalysis('later', { createdAtMs: T0 + 9 }));
      } while (cursor !== undefined);
      assert.deepEqual(seen, ['a6', 'a5', 'a4', 'a3', 'a2', 'a1', 'a0']);
    });

    it('has those of one moment in the order of their bytes downwards, in whatever language the server runs', async () => {
      for (const id of ['a', 'B', 'é', 'Z', 'z', '-', 'ab']) await store.createAnalysis(sampleAnalysis(id));
      // UTF-8: é is c3 a9, the lower-case letters are 61 to 7a, the upper-case ones 41 to 5a, - is 2d.
      assert.deepEqual(await listed({}), ['é', 'z', 'ab', 'a', 'Z', 'B', '-']);
    });

    it('has no next page after the last', async () => {
      for (const id of ['a', 'b']) await store.createAnalysis(sampleAnalysis(id));
      assert.equal((await store.listAnalyses({ limit: 2 })).nextCursor, undefined);
      assert.equal(typeof (await store.listAnalyses({ limit: 1 })).nextCursor, 'string');
    });

    it('is filtered by status, verdict and config, alone and together', async () => {
      const rolledBack = { status: 'finished', verdict: 'rollback', nextSlotMs: null } as const;
      await store.createAnalysis(sampleAnalysis('a'));
      await store.createAnalysis(sampleAnalysis('b', { ...rolledBack, createdAtMs: T0 + 1 }));
      await store.createAnalysis(sampleAnalysis('c', { ...rolledBack, createdAtMs: T0 + 2, configName: 'search' }));
      assert.deepEqual(await listed({}), ['c', 'b', 'a']);
      assert.deepEqual(await listed({ status: 'running' }), ['a']);
      assert.deepEqual(await listed({ status: 'cancelled' }), []);
      assert.deepEqual(await listed({ verdict: 'rollback' }), ['c', 'b']);
      assert.deepEqual(await listed({ configName: 'checkout' }), ['b', 'a']);
      assert.deepEqual(await listed({ status: 'finished', verdict: 'rollback', configName: 'search' }), ['c']);
    });

    it('refuses a cursor that it did not give', async () => {
      for (const id of ['a', 'b']) await store.createAnalysis(sampleAnalysis(id));
      await addLooks(store, 'a', 2);
      const { nextCursor } = await store.listLooks('a', { limit: 1 });
      for (const cursor of ['', 'x', 'bnVsbA', nextCursor!])
        await assert.rejects(store.listAnalyses({ limit: 1, cursor }), badInput('cursor'));
    });

    for (const limit of [0, -1, 501, 1.5, Number.NaN])
      it(`refuses a limit of ${limit}`, () => assert.rejects(store.listAnalyses({ limit }), badInput('limit')));
  });

  describe('what is due', () => {
    it('is running, not in the future, and the longest overdue first', async () => {
      const slots = { late: T0 + 2, latest: T0 + 1, justNow: T0 + 5, notYet: T0 + 6 };
      for (const [id, nextSlotMs] of Object.entries(slots)) await store.createAnalysis(sampleAnalysis(id, { nextSlotMs }));
      await store.createAnalysis(sampleAnalysis('ended', { status: 'finished', nextSlotMs: null }));
      await store.createAnalysis(sampleAnalysis('unscheduled', { nextSlotMs: null }));
      assert.deepEqual(ids(await store.dueAnalyses(T0 + 5, 10)), ['latest', 'late', 'justNow']);
      assert.deepEqual(ids(await store.dueAnalyses(T0 + 5, 1)), ['latest']);
      assert.deepEqual(await store.dueAnalyses(T0, 10), []);
    });

    it('is no longer due after its look', async () => {
      await store.createAnalysis(sampleAnalysis('a'));
      await addLooks(store, 'a', 1);
      assert.deepEqual(await store.dueAnalyses(T0 + STEP_MS, 10), []);
      assert.deepEqual(ids(await store.dueAnalyses(T0 + 2 * STEP_MS, 10)), ['a']);
    });
  });

  describe('an end', () => {
    beforeEach(async () => {
      await store.createAnalysis(sampleAnalysis('a'));
    });
    const cancelled = { status: 'cancelled', reason: 'a person said so', endedAtMs: T0 + 7 } as const;

    it('keeps the verdict, and nothing is due any more', async () => {
      await addLooks(store, 'a', 1);
      const before = await store.findAnalysis('a');
      assert.equal(await store.endAnalysis('a', cancelled), true);
      assert.deepEqual(await store.findAnalysis('a'), { ...before, ...cancelled, nextSlotMs: null });
      assert.deepEqual(await store.dueAnalyses(T0 + 100 * STEP_MS, 10), []);
    });

    it('comes once', async () => {
      await store.endAnalysis('a', cancelled);
      assert.equal(await store.endAnalysis('a', { ...cancelled, reason: 'another person' }), false);
      assert.equal((await store.findAnalysis('a'))?.reason, 'a person said so');
      assert.equal(await store.endAnalysis('b', cancelled), false);
    });

    it('is the end of its looks', async () => {
      await store.endAnalysis('a', cancelled);
      const look = sampleLook('a', 1);
      assert.equal(await store.saveLook(look, [], sampleProgress(look)), false);
      assert.equal(await store.findLook('a'), undefined);
    });
  });
}
