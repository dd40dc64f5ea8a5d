import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { classification } from '../../src/comparison/comparators/classification.ts';
import { numeric } from '../../src/comparison/comparators/numeric.ts';
import { scores } from '../../src/comparison/comparators/scores.ts';
import { structured } from '../../src/comparison/comparators/structured.ts';
import { isWithin } from '../../src/comparison/within-tolerance.ts';
import { comparingWith } from './comparing-with.ts';

describe('within a tolerance', () => {
  const cases: { name: string; tolerance: number; pair: [number, number]; within: boolean }[] = [
    { name: 'a cent as it is written', tolerance: 0.01, pair: [19.99, 20], within: true },
    { name: 'two cents', tolerance: 0.01, pair: [19.98, 20], within: false },
    { name: 'a little more than a cent', tolerance: 0.01, pair: [19.98999, 20], within: false },
    { name: 'a tenth', tolerance: 0.1, pair: [1, 1.1], within: true },
    { name: 'nothing is within 0 but itself', tolerance: 0, pair: [1, 1 + 2 ** -52], within: false },
    { name: 'large whole numbers are exact', tolerance: 1, pair: [1e16, 1e16 + 2], within: false },
    { name: 'numbers farther apart than any', tolerance: 1, pair: [-1e308, 1e308], within: false },
  ];
  for (const { name, tolerance, pair, within } of cases)
    it(name, () => assert.deepEqual([isWithin(tolerance, ...pair), isWithin(tolerance, pair[1], pair[0])], [within, within]));

  it('is that of the hundredths that are written, for any of them', () => {
    const hundredths = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(hundredths, fc.integer({ min: -300, max: 300 }), fc.integer({ min: 1, max: 300 }), (from, change, tolerance) => {
        assert.equal(isWithin(tolerance / 100, from / 100, (from + change) / 100), Math.abs(change) <= tolerance);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same for every comparator of numbers', () => {
    const found = [
      comparingWith(numeric, { absolute: 0.01 })(19.99, 20),
      comparingWith(structured, { absolute: 0.01 })({ price: 19.99 }, { price: 20 }),
      comparingWith(scores, { tolerance: 0.1 })({ toxicity: 1 }, { toxicity: 1.1 }),
      comparingWith(classification, { confidenceTolerance: 0.05 })({ class: 'a', confidence: 0.85 }, { class: 'a', confidence: 0.9 }),
    ];
    assert.deepEqual(
      found.map(({ differences }) => differences),
      [[], [], [], []],
    );
  });
});
