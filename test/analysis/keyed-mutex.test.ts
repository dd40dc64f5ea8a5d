import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { keyedMutex } from '../../src/analysis/keyed-mutex.ts';

describe('keyedMutex', () => {
  it('runs tasks of one key one after the other, also after a failure, and those of another key beside them', async () => {
    const mutex = keyedMutex();
    const log: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = mutex('a', async () => {
      log.push('a1 starts');
      await gate.promise;
      log.push('a1 fails');
      throw new Error('a1');
    });
    const second = mutex('a', async () => log.push('a2'));
    await mutex('b', async () => log.push('b'));
    gate.resolve();
    await assert.rejects(first, /a1/);
    await second;
    assert.deepEqual(log, ['a1 starts', 'b', 'a1 fails', 'a2']);
  });
});
