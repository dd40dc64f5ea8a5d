import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { logarithmOf, logarithms } from '../../src/stats/logarithms.ts';

/** Two units in the last place of 1. */
const ERROR = 2 ** -51;

describe('logarithms', () => {
  it('are those of Math.log up to rounding, from the smallest to the largest double and next to 1', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, min: 0, minExcluded: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, min: 0.9, max: 1.1 }),
      fc.double({ noNaN: true, min: 1e-3, max: 1e3 }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), (values) => {
        const found = logarithms(Float64Array.from([7, ...values]).subarray(1));
        assert.equal(found.length, values.length);
        values.forEach((one, i) => {
          const expected = Math.log(one);
          assert.ok(Math.abs(found[i]! - expected) <= ERROR * Math.max(1, Math.abs(expected)), `${one}: ${found[i]} against ${expected}`);
        });
      }),
      { seed: 31, numRuns: 3000 },
    );
  });

  it('leave to Math.log what has no logarithm, or is no normal number', () => {
    const values = [0, -0, -1, -Infinity, Infinity, Number.NaN, Number.MIN_VALUE, -Number.MIN_VALUE, 2 ** -1023];
    assert.deepEqual([...logarithms(Float64Array.from(values))], values.map(Math.log));
  });

  it('of both ends of the normal numbers', () => {
    // Python 3: math.log(sys.float_info.max), math.log(sys.float_info.min)
    assert.deepEqual([...logarithms(Float64Array.of(Number.MAX_VALUE, 2 ** -1022))], [709.782712893384, -708.3964185322641]);
  });

  it('of one value is that of it among others', () => {
    const values = [0.12, 1, 1e-300, Number.MIN_VALUE, 0, Infinity];
    assert.deepEqual(values.map(logarithmOf), [...logarithms(Float64Array.from(values))]);
  });

  it('can be put where others were', () => {
    const room = Float64Array.of(9, Number.NaN);
    assert.deepEqual([...logarithms(Float64Array.of(1, 0), room)], [0, -Infinity]);
    assert.deepEqual([...logarithms(Float64Array.of(-1, 1), room)], [Number.NaN, 0]);
  });
});
