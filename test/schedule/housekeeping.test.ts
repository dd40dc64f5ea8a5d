import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startHousekeeping } from '../../src/schedule/housekeeping.ts';

describe('housekeeping', { timeout: 10_000 }, () => {
  it('never runs twice at a time, and again once it is over', async () => {
    let [running, most, rounds] = [0, 0, 0];
    const forget = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      [running, rounds] = [running - 1, rounds + 1];
    };
    const housekeeping = startHousekeeping({ forget, onError: assert.ifError });
    await Promise.all([housekeeping.tick(), housekeeping.tick()]);
    await housekeeping.tick();
    await housekeeping.stop();
    assert.deepEqual({ most, rounds }, { most: 1, rounds: 2 });
  });

  it('tells of a round that failed, and makes the next', async () => {
    const errors: unknown[] = [];
    let rounds = 0;
    const forget = async (): Promise<void> => {
      if (++rounds === 1) throw new Error('the disk is gone');
    };
    const housekeeping = startHousekeeping({ forget, onError: (error) => errors.push(error) });
    await housekeeping.tick();
    await housekeeping.tick();
    await housekeeping.stop();
    assert.deepEqual([rounds, String(errors)], [2, 'Error: the disk is gone']);
  });

  it('ends the round under way when it stops, and begins no other', async () => {
    let rounds = 0;
    const forget = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        rounds++;
        signal.addEventListener('abort', () => resolve());
      });
    const housekeeping = startHousekeeping({ forget, onError: assert.ifError });
    const round = housekeeping.tick();
    await housekeeping.stop();
    await round;
    await housekeeping.tick();
    assert.equal(rounds, 1);
  });
});
