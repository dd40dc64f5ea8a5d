import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recentLooks } from '../../src/analysis/recent-looks.ts';
import type { Look } from '../../src/model/analysis.ts';

const look = (analysisId: string, slotMs: number): Look => ({ analysisId, slotMs }) as Look;

function stored(...looks: readonly Look[]) {
  const asked: string[] = [];
  const recent = recentLooks({
    findLook: async (analysisId, slotMs) => {
      asked.push(`${analysisId} ${slotMs}`);
      return looks.find((one) => one.analysisId === analysisId && one.slotMs === slotMs);
    },
  });
  return { recent, asked };
}

describe('recent looks', () => {
  it('asks the store once for a look, and has it at once from then on', async () => {
    const { recent, asked } = stored(look('a', 1), look('b', 1));
    for (const id of ['a', 'b', 'a', 'b']) assert.deepEqual(await recent.find(id, 1), look(id, 1));
    assert.deepEqual(asked, ['a 1', 'b 1']);
    assert.deepEqual(recent.find('a', 1), look('a', 1));
  });

  it('asks again for another slot of the analysis', async () => {
    const { recent, asked } = stored(look('a', 1), look('a', 2));
    for (const slotMs of [1, 2, 2, 1]) assert.equal((await recent.find('a', slotMs))?.slotMs, slotMs);
    assert.deepEqual(asked, ['a 1', 'a 2', 'a 1']);
  });

  it('does not remember that a look is missing', async () => {
    const { recent, asked } = stored();
    assert.equal(await recent.find('a', 1), undefined);
    assert.equal(await recent.find('a', 1), undefined);
    assert.equal(asked.length, 2);
  });
});
