import { describe, it } from 'node:test';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { killPairWriter } from '../kill-pair-writer.ts';
import { assertCountedOnce } from '../numbered-batches.ts';
import { freshPath } from '../temporary-files.ts';

describe('kill -9 while pairs are counted', () => {
  it('counts every acknowledged pair once, however often it comes', async () => {
    const file = freshPath();
    // The half million hashes that make a run are those of 21 batches: the writer is killed before that, when it is about to be so, and after it.
    const size = 25_000;
    let batches = 0;
    for (const killAt of [4, 20, 22]) {
      const acknowledged = await killPairWriter(file, { first: batches, size, killAt: Math.max(killAt, batches + 1) });
      const store = await openSqliteStore({ path: file });
      batches = await assertCountedOnce(store, acknowledged, size);
      await store.close();
    }
  });
});
