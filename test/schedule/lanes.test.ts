import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openLanes } from '../../src/schedule/lanes.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('lanes', () => {
  it('are so wide and no wider, each in the order of its tasks', async () => {
    const lanes = openLanes(2);
    const begun: number[] = [];
    const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const all = ends.map(({ promise }, i) =>
      lanes.run('a', () => {
        begun.push(i);
        return promise;
      }),
    );
    await turn();
    assert.deepEqual([begun, lanes.running()], [[0, 1], 2]);
    ends[1]!.resolve();
    await turn();
    assert.deepEqual([begun, lanes.running()], [[0, 1, 2], 2]);
    for (const { resolve } of ends) resolve();
    await Promise.all(all);
    assert.deepEqual([begun, lanes.running()], [[0, 1, 2, 3, 4], 0]);
  });

  it('do not wait for one another', async () => {
    const lanes = openLanes(1);
    const never = lanes.run('a', () => new Promise<never>(() => undefined));
    assert.equal(await lanes.run('b', async () => 'done'), 'done');
    assert.equal(lanes.running(), 1);
    assert.equal(await Promise.race([never, turn().then(() => 'still under way')]), 'still under way');
  });

  it('go on after a task that failed', async () => {
    const lanes = openLanes(1);
    const failing = lanes.run('a', () => Promise.reject(new Error('source')));
    const next = lanes.run('a', async () => 7);
    await assert.rejects(failing, /source/);
    assert.deepEqual([await next, lanes.running()], [7, 0]);
    assert.equal(await lanes.run('a', async () => 8), 8);
  });
});
