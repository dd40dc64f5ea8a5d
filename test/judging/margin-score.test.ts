import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Margin, marginScore } from '../../src/judging/margin-score.ts';

// Expected values: 100 * (tolerance - lower) / (upper - lower) by hand.
const cases: { name: string; margin: Margin; score: number | undefined }[] = [
  { name: 'all of the interval is harmless', margin: { lower: -0.1, upper: 0.05, tolerance: 0.1 }, score: 100 },
  { name: 'all of it is harmful', margin: { lower: 0.2, upper: 0.5, tolerance: 0.1 }, score: 0 },
  { name: 'half of it', margin: { lower: 0, upper: 0.5, tolerance: 0.25 }, score: 50 },
  { name: 'a quarter of it, either sign', margin: { lower: -1, upper: 7, tolerance: 1 }, score: 25 },
  { name: 'the far end is the tolerance: still harmless', margin: { lower: 0, upper: 0.25, tolerance: 0.25 }, score: 100 },
  { name: 'the near end is the tolerance: not yet harmful', margin: { lower: 0.25, upper: 1, tolerance: 0.25 }, score: 1e-6 },
  { name: 'a point on the tolerance', margin: { lower: 0.25, upper: 0.25, tolerance: 0.25 }, score: 100 },
  { name: 'a point beyond it', margin: { lower: 1, upper: 1, tolerance: 0 }, score: 0 },
  { name: 'a point at no effect, no tolerance', margin: { lower: 0, upper: 0, tolerance: 0 }, score: 100 },
  { name: 'rounding does not make it a pass', margin: { lower: -1e300, upper: 1.0000001, tolerance: 1 }, score: 100 - 1e-6 },
  { name: 'rounding does not make it a harm', margin: { lower: 1, upper: 1e300, tolerance: 1.0000001 }, score: 1e-6 },
  { name: 'the width overflows', margin: { lower: -1.7e308, upper: 1.7e308, tolerance: 0 }, score: 50 },
  { name: 'unbounded towards harm', margin: { lower: 0, upper: null, tolerance: 1 }, score: undefined },
  { name: 'unbounded towards harm, proven harmful', margin: { lower: 2, upper: null, tolerance: 1 }, score: 0 },
  { name: 'unbounded towards harmless', margin: { lower: null, upper: 2, tolerance: 1 }, score: undefined },
  { name: 'unbounded towards harmless, proven harmless', margin: { lower: null, upper: 0.5, tolerance: 1 }, score: 100 },
  { name: 'unbounded both ways', margin: { lower: null, upper: null, tolerance: 1 }, score: undefined },
];

describe('marginScore', () => {
  for (const { name, margin, score } of cases) {
    it(name, () => assert.equal(marginScore(margin), score));
  }

  it('is 100 exactly when harmless is proven and 0 exactly when harm is', () => {
    const end = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(end, end, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (a, b, tolerance) => {
        const lower = Math.min(a, b);
        const upper = Math.max(a, b);
        const score = marginScore({ lower, upper, tolerance })!;
        assert.equal(score === 100, upper <= tolerance);
        assert.equal(score === 0, lower > tolerance);
        assert.ok(score >= 0 && score <= 100);
      }),
      { seed: 7 },
    );
  });

  for (const { name, margin } of [
    { name: 'NaN end', margin: { lower: Number.NaN, upper: 1, tolerance: 1 } },
    { name: 'NaN tolerance', margin: { lower: 0, upper: 1, tolerance: Number.NaN } },
    { name: 'negative tolerance', margin: { lower: 0, upper: 1, tolerance: -1 } },
    { name: 'ends the wrong way round', margin: { lower: 2, upper: 1, tolerance: 1 } },
  ]) {
    it(`refuses: ${name}`, () => assert.throws(() => marginScore(margin), RangeError));
  }
});
