import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideMargin, type GuardedEffect } from '../../src/judging/margin-decision.ts';

const wide = { lower: -Infinity, upper: Infinity };
const base: GuardedEffect = {
  estimate: 0.2,
  rollback: { lower: 0.15, upper: 0.25 },
  promotion: { lower: 0.16, upper: 0.24 },
  tolerance: 0.1,
  direction: 'increase',
  proof: 'interval',
};

describe('decideMargin', () => {
  // Expected: by hand from the definition of pass and harm.
  const cases: { name: string; effect: Partial<GuardedEffect>; expected: ReturnType<typeof decideMargin> }[] = [
    { name: 'wholly beyond the tolerance', effect: {}, expected: { classification: 'high', score: 0, lower: 0.15, upper: 0.24 } },
    {
      name: 'a rise where only a fall is harm',
      effect: { direction: 'decrease' },
      expected: { classification: 'pass', score: 100, lower: 0.16, upper: 0.25 },
    },
    {
      name: 'a rise where both are harm',
      effect: { direction: 'either' },
      expected: { classification: 'high', score: 0, lower: 0.15, upper: 0.24 },
    },
    {
      name: 'a fall where a fall is harm',
      effect: {
        estimate: -0.2,
        rollback: { lower: -0.25, upper: -0.15 },
        promotion: { lower: -0.24, upper: -0.16 },
        direction: 'decrease',
      },
      expected: { classification: 'low', score: 0, lower: -0.24, upper: -0.15 },
    },
    {
      name: 'within on both sides',
      effect: { estimate: 0, rollback: { lower: -0.2, upper: 0.2 }, promotion: { lower: -0.1, upper: 0.05 }, direction: 'either' },
      expected: { classification: 'pass', score: 100, lower: -0.1, upper: 0.05 },
    },
    {
      name: 'within above but not below: the worse side scores',
      effect: { estimate: -0.05, rollback: { lower: -0.3, upper: 0 }, promotion: { lower: -0.2, upper: 0 }, direction: 'either' },
      expected: { classification: 'undecided', score: 50, lower: -0.2, upper: 0 },
    },
    { name: 'unbounded', effect: { rollback: wide, promotion: wide }, expected: { classification: 'undecided', lower: null, upper: null } },
    {
      name: 'unbounded towards harmless only',
      effect: { estimate: -1, rollback: wide, promotion: { lower: -Infinity, upper: 0 } },
      expected: { classification: 'pass', score: 100, lower: null, upper: 0 },
    },
    {
      name: 'on the tolerance up to rounding is harmless',
      effect: {
        estimate: 0.33 / 0.3 - 1,
        rollback: { lower: 0.33 / 0.3 - 1, upper: 0.33 / 0.3 - 1 },
        promotion: { lower: 0.1, upper: 0.33 / 0.3 - 1 },
      },
      expected: { classification: 'pass', score: 100, lower: 0.33 / 0.3 - 1, upper: 0.33 / 0.3 - 1 },
    },
    {
      name: 'the estimate is beyond and no effect is excluded: proof by the estimate',
      effect: { rollback: { lower: 0.05, upper: 0.4 }, promotion: { lower: 0.06, upper: 0.3 }, proof: 'estimate' },
      expected: { classification: 'high', score: 0, lower: 0.05, upper: 0.3 },
    },
    {
      name: 'the same is not yet harm by the interval',
      effect: { rollback: { lower: 0, upper: 0.4 }, promotion: { lower: 0.06, upper: 0.2 } },
      expected: { classification: 'undecided', score: 50, lower: 0, upper: 0.2 },
    },
    {
      name: 'the estimate is beyond but no effect is not excluded',
      effect: { rollback: { lower: -0.1, upper: 0.5 }, promotion: { lower: 0, upper: 0.3 }, proof: 'estimate' },
      expected: { classification: 'undecided', score: 50, lower: -0.1, upper: 0.3 },
    },
  ];
  for (const { name, effect, expected } of cases) it(name, () => assert.deepEqual(decideMargin({ ...base, ...effect }), expected));

  it('refuses NaN', () => {
    assert.throws(() => decideMargin({ ...base, rollback: { lower: Number.NaN, upper: 1 } }), RangeError);
    assert.throws(() => decideMargin({ ...base, tolerance: -1 }), RangeError);
  });

  it('never lets score and classification disagree, and mirrors with the direction', () => {
    const width = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ estimate: fc.double({ min: -3, max: 3, noNaN: true }), a: width, b: width, c: width, d: width, tolerance: width }),
        fc.constantFrom('increase', 'decrease', 'either'),
        fc.constantFrom('interval', 'estimate'),
        ({ estimate, a, b, c, d, tolerance }, direction, proof) => {
          const effect = {
            estimate,
            rollback: { lower: estimate - a, upper: estimate + b },
            promotion: { lower: estimate - c, upper: estimate + d },
            tolerance,
            direction,
            proof,
          } as const;
          const { classification, score } = decideMargin(effect);
          assert.equal(score === 100, classification === 'pass');
          assert.equal(score === 0, classification === 'high' || classification === 'low');
          const mirrored = decideMargin({
            estimate: -estimate,
            rollback: { lower: -effect.rollback.upper, upper: -effect.rollback.lower },
            promotion: { lower: -effect.promotion.upper, upper: -effect.promotion.lower },
            tolerance,
            direction: direction === 'either' ? 'either' : direction === 'increase' ? 'decrease' : 'increase',
            proof,
          });
          assert.equal(mirrored.score, score);
          assert.equal(mirrored.classification, MIRROR[classification]);
        },
      ),
      { seed: 51, numRuns: 500 },
    );
  });
});

const MIRROR = { pass: 'pass', undecided: 'undecided', high: 'low', low: 'high' } as const;
