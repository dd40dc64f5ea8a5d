import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mannWhitneyOf, mannWhitneyTest } from '../../src/stats/mann-whitney.ts';
import { orderedSamples } from '../../src/stats/ordered-samples.ts';

const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }));
const sample = fc.oneof(...[80, 200].map((maxLength) => fc.array(value, { minLength: 1, maxLength })));

describe('ordered samples', () => {
  it('are both in ascending order, and what they are made of stays as it is', () => {
    const control = [3, 1, 2];
    const candidate = Float64Array.of(5, 4);
    const samples = orderedSamples(control, candidate);
    assert.deepEqual([...samples.control], [1, 2, 3]);
    assert.deepEqual([...samples.candidate], [4, 5]);
    assert.deepEqual(
      [control, [...candidate]],
      [
        [3, 1, 2],
        [5, 4],
      ],
    );
  });

  it('are tested against any shift as if the candidate were moved by it', () => {
    fc.assert(
      fc.property(sample, sample, value, fc.constantFrom('greater', 'less', 'two-sided'), (control, candidate, shift, alternative) => {
        const moved = candidate.map((one) => one - shift);
        const found = mannWhitneyOf(orderedSamples(control, candidate), { shift, alternative });
        assert.deepEqual(found, mannWhitneyTest(control, moved, { alternative }));
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  for (const [name, control, candidate, message] of [
    ['an empty control', [], [1], 'control is empty'],
    ['NaN', [1], [2, Number.NaN], 'candidate[1] is NaN'],
    ['an infinity', [-Infinity], [2], 'control[0] is infinite'],
  ] as const) {
    it(`are not made of ${name}`, () => assert.throws(() => orderedSamples(control, candidate), { name: 'RangeError', message }));
  }
});
