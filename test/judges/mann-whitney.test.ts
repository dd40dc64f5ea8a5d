import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import mannWhitney from '../../judges/mann-whitney.ts';
import type { Classification, JudgeInput } from '../../src/judge-kit.ts';
import { assertClose } from '../support/assert-close.ts';
import { assertOneLook, spreadValues, twoSampleInput } from './two-sample-input.ts';

const judge = (control: readonly number[], candidate: readonly number[], more: Partial<Omit<JudgeInput<'gauge'>, 'data'>> = {}) =>
  mannWhitney.judge(twoSampleInput(control, candidate, more), {});

const steady = (mean: number, start: number, count = 60): number[] => spreadValues(count, { mean, sd: mean / 20, start });
const constant = (value: number, count = 20): number[] => Array(count).fill(value);

const cases: {
  name: string;
  control: readonly number[];
  candidate: readonly number[];
  more?: Partial<Omit<JudgeInput<'gauge'>, 'data'>>;
  classification: Classification;
  reason: RegExp;
}[] = [
  {
    name: 'as the control',
    control: steady(100, 0.1),
    candidate: steady(100, 0.4),
    classification: 'pass',
    reason: /harmless at this look/,
  },
  {
    name: '30 % higher',
    control: steady(100, 0.1),
    candidate: steady(130, 0.4),
    classification: 'high',
    reason: /against 10 % allowed.*: higher at/,
  },
  { name: '30 % lower, a rise is harm', control: steady(100, 0.1), candidate: steady(70, 0.4), classification: 'pass', reason: /harmless/ },
  {
    name: '30 % lower, a fall is harm',
    control: steady(100, 0.1),
    candidate: steady(70, 0.4),
    more: { direction: 'decrease' },
    classification: 'low',
    reason: /: lower at/,
  },
  {
    name: '30 % lower, both are harm',
    control: steady(100, 0.1),
    candidate: steady(70, 0.4),
    more: { direction: 'either' },
    classification: 'low',
    reason: /: lower at/,
  },
  {
    name: 'as the control, both are harm',
    control: steady(100, 0.1),
    candidate: steady(100, 0.4),
    more: { direction: 'either' },
    classification: 'pass',
    reason: /harmless/,
  },
  {
    name: 'about the tolerance',
    control: steady(100, 0.1),
    candidate: steady(110, 0.4),
    classification: 'undecided',
    reason: /not proven either way yet at this look/,
  },
  {
    name: 'different beyond doubt but within the tolerance',
    control: steady(100, 0.1),
    candidate: steady(105, 0.4),
    classification: 'pass',
    reason: /harmless/,
  },
  {
    name: 'no proof of a difference is not a pass',
    control: spreadValues(12, { mean: 100, sd: 60, start: 0.1 }),
    candidate: spreadValues(12, { mean: 100, sd: 60, start: 0.4 }),
    classification: 'undecided',
    reason: /not proven/,
  },
  {
    name: 'an absolute tolerance',
    control: steady(100, 0.1),
    candidate: steady(130, 0.4),
    more: { tolerance: { absolute: 50 } },
    classification: 'pass',
    reason: /shift \+29.98 \[27.83, 31.81\] against 50 allowed/,
  },
  { name: 'equal constants', control: constant(0.1), candidate: constant(0.1), classification: 'pass', reason: /0 % \[0 %, 0 %\]/ },
  { name: 'equal constants of 0', control: constant(0), candidate: constant(0), classification: 'pass', reason: /harmless/ },
  {
    name: 'equal constants, no tolerance',
    control: constant(5),
    candidate: constant(5),
    more: { tolerance: { ratio: 0 } },
    classification: 'pass',
    reason: /harmless/,
  },
  { name: 'constants beyond the tolerance', control: constant(2), candidate: constant(3), classification: 'high', reason: /\+50 %/ },
  {
    name: 'constants exactly on the tolerance',
    control: constant(0.3),
    candidate: constant(0.33),
    classification: 'pass',
    reason: /\+10 %/,
  },
  {
    name: 'a control of 0 and a candidate above it',
    control: constant(0),
    candidate: constant(1),
    classification: 'undecided',
    reason: /give an absolute tolerance/,
  },
  {
    name: 'a control of 0 with an absolute tolerance',
    control: constant(0),
    candidate: constant(1),
    more: { tolerance: { absolute: 0.5 } },
    classification: 'high',
    reason: /against 0.5 allowed/,
  },
  {
    name: 'a control of 0 with both tolerances',
    control: constant(0),
    candidate: constant(0.1),
    more: { tolerance: { ratio: 0.1, absolute: 0.5 } },
    classification: 'pass',
    reason: /against 0.5 allowed/,
  },
  {
    name: 'a control below 0: a rise is a rise',
    control: steady(-100, 0.1),
    candidate: steady(-70, 0.4),
    classification: 'high',
    reason: /\+\d/,
  },
  {
    name: 'nine samples',
    control: steady(100, 0.1, 9),
    candidate: steady(100, 0.4),
    classification: 'nodata',
    reason: /9 control and 60 candidate samples, 10 a side/,
  },
  { name: 'no sample', control: [], candidate: steady(100, 0.4), classification: 'nodata', reason: /0 control/ },
  {
    name: 'an infinity',
    control: steady(100, 0.1),
    candidate: [...steady(100, 0.4), Infinity],
    classification: 'undecided',
    reason: /1 infinite candidate sample, which/,
  },
  {
    name: 'too few samples for the level',
    control: constant(1, 3),
    candidate: constant(2, 3),
    more: { minSamples: 2, promoteAlpha: 0.04 },
    classification: 'undecided',
    reason: /\+100 % \[unbounded\] against 10 % allowed/,
  },
];

describe('mann-whitney', () => {
  for (const { name, control, candidate, more, classification, reason } of cases) {
    it(name, () => {
      const judgement = judge(control, candidate, more);
      assert.equal(judgement.classification, classification, judgement.reason);
      assert.match(judgement.reason, reason);
      assertOneLook(judgement);
      assert.deepEqual(judgement.samples, { control: control.length, candidate: candidate.length });
    });

    for (const factor of [1e-3, 1e3, 1e9]) {
      it(`${name}, in a unit ${factor} as large`, () => {
        const scaled = (values: readonly number[]): number[] => values.map((value) => value / factor);
        const tolerance = more?.tolerance ?? { ratio: 0.1 };
        const finer = judge(scaled(control), scaled(candidate), {
          ...more,
          tolerance: { ...tolerance, ...(tolerance.absolute !== undefined && { absolute: tolerance.absolute / factor }) },
        });
        assert.equal(finer.classification, classification, finer.reason);
      });
    }

    it(`${name}, turned upside down`, () => {
      const turned = (values: readonly number[]): number[] => values.map((value) => -value);
      const direction = { increase: 'decrease', decrease: 'increase', either: 'either' } as const;
      const judgement = judge(turned(control), turned(candidate), { ...more, direction: direction[more?.direction ?? 'increase'] });
      const mirror = { high: 'low', low: 'high' } as const;
      assert.equal(
        judgement.classification,
        classification === 'high' || classification === 'low' ? mirror[classification] : classification,
      );
    });
  }

  it('swapping the sides mirrors the shift', () => {
    const sample = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 10, maxLength: 40 });
    const more = { tolerance: { absolute: 5 }, direction: 'either' } as const;
    const mirror = { pass: 'pass', undecided: 'undecided', high: 'low', low: 'high', nodata: 'nodata', error: 'error' } as const;
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const there = judge(a, b, more);
        const back = judge(b, a, more);
        assert.equal(back.classification, mirror[there.classification]);
        assert.equal(back.score, there.score);
        assert.equal(back.pValue, there.pValue);
        assert.equal(back.effect!.estimate + 0, -there.effect!.estimate + 0);
      }),
      { seed: 61 },
    );
  });

  it('does not depend on the order of the samples', () => {
    const [control, candidate] = [steady(100, 0.1), steady(110, 0.4)];
    assert.deepEqual(judge(control.toSorted(), candidate.toReversed()), judge(control, candidate));
  });

  it('the p value is that of the candidate moved back by the tolerance', () => {
    // SciPy 1.17.1, control = list(range(1, 11)), candidate = [x + 4.5 for x in control], tolerance 2:
    // mannwhitneyu([x - 2 for x in candidate], control, alternative="greater", method="exact").pvalue
    const control = Array.from({ length: 10 }, (_, i) => 1 + i);
    const candidate = control.map((value) => value + 4.5);
    assertClose(judge(control, candidate, { tolerance: { absolute: 2 } }).pValue!, 0.05256121587390938, 1e-12);
  });

  it('an own alpha replaces the share of the config', () => {
    const input = twoSampleInput(constant(1, 10), constant(2, 10));
    assert.equal(mannWhitney.judge(input, {}).classification, 'high');
    // The most extreme of the 184,756 orders of 10 and 10 values is more likely than 1e-6.
    assert.equal(mannWhitney.judge(input, { alpha: 1e-6 }).classification, 'undecided');
  });

  it('refuses parameters it does not know', () => {
    assert.ok(Value.Check(mannWhitney.parameters, {}));
    assert.ok(Value.Check(mannWhitney.parameters, { alpha: 0.01 }));
    assert.ok(!Value.Check(mannWhitney.parameters, { alpha: 0.5 }));
    assert.ok(!Value.Check(mannWhitney.parameters, { level: 0.01 }));
  });
});
