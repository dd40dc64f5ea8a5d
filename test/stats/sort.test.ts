import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sorted } from '../../src/stats/sort.ts';

const values = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: 90, maxLength: 400 });
const samples = {
  'spread evenly': values(fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 3)),
  'of every size': values(fc.double({ noNaN: true })),
  'next to each other': values(fc.double({ noNaN: true, min: 1, max: 1 + 1e-9 })),
  'mostly tied': values(fc.integer({ min: -3, max: 3 })),
  'equal but for one far away': fc.tuple(fc.double({ noNaN: true }), values(fc.constant(7))).map(([far, near]) => [...near, far]),
  'too small for a width': values(fc.integer({ min: -5, max: 5 }).map((value) => value * Number.MIN_VALUE)),
  'too large for a width': values(fc.constantFrom(-Number.MAX_VALUE, Number.MAX_VALUE, 0, 1)),
  mixed: values(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }), fc.constantFrom(-Infinity, Infinity, -0))),
};

describe('sorted', () => {
  for (const [name, sample] of Object.entries(samples)) {
    it(`puts values ${name}, also as a part of a larger array, in the order of the engine's own sort`, () => {
      fc.assert(
        fc.property(sample, (given) => {
          const part = Float64Array.from([7, ...given, 8]).subarray(1, -1);
          const unsigned = (array: Float64Array): Float64Array => array.map((value) => value + 0);
          assert.deepEqual(unsigned(sorted(part)), unsigned(Float64Array.from(given).sort()));
          assert.deepEqual(part, Float64Array.from(given));
        }),
        { seed: 11, numRuns: 100 },
      );
    });
  }
});
