import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inTurn } from '../../../src/analysis/comparison/in-turn.ts';

describe('work in turn', () => {
  it('is done one by one, refused when too much of it waits, and goes on when some of it fails', async () => {
    const ask = inTurn('lists');
    const { promise, resolve } = Promise.withResolvers<void>();
    let [running, most] = [0, 0];
    const asked = Array.from({ length: 16 }, (_, i) =>
      ask(async () => {
        most = Math.max(most, ++running);
        await promise;
        running--;
        if (i === 3) throw new Error('it fails');
        return i;
      }),
    );
    await assert.rejects(
      ask(async () => 16),
      { code: 'TOO_BUSY', statusCode: 503, message: /too many lists/ },
    );
    resolve();
    const done = await Promise.allSettled(asked);
    assert.deepEqual([done.filter(({ status }) => status === 'fulfilled').length, most], [15, 1]);
    assert.equal(await ask(async () => 17), 17);
  });
});
