import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, medianDeviation } from '../../src/stats/median.ts';
import { countRoom, numberRoom } from '../../src/stats/room.ts';
import { seeded } from '../support/random.ts';

describe('a room', () => {
  it('has the length asked for, shorter or longer than before', () => {
    const room = numberRoom();
    for (const length of [0, 5, 5, 3, 100, 7, 16_384, 16_385, 20]) assert.equal(room(length).length, length);
  });

  it('is the same memory again', () => {
    const room = countRoom();
    room(10)[3] = 7;
    assert.equal(room(4)[3], 7);
  });

  it('shares nothing with other rooms', () => {
    const [one, other] = [numberRoom()(3), numberRoom()(3)];
    one.fill(1);
    assert.deepEqual([...other], [0, 0, 0]);
  });

  it('gives a very long series memory of its own, which is not kept', () => {
    const room = numberRoom();
    room(20_000).fill(1);
    assert.deepEqual([...new Set(room(20_000))], [0]);
  });
});

describe('what works in rooms', () => {
  const random = seeded(3);
  const samples = [1_440, 70, 20_000, 300, 5].map((length) => Float64Array.from({ length }, () => random.normal()));

  it('does not depend on what was there before', () => {
    const forwards = samples.map((values) => medianDeviation(values));
    const backwards = samples.toReversed().map((values) => medianDeviation(values));
    assert.deepEqual(backwards.toReversed(), forwards);
    assert.deepEqual(
      forwards.map(({ median }) => median),
      samples.map((values) => median(values)),
    );
  });
});
