import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { anyRecords, bitsOf } from '../arbitrary-records.ts';
import { addLooks, gaugeRecord, STEP_MS, sampleAnalysis, sampleLook, sampleProgress, seededValues, T0 } from '../samples.ts';

/** What any Store must keep of the series that a look judged. `open` gives an empty one for each test. */
export function recordsContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  describe('what a look judged', () => {
    it('comes back bit for bit', async () => {
      await store.createAnalysis(sampleAnalysis('a'));
      let number = 0;
      await fc.assert(
        fc.asyncProperty(anyRecords, async (records) => {
          const look = sampleLook('a', ++number);
          assert.equal(await store.saveLook(look, records, sampleProgress(look)), true);
          assert.deepEqual(bitsOf(await store.findRecords('a', look.slotMs)), bitsOf(records));
        }),
        { seed: 20260103, numRuns: 60 },
      );
    });

    it('stays as it was when later looks see more, or see the past changed', async () => {
      await store.createAnalysis(sampleAnalysis('a'));
      const all = seededValues(1, 300);
      const changed = all.map((value, i) => (i === 5 || i === 130 ? Number.NaN : value));
      // Lengths around whole chunks of any sensible size, growing, shrinking and equal.
      const seen = [0, 1, 63, 64, 65, 127, 128, 129, 256, 300, 100, 300].flatMap((length) => [
        gaugeRecord('latency', all.slice(0, length), all.slice(0, length)),
        gaugeRecord('latency', all.slice(0, length), changed.slice(0, length)),
      ]);
      for (const [i, record] of seen.entries()) {
        const look = sampleLook('a', i + 1);
        assert.equal(await store.saveLook(look, [record], sampleProgress(look)), true);
      }
      for (const [i, record] of seen.entries())
        assert.deepEqual(bitsOf(await store.findRecords('a', T0 + (i + 1) * STEP_MS)), bitsOf([record]), `look ${i + 1}`);
    });

    it('is unknown where there was no look', async () => {
      await store.createAnalysis(sampleAnalysis('a'));
      await addLooks(store, 'a', 1);
      assert.equal(await store.findRecords('a', T0), undefined);
      assert.deepEqual(await store.findRecords('a', T0 + STEP_MS), []);
    });
  });
}
