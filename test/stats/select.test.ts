import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { selectInPlace } from '../../src/stats/select.ts';

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
const sample = fc.array(value, { minLength: 1, maxLength: 400 });

describe('selectInPlace', () => {
  it('gives what sorting would put there, and parts the rest around it', () => {
    fc.assert(
      fc.property(sample, fc.nat(), (values, at) => {
        const k = at % values.length;
        const sorted = Float64Array.from(values).sort();
        const parted = Float64Array.from(values);
        const selected = selectInPlace(parted, k);
        assert.ok(selected === sorted[k], `${selected} against ${sorted[k]}`);
        assert.ok(parted.subarray(0, k).every((one) => one <= selected));
        assert.ok(parted.subarray(k).every((one) => one >= selected));
        assert.deepEqual(parted.sort(), sorted);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  for (const [name, at] of [
    ['ascending', (i: number) => i],
    ['descending', (i: number) => -i],
    ['an organ pipe', (i: number) => Math.min(i, 5000 - i)],
    ['all equal', () => 7],
  ] as const) {
    it(`of 5,000 values, ${name}`, () => {
      const values = Float64Array.from({ length: 5000 }, (_, i) => at(i));
      assert.ok(selectInPlace(values.slice(), 1234) === values.slice().sort()[1234]);
    });
  }
});
