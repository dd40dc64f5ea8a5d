import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cliffsDelta, commonLanguageEffect } from '../../src/stats/cliffs-delta.ts';
import type { IntervalEstimate } from '../../src/stats/confidence-interval.ts';
import { hedgesG, smallSampleFactor } from '../../src/stats/hedges-g.ts';
import { meanDifference } from '../../src/stats/mean-difference.ts';
import { meanRatio } from '../../src/stats/mean-ratio.ts';
import { assertClose } from '../support/assert-close.ts';

interface Vector {
  readonly name: string;
  readonly x_canary: number[];
  readonly y_control: number[];
  readonly 'CLES_P(x>y)+.5P(=)': number;
  readonly cliffs_delta: number;
  readonly cohen_d: number;
  readonly hedges_g_exactJ: number;
  readonly hedges_J: number;
}
type Ends = readonly [number | null, number | null];
type Measure = 'meanRatio' | 'meanDifference' | 'cliffsDelta' | 'hedgesG';
interface Limits {
  readonly name: string;
  /** null: the control's mean is 0. */
  readonly meanRatio: number | null;
  readonly meanDifference: number;
  readonly limits: readonly (Readonly<Record<Measure, Ends>> & { readonly alpha: number })[];
}
const vectors: Vector[] = JSON.parse(readFileSync('fixtures/vectors/two_sample.json', 'utf8'));
/** Made by fixtures/vectors/effect_intervals.py, each limit from its definition. */
const limits: Limits[] = JSON.parse(readFileSync('fixtures/vectors/effect_intervals.json', 'utf8'));

const measures: Record<
  Measure,
  (control: readonly number[], candidate: readonly number[], alphas?: readonly number[]) => IntervalEstimate | undefined
> = {
  meanRatio,
  meanDifference,
  cliffsDelta,
  hedgesG,
};
const names = Object.keys(measures) as Measure[];

describe('effect sizes', () => {
  vectors.forEach((vector, i) => {
    const control = vector.y_control;
    const candidate = vector.x_canary;
    const { limits: expected, ...estimates } = limits[i]!;
    it(`estimates: ${vector.name}`, () => {
      const g = hedgesG(control, candidate)!;
      assertClose(g.estimate, vector.hedges_g_exactJ, 1e-12);
      assertClose(g.cohenD, vector.cohen_d, 1e-12);
      assertClose(smallSampleFactor(control.length + candidate.length - 2), vector.hedges_J, 1e-13);
      assertClose(cliffsDelta(control, candidate).estimate, vector.cliffs_delta, 1e-14);
      assertClose(commonLanguageEffect(control, candidate), vector['CLES_P(x>y)+.5P(=)'], 1e-14);
      assertClose(meanDifference(control, candidate).estimate, estimates.meanDifference, 1e-12);
      if (estimates.meanRatio !== null) assertClose(meanRatio(control, candidate)!.estimate, estimates.meanRatio, 1e-13);
      else assert.equal(meanRatio(control, candidate), undefined);
    });
    for (const measure of names) {
      it(`limits of ${measure}: ${vector.name}`, () => {
        const alphas = expected.map(({ alpha }) => alpha);
        const actual = measures[measure](control, candidate, alphas);
        if (measure === 'meanRatio' && estimates.meanRatio === null) return assert.equal(actual, undefined);
        actual!.intervals.forEach(({ alpha, lower, upper }, k) => {
          const [from, to] = expected[k]![measure];
          assert.equal(alpha, alphas[k]);
          assertEnd(lower, from ?? -Infinity);
          assertEnd(upper, to ?? Infinity);
        });
      });
    }
  });
});

describe('effect sizes at their edges', () => {
  const constant = (value: number): number[] => Array(12).fill(value);

  it('of equal constants are no effect without doubt', () => {
    const alphas = [0.025];
    assert.deepEqual(meanRatio(constant(0.1), constant(0.1), alphas), { estimate: 1, intervals: [{ alpha: 0.025, lower: 1, upper: 1 }] });
    assert.deepEqual(meanDifference(constant(0.1), constant(0.1), alphas), {
      estimate: 0,
      intervals: [{ alpha: 0.025, lower: 0, upper: 0 }],
    });
    assert.equal(hedgesG(constant(0.1), constant(0.1))?.estimate, 0);
    assert.equal(cliffsDelta(constant(0.1), constant(0.1)).estimate, 0);
    assert.equal(commonLanguageEffect(constant(0.1), constant(0.1)), 0.5);
  });

  it('of two constants: a point, and no standardised difference', () => {
    assert.deepEqual(meanRatio(constant(2), constant(3), [0.01])!.intervals, [{ alpha: 0.01, lower: 1.5, upper: 1.5 }]);
    assert.deepEqual(meanDifference(constant(2), constant(3), [0.01]).intervals, [{ alpha: 0.01, lower: 1, upper: 1 }]);
    assert.equal(hedgesG(constant(2), constant(3)), undefined);
  });

  it('there is no ratio to a mean of 0', () => {
    assert.equal(meanRatio([-1, 1], [1, 2]), undefined);
    assert.equal(meanRatio([0, 0], [0, 0]), undefined);
  });

  it('the ratio is unbounded where the control is not told apart from 0', () => {
    const { intervals } = meanRatio([-3, 1, 5, -1], [4, 5, 6, 7], [0.025])!;
    assert.deepEqual(intervals, [{ alpha: 0.025, lower: -Infinity, upper: Infinity }]);
  });

  it("Cliff's delta of disjoint samples is 1, with a lower limit by the smaller sample", () => {
    // (n - t^2) / (n + t^2) with n = 8 and t(0.025, 14) = 2.144786687916927 (scipy 1.17.1, t.isf).
    const t = 2.144786687916927;
    const { estimate, intervals } = cliffsDelta([1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18], [0.025]);
    assert.equal(estimate, 1);
    assert.equal(intervals[0]!.upper, 1);
    assertClose(intervals[0]!.lower, (8 - t * t) / (8 + t * t), 1e-10);
  });

  it("Cliff's delta compares infinities like any value", () => {
    assert.equal(cliffsDelta([1, Infinity], [Infinity, Infinity]).estimate, 0.5);
    assert.equal(cliffsDelta([-Infinity], [0]).estimate, 1);
  });

  for (const measure of names) {
    for (const { name, control, candidate, alphas } of [
      { name: 'an empty sample', control: [], candidate: [1, 2], alphas: [0.05] },
      { name: 'one value where limits are wanted', control: [1, 2], candidate: [1], alphas: [0.05] },
      { name: 'NaN', control: [1, Number.NaN], candidate: [1, 2], alphas: [0.05] },
      { name: 'a level of 0.5', control: [1, 2], candidate: [1, 2], alphas: [0.5] },
    ])
      it(`${measure} refuses ${name}`, () => assert.throws(() => measures[measure](control, candidate, alphas), RangeError));
    if (measure !== 'cliffsDelta')
      it(`${measure} refuses an infinity`, () => assert.throws(() => measures[measure]([1, 2], [1, Infinity]), RangeError));
  }
});

describe('effect sizes, laws', () => {
  const sample = fc.array(fc.double({ min: 0.5, max: 50, noNaN: true }), { minLength: 3, maxLength: 30 });
  const alphas = [0.01, 0.2];

  it('are the same in seconds and in units of 2^-30 seconds', () => {
    const factor = 2 ** 30;
    fc.assert(
      fc.property(sample, sample, (control, candidate) => {
        for (const measure of ['meanRatio', 'hedgesG', 'cliffsDelta'] as const) {
          const finer = measures[measure](
            control.map((value) => value * factor),
            candidate.map((value) => value * factor),
            alphas,
          );
          assert.deepEqual(finer, measures[measure](control, candidate, alphas));
        }
      }),
      { seed: 41 },
    );
  });

  it('mirror when the sides are swapped and hold their estimate', () => {
    fc.assert(
      fc.property(sample, sample, (control, candidate) => {
        for (const measure of ['meanDifference', 'hedgesG', 'cliffsDelta'] as const) {
          const there = measures[measure](control, candidate, alphas);
          const back = measures[measure](candidate, control, alphas);
          if (there === undefined || back === undefined) return;
          const scale = 1 + Math.abs(there.estimate);
          there.intervals.forEach(({ lower, upper }, i) => {
            assert.ok(lower <= there.estimate && there.estimate <= upper);
            assert.ok(Math.abs(lower + back.intervals[i]!.upper) <= 1e-11 * (scale + Math.abs(lower)));
          });
        }
        const ratio = meanRatio(control, candidate, alphas)!;
        for (const { lower, upper } of ratio.intervals) assert.ok(lower <= ratio.estimate && ratio.estimate <= upper);
      }),
      { seed: 42 },
    );
  });
});

function assertEnd(actual: number, expected: number): void {
  if (Number.isFinite(expected))
    assert.ok(Math.abs(actual - expected) <= 1e-10 * Math.max(1, Math.abs(expected)), `${actual} against ${expected}`);
  else assert.equal(actual, expected);
}
