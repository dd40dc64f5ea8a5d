import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rateSequence } from '../../src/stats/rate-sequence.ts';
import { assertClose } from '../support/assert-close.ts';
import { seeded } from '../support/random.ts';
import { BANDS, drawSides, judged, sidesOf } from './divergence-run.ts';

const steps = (count: number, value: number): number[] => new Array<number>(count).fill(value);
/** Values in turn, so that the steps are neither constant nor alike their neighbours. */
const turns = (count: number, ...values: number[]): number[] => Array.from({ length: count }, (_, t) => values[t % values.length]!);

describe('the divergence judge', () => {
  const cases = [
    { name: 'no pair', sides: sidesOf([], []), says: 'nodata', reason: /^divergence: 0 steps with pairs, 10 are needed$/ },
    { name: 'too few steps', sides: sidesOf(steps(9, 100), steps(9, 50)), says: 'nodata', reason: /9 steps with pairs/ },
    {
      name: 'steps without pairs are no steps',
      sides: sidesOf([...steps(9, 100), ...steps(9, 0)], [...steps(9, 0), ...steps(9, 0)]),
      says: 'nodata',
      reason: /9 steps with pairs/,
    },
    { name: 'not one of 5000', sides: sidesOf(steps(10, 500), steps(10, 0)), says: 'pass', reason: /0 of 5000 pairs .* proven below 1 %$/ },
    {
      name: 'not one of too few',
      sides: sidesOf(steps(10, 5), steps(10, 0)),
      says: 'undecided',
      reason: /between safe and edge cases/,
    },
    { name: 'half of them', sides: sidesOf(steps(20, 100), turns(20, 48, 52, 50)), says: 'high', reason: /proven above 10 %$/ },
    { name: 'every pair, without any scatter', sides: sidesOf(steps(10, 100), steps(10, 100)), says: 'high', reason: /1000 of 1000/ },
    {
      name: 'a rate between the bands',
      sides: sidesOf(steps(60, 1000), turns(60, 70, 74, 72)),
      says: 'undecided',
      reason: /in the band edge cases, neither below 1 % nor above 10 % is proven$/,
    },
    {
      name: 'noise that explains it',
      sides: sidesOf(steps(60, 1000), turns(60, 300, 310, 290), turns(60, 305, 295, 300)),
      says: 'pass',
      reason: /30 % by noise, which leaves 0 %/,
    },
    {
      name: 'more than its noise',
      sides: sidesOf(steps(60, 1000), turns(60, 500, 510, 490), turns(60, 305, 295, 300)),
      says: 'high',
      reason: /30 % by noise, which leaves 20 %/,
    },
    {
      name: 'a regression that begins late',
      sides: sidesOf(steps(400, 200), [...turns(350, 0, 1), ...turns(50, 60, 64, 62)]),
      says: 'high',
      reason: /the latest 30 steps: proven above 10 %$/,
    },
    {
      name: 'a second control that falls silent',
      sides: sidesOf(steps(40, 1000), steps(40, 300), [...turns(30, 305, 295), ...steps(10, Number.NaN)]),
      says: 'nodata',
      reason: /second control has been silent for 10 steps/,
    },
    {
      name: 'a second control that hardly ever answers',
      sides: sidesOf(steps(40, 1000), steps(40, 300), turns(40, Number.NaN, Number.NaN, 300)),
      says: 'nodata',
      reason: /answered in 13 of 40 steps only/,
    },
  ] as const;
  for (const { name, sides, says, reason } of cases)
    it(`${name}: ${says}`, () => {
      const judgement = judged(sides);
      assert.equal(judgement.classification, says, judgement.reason);
      assert.match(judgement.reason, reason);
      assert.equal(judgement.everyLook, true);
    });

  it('where steps do not scatter the interval is that of the pairs alone', () => {
    // 3 of 1000 in each of 20 steps: no dispersion, so the confidence sequence of 60 of 20,000; harm has nine tenths of alpha.
    const { effect } = judged(sidesOf(steps(20, 1000), steps(20, 3)));
    assert.equal(effect!.estimate, 0.003);
    assertClose(effect!.lower!, rateSequence(60, 20_000, 0.045).lower, 1e-9);
    assertClose(effect!.upper!, rateSequence(60, 20_000, 0.05).upper, 1e-9);
  });

  it('forecasts how much longer, and not what will never be told', () => {
    // 0.5 % where 1 % is safe: sooner or later it is proven. 7 % is neither safe nor harm for ever.
    const soon = judged(sidesOf(steps(30, 100), turns(30, 0, 1)));
    assert.equal(soon.classification, 'undecided', soon.reason);
    const more = soon.moreSteps!;
    assert.equal(judged(sidesOf(steps(30 + 2 * more, 100), turns(30 + 2 * more, 0, 1))).classification, 'pass');
    assert.equal(judged(sidesOf(steps(60, 1000), turns(60, 70, 74, 72))).moreSteps, undefined);
  });

  it('takes other limits than the bands', () => {
    const sides = sidesOf(steps(60, 1000), turns(60, 29, 31));
    assert.equal(judged(sides).classification, 'undecided');
    assert.equal(judged(sides, { ...BANDS, promoteBelow: 0.05 }).classification, 'pass');
    assert.equal(judged(sides, { ...BANDS, rollbackAbove: 0.02 }).classification, 'high');
    assert.throws(() => judged(sides, { ...BANDS, promoteBelow: 0.2 }), RangeError);
    assert.throws(() => judged(sides, { ...BANDS, investigate: 0.2 }), RangeError);
  });
});

describe('laws of the divergence judge', () => {
  const runs = fc.record({
    seed: fc.nat(),
    steps: fc.integer({ min: 5, max: 60 }),
    pairs: fc.constantFrom(1, 20, 200),
    rate: fc.constantFrom(0, 0.003, 0.03, 0.2, 0.9),
    noise: fc.constantFrom(0, 0.05),
  });

  it('the score is 100 exactly when it passes, 0 exactly when it is harm, and the estimate agrees', () => {
    fc.assert(
      fc.property(runs, ({ seed, ...drawn }) => {
        const { classification, score, effect } = judged(drawSides(seeded(seed), drawn));
        if (classification === 'pass') assert.ok(score === 100 && effect!.estimate < 0.01);
        else if (classification === 'high') assert.ok(score === 0 && effect!.estimate > 0.1);
        else if (score !== undefined) assert.ok(score > 0 && score < 100);
        if (effect?.lower != null) assert.ok(effect.lower <= effect.estimate && effect.estimate <= effect.upper!);
      }),
      { numRuns: 80 },
    );
  });

  it('stricter limits never pass more, and laxer ones never find more harm', () => {
    fc.assert(
      fc.property(runs, ({ seed, ...drawn }) => {
        const sides = drawSides(seeded(seed), drawn);
        const { classification } = judged(sides);
        if (classification !== 'pass') assert.notEqual(judged(sides, { ...BANDS, promoteBelow: 0.005 }).classification, 'pass');
        if (classification !== 'high') assert.notEqual(judged(sides, { ...BANDS, rollbackAbove: 0.5 }).classification, 'high');
      }),
      { numRuns: 50 },
    );
  });

  it('steps without pairs change nothing', () => {
    fc.assert(
      fc.property(runs, fc.nat(60), ({ seed, ...drawn }, at) => {
        const { control, candidate } = drawSides(seeded(seed), drawn);
        const gap = (values: Float64Array, value: number): number[] => [...values].toSpliced(at, 0, value);
        const widened = {
          candidate: { kind: 'ratio', bad: Float64Array.from(gap(candidate.bad, 0)), total: Float64Array.from(gap(candidate.total, 0)) },
          control: {
            kind: 'ratio',
            bad: Float64Array.from(gap(control.bad, Number.NaN)),
            total: Float64Array.from(gap(control.total, Number.NaN)),
          },
        } as const;
        assert.deepEqual(judged(widened), judged({ control, candidate }));
      }),
      { numRuns: 40 },
    );
  });

  it('a candidate that differs exactly where the second control does is never harm', () => {
    fc.assert(
      fc.property(runs, ({ seed, ...drawn }) => {
        const { candidate } = drawSides(seeded(seed), drawn);
        assert.notEqual(judged({ candidate, control: candidate }).classification, 'high');
      }),
      { numRuns: 40 },
    );
  });
});
