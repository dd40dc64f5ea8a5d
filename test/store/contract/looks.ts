import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { BadInputError } from '../../../src/errors.ts';
import { addLooks, gaugeRecord, STEP_MS, sampleAnalysis, sampleLook, sampleProgress, T0 } from '../samples.ts';

const badInput = (field: string) => (error: unknown) => error instanceof BadInputError && error.field === field;

/** What any Store must do with looks. `open` gives an empty one for each test. */
export function looksContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  describe('a look', () => {
    beforeEach(async () => {
      await store.createAnalysis(sampleAnalysis('a'));
    });

    it('is found as it was saved, and its analysis has moved on', async () => {
      const look = sampleLook('a', 1, { score: 61.25, reason: 'naïve 🙂' });
      assert.equal(await store.saveLook(look, [], sampleProgress(look)), true);
      assert.deepEqual(await store.findLook('a', look.slotMs), look);
      assert.deepEqual(await store.findAnalysis('a'), { ...sampleAnalysis('a'), ...sampleProgress(look) });
    });

    it('is the latest by its slot when none is named', async () => {
      await addLooks(store, 'a', 3);
      assert.equal((await store.findLook('a'))?.number, 3);
      assert.equal((await store.findLook('a', T0 + 2 * STEP_MS))?.number, 2);
      assert.equal(await store.findLook('a', T0 + 2 * STEP_MS + 1), undefined);
    });

    it('of a slot that has one is refused, and nothing changes', async () => {
      await addLooks(store, 'a', 1);
      const before = await store.findAnalysis('a');
      const again = sampleLook('a', 1, { verdict: 'promote', number: 2, final: true });
      const record = gaugeRecord('latency', Float64Array.of(1), Float64Array.of(2));
      assert.equal(await store.saveLook(again, [record], sampleProgress(again)), false);
      assert.deepEqual(await store.findAnalysis('a'), before);
      assert.deepEqual(await store.findLook('a'), sampleLook('a', 1));
      assert.deepEqual(await store.findRecords('a', again.slotMs), []);
    });

    it('is saved once by savers of one slot at the same time', async () => {
      const verdicts = ['continue', 'promote', 'rollback'] as const;
      const saved = await Promise.all(
        verdicts.map((verdict) => {
          const look = sampleLook('a', 1, { verdict, final: verdict !== 'continue' });
          return store.saveLook(look, [], sampleProgress(look));
        }),
      );
      assert.equal(saved.filter(Boolean).length, 1);
      const winner = verdicts[saved.indexOf(true)];
      assert.equal((await store.findLook('a'))?.verdict, winner);
      assert.equal((await store.findAnalysis('a'))?.verdict, winner);
    });

    it('that was judged beside another one is refused, whichever slot came first', async () => {
      await addLooks(store, 'a', 2);
      const before = await store.findAnalysis('a');
      for (const slotMs of [T0 + 1.5 * STEP_MS, T0 + 3 * STEP_MS]) {
        const beside = sampleLook('a', 2, { slotMs, verdict: 'promote' });
        assert.equal(await store.saveLook(beside, [], sampleProgress(beside)), false);
        assert.equal(await store.findLook('a', slotMs), undefined);
      }
      assert.deepEqual(await store.findAnalysis('a'), before);
    });

    it('of an unknown analysis is refused', async () => {
      const look = sampleLook('b', 1);
      assert.equal(await store.saveLook(look, [], sampleProgress(look)), false);
      assert.equal(await store.findLook('b'), undefined);
    });

    it('after the last one is refused, and the rollback stays', async () => {
      const last = sampleLook('a', 1, { verdict: 'rollback', final: true });
      await store.saveLook(last, [], sampleProgress(last));
      const late = sampleLook('a', 2, { verdict: 'promote', final: true });
      assert.equal(await store.saveLook(late, [], sampleProgress(late)), false);
      assert.equal(await store.findLook('a', late.slotMs), undefined);
      assert.equal((await store.findAnalysis('a'))?.verdict, 'rollback');
    });

    for (const verdict of ['continue', 'promote'] as const) {
      it(`cannot turn the rollback of a running analysis into ${verdict}`, async () => {
        const first = sampleLook('a', 1, { verdict: 'rollback' });
        assert.equal(await store.saveLook(first, [], sampleProgress(first)), true);
        const before = await store.findAnalysis('a');
        const second = sampleLook('a', 2, { verdict });
        assert.equal(await store.saveLook(second, [], sampleProgress(second)), false);
        assert.deepEqual(await store.findAnalysis('a'), before);
        assert.equal((await store.findLook('a'))?.number, 1);
      });
    }

    it('may follow a rollback with a rollback while the analysis runs', async () => {
      for (const number of [1, 2]) {
        const look = sampleLook('a', number, { verdict: 'rollback' });
        assert.equal(await store.saveLook(look, [], sampleProgress(look)), true);
      }
    });

    it('is listed oldest first, a page at a time', async () => {
      await addLooks(store, 'a', 5);
      await store.createAnalysis(sampleAnalysis('b'));
      await addLooks(store, 'b', 1);
      const first = await store.listLooks('a', { limit: 3 });
      const second = await store.listLooks('a', { limit: 3, cursor: first.nextCursor! });
      assert.deepEqual(
        [first, second].map(({ items }) => items.map(({ number }) => number)),
        [
          [1, 2, 3],
          [4, 5],
        ],
      );
      assert.equal(second.nextCursor, undefined);
    });

    it('is not listed after a cursor of another list, or by a wild limit', async () => {
      await store.createAnalysis(sampleAnalysis('b'));
      const { nextCursor } = await store.listAnalyses({ limit: 1 });
      await assert.rejects(store.listLooks('a', { limit: 1, cursor: nextCursor! }), badInput('cursor'));
      await assert.rejects(store.listLooks('a', { limit: 0 }), badInput('limit'));
    });
  });
}
