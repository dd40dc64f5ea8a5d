import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { differenceRanks } from '../../src/stats/pairwise-difference.ts';
import { sortInPlace } from '../../src/stats/sort.ts';

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }), fc.double({ noNaN: true, min: 1, max: 1 + 1e-9 }));

describe('sortInPlace', () => {
  it("puts values, also a part of a larger array, in the order of the engine's own sort", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 90, maxLength: 400 }), (values) => {
        const sorted = sortInPlace(Float64Array.from([7, ...values]).subarray(1));
        assert.deepEqual(sorted, Float64Array.from(values).sort());
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('differenceRanks', () => {
  const few = fc.integer({ min: -4, max: 4 });
  const side = fc.oneof(
    fc.array(few, { minLength: 1, maxLength: 90 }),
    fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 60 }),
  );
  it('gives the differences that sorting all of them would, whatever was asked before', () => {
    fc.assert(
      fc.property(side, side, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (a, b, asked) => {
        const [control, candidate] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
        const all = Float64Array.from([...candidate].flatMap((y) => [...control].map((x) => y - x + 0))).sort();
        const nth = differenceRanks(control, candidate);
        for (const k of asked.map((any) => any % all.length)) assert.equal(nth(k + 1), all[k]! + 0);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });
});
