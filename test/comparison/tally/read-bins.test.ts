import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { binCounts } from '../../../src/comparison/tally/bin-counts.ts';
import { binsOnBounds, countOfBins, meanOfBins, quantileOfBins, similarityQuantile } from '../../../src/comparison/tally/read-bins.ts';
import type { Bins } from '../../../src/comparison/tally.ts';
import { logBin } from '../../../src/stats/log-bins.ts';
import { assertClose } from '../../support/assert-close.ts';

const binsOf = (values: readonly number[]): Bins => {
  const counts = binCounts();
  for (const value of values) counts.add(value);
  return counts.bins();
};
/** The smallest value that at least q of them do not exceed, by looking at each. */
const quantileByHand = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b).find((value) => values.filter((other) => other <= value).length >= q * values.length * (1 - 1e-12)) ??
  Number.NaN;

const value = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-8, max: 1e12, noNaN: true }),
  fc.double({ min: -1e12, max: -1e-8, noNaN: true }),
);
const values = fc.array(value, { minLength: 1, maxLength: 40 });

describe('bins of numbers', () => {
  it('count every number once, wherever it is', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 50 }), (given) => {
        const bins = binsOf(given);
        assert.equal(countOfBins(bins), given.length);
        const expected = new Map<number, number>();
        for (const each of given) {
          const bin = logBin(Math.max(-1e15, Math.min(1e15, each)));
          expected.set(bin, (expected.get(bin) ?? 0) + 1);
        }
        assert.deepEqual(new Map(Object.entries(bins).map(([bin, count]) => [Number(bin), count])), expected);
      }),
    ));

  it('are the same added one by one and together', () =>
    fc.assert(
      fc.property(values, values, (a, b) => {
        const counts = binCounts();
        counts.addBins(binsOf(a));
        counts.addBins(binsOf(b));
        assert.deepEqual(counts.bins(), binsOf([...a, ...b]));
      }),
    ));
});

describe('quantiles of bins', () => {
  it('are those of the numbers, within 2.5 %', () =>
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.01, 0.05, 0.25, 0.5, 0.95, 0.99, 1), (given, q) => {
        const expected = quantileByHand(given, q);
        assertClose(quantileOfBins(binsOf(given), q), expected, 0.025, `${q}`);
      }),
    ));

  // 0.07 * 100 is 7.000000000000001 in floating point.
  it('do not slip by rounding', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    assertClose(quantileOfBins(binsOf(hundred), 0.07), 7, 0.025, 'q');
  });

  it('of similarities are those of 1 - distance', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (distances, q) => {
          const expected = quantileByHand(
            distances.map((distance) => 1 - distance),
            q,
          );
          assert.ok(Math.abs(similarityQuantile(binsOf(distances), q) - expected) <= 0.025 * (1 - expected) + 1e-9);
        },
      ),
    ));

  it('are NaN of nothing, and refuse what is no share', () => {
    assert.deepEqual([quantileOfBins({}, 0.5), similarityQuantile({}, 0.5), meanOfBins({})], [Number.NaN, Number.NaN, Number.NaN]);
    for (const q of [-0.1, 1.1, Number.NaN]) assert.throws(() => quantileOfBins({ 1: 1 }, q), RangeError);
  });
});

describe('other readings of bins', () => {
  it('the mean is within 2.5 % of positive numbers', () => {
    assertClose(meanOfBins(binsOf([1, 2, 3, 4])), 2.5, 0.025, 'mean');
    assert.equal(meanOfBins(binsOf([0, 0])), 0);
  });

  it('counts by coarser bounds', () => {
    const bins = binsOf([1, 5, 20, 20, 300, 5000]);
    assert.deepEqual(binsOnBounds(bins, [10, 100, 1000, Number.POSITIVE_INFINITY]), [2, 2, 1, 1]);
    assert.deepEqual(binsOnBounds(bins, [10, 100]), [2, 2], 'what exceeds the last bound is in none');
    assert.deepEqual(binsOnBounds({}, [10, Number.POSITIVE_INFINITY]), [0, 0]);
  });
});
