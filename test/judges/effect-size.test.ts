import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import effectSize from '../../judges/effect-size.ts';
import type { Classification, JudgeInput } from '../../src/judge-kit.ts';
import { cliffsDelta } from '../../src/stats/cliffs-delta.ts';
import { hedgesG } from '../../src/stats/hedges-g.ts';
import { assertOneLook, spreadValues, twoSampleInput } from './two-sample-input.ts';

type Parameters = Static<typeof effectSize.parameters>;
type More = Partial<Omit<JudgeInput<'gauge'>, 'data'>>;
interface Case {
  readonly name: string;
  readonly control: readonly number[];
  readonly candidate: readonly number[];
  readonly parameters?: Partial<Parameters>;
  readonly more?: More;
  readonly classification: Classification;
  readonly reason: RegExp;
}

const judge = ({ control, candidate, parameters, more }: Pick<Case, 'control' | 'candidate' | 'parameters' | 'more'>) =>
  effectSize.judge(twoSampleInput(control, candidate, more), { measure: 'meanRatio', ...parameters });

const steady = (mean: number, start: number, count = 60): number[] => spreadValues(count, { mean, sd: Math.abs(mean) / 20, start });
const constant = (value: number, count = 20): number[] => Array(count).fill(value);
const same = { control: steady(100, 0.1), candidate: steady(100, 0.4) };
const higher = { control: steady(100, 0.1), candidate: steady(130, 0.4) };
const lower = { control: steady(100, 0.1), candidate: steady(70, 0.4) };
const cliff = { measure: 'cliffsDelta' } as const;
const hedges = { measure: 'hedgesG' } as const;

const cases: Case[] = [
  { name: 'as the control', ...same, classification: 'pass', reason: /mean ratio .* %.* against 10 % allowed.*harmless at this look/ },
  { name: '30 % higher', ...higher, classification: 'high', reason: /: higher at this look/ },
  { name: '30 % lower, a rise is harm', ...lower, classification: 'pass', reason: /harmless/ },
  { name: '30 % lower, a fall is harm', ...lower, more: { direction: 'decrease' }, classification: 'low', reason: /: lower at/ },
  { name: '30 % lower, both are harm', ...lower, more: { direction: 'either' }, classification: 'low', reason: /: lower at/ },
  { name: 'as the control, both are harm', ...same, more: { direction: 'either' }, classification: 'pass', reason: /harmless/ },
  {
    name: 'beyond the tolerance by size, though its interval is not',
    control: spreadValues(30, { mean: 100, sd: 20, start: 0.1 }),
    candidate: spreadValues(30, { mean: 116, sd: 20, start: 0.4 }),
    classification: 'high',
    reason: /higher/,
  },
  {
    name: 'beyond the tolerance by size, but it may be no effect',
    control: spreadValues(12, { mean: 100, sd: 60, start: 0.1 }),
    candidate: spreadValues(12, { mean: 120, sd: 60, start: 0.4 }),
    classification: 'undecided',
    reason: /not proven either way yet at this look/,
  },
  {
    name: 'within by size, but not surely',
    control: steady(100, 0.1),
    candidate: steady(109.5, 0.4),
    classification: 'undecided',
    reason: /not proven/,
  },
  { name: 'a wider limit of its own', ...higher, parameters: { limit: 0.5 }, classification: 'pass', reason: /against 50 % allowed/ },
  {
    name: 'an absolute tolerance',
    ...higher,
    more: { tolerance: { absolute: 20 } },
    classification: 'high',
    reason: /mean difference .* against 20 allowed/,
  },
  {
    name: 'a control below 0: a rise is a rise',
    control: steady(-100, 0.1),
    candidate: steady(-70, 0.4),
    classification: 'high',
    reason: /mean ratio \+/,
  },
  { name: 'equal constants', control: constant(0.1), candidate: constant(0.1), classification: 'pass', reason: /0 % \[0 %, 0 %\]/ },
  { name: 'equal constants of 0', control: constant(0), candidate: constant(0), classification: 'pass', reason: /harmless/ },
  { name: 'constants beyond the tolerance', control: constant(2), candidate: constant(3), classification: 'high', reason: /\+50 %/ },
  {
    name: 'constants exactly on the tolerance',
    control: constant(0.3),
    candidate: constant(0.33),
    classification: 'pass',
    reason: /\+10 %/,
  },
  {
    name: 'a control of 0',
    control: constant(0),
    candidate: steady(1, 0.4),
    classification: 'undecided',
    reason: /give an absolute tolerance/,
  },
  {
    name: 'a control of 0 with an absolute tolerance',
    control: constant(0),
    candidate: steady(1, 0.4),
    more: { tolerance: { absolute: 0.5 } },
    classification: 'high',
    reason: /mean difference/,
  },
  {
    name: 'a control not told apart from 0',
    control: spreadValues(20, { mean: 0.1, sd: 5, start: 0.1 }),
    candidate: spreadValues(20, { mean: 5, sd: 5, start: 0.4 }),
    classification: 'undecided',
    reason: /\[unbounded\]/,
  },
  {
    name: 'nine samples',
    control: steady(100, 0.1, 9),
    candidate: steady(100, 0.4),
    classification: 'nodata',
    reason: /9 control and 60 candidate/,
  },
  {
    name: 'one sample where one is enough for the config',
    control: [1],
    candidate: [1],
    more: { minSamples: 1 },
    classification: 'nodata',
    reason: /2 a side are needed/,
  },
  {
    name: 'an infinity',
    control: [...same.control, -Infinity],
    candidate: same.candidate,
    classification: 'undecided',
    reason: /1 infinite control sample/,
  },

  {
    name: "Cliff's delta: as the control",
    control: steady(100, 0.1, 150),
    candidate: steady(100, 0.4, 150),
    parameters: cliff,
    classification: 'pass',
    reason: /Cliff's delta .* against 0.33 allowed/,
  },
  { name: "Cliff's delta: 30 % higher", ...higher, parameters: cliff, classification: 'high', reason: /Cliff's delta \+0.9994 / },
  {
    name: "Cliff's delta: 30 % lower, a fall is harm",
    ...lower,
    parameters: cliff,
    more: { direction: 'decrease' },
    classification: 'low',
    reason: /-1 \[-1, -0\.\d+\]/,
  },
  {
    name: "Cliff's delta: a limit of its own",
    ...higher,
    parameters: { ...cliff, limit: 1 },
    classification: 'pass',
    reason: /against 1 allowed/,
  },
  {
    name: "Cliff's delta: all values tied",
    control: constant(7),
    candidate: constant(7),
    parameters: cliff,
    classification: 'pass',
    reason: /delta 0 /,
  },
  {
    name: "Cliff's delta: infinities are compared like any value",
    control: same.control,
    candidate: constant(Infinity, 60),
    parameters: cliff,
    classification: 'high',
    reason: /Cliff's delta \+1/,
  },

  {
    name: "Hedges' g: as the control",
    control: steady(100, 0.1, 150),
    candidate: steady(100, 0.4, 150),
    parameters: hedges,
    classification: 'pass',
    reason: /Hedges' g .* against 0.5 allowed/,
  },
  { name: "Hedges' g: 30 % higher", ...higher, parameters: hedges, classification: 'high', reason: /higher/ },
  {
    name: "Hedges' g: a limit of its own",
    ...higher,
    parameters: { ...hedges, limit: 20 },
    classification: 'pass',
    reason: /against 20 allowed/,
  },
  {
    name: "Hedges' g: equal constants of many steps",
    control: constant(7, 100),
    candidate: constant(7, 100),
    parameters: hedges,
    classification: 'pass',
    reason: /g 0 /,
  },
  {
    name: "Hedges' g: different constants",
    control: constant(7),
    candidate: constant(8),
    parameters: hedges,
    classification: 'undecided',
    reason: /no standard deviation to measure by/,
  },
  {
    name: "Hedges' g: an infinity",
    control: same.control,
    candidate: constant(Infinity),
    parameters: hedges,
    classification: 'undecided',
    reason: /20 infinite candidate samples/,
  },
];

describe('effect-size', () => {
  for (const test of cases) {
    const { name, control, candidate, more, parameters, classification, reason } = test;
    it(name, () => {
      const judgement = judge(test);
      assert.equal(judgement.classification, classification, judgement.reason);
      assert.match(judgement.reason, reason);
      assertOneLook(judgement);
      assert.deepEqual(judgement.samples, { control: control.length, candidate: candidate.length });
    });

    for (const factor of [1e-3, 1e3, 1e9]) {
      it(`${name}, in a unit ${factor} as large`, () => {
        const scaled = (values: readonly number[]): number[] => values.map((value) => value / factor);
        const tolerance = more?.tolerance ?? { ratio: 0.1 };
        const scaledMore = {
          ...more,
          tolerance: { ...tolerance, ...(tolerance.absolute !== undefined && { absolute: tolerance.absolute / factor }) },
        };
        const finer = judge({
          control: scaled(control),
          candidate: scaled(candidate),
          more: scaledMore,
          ...(parameters && { parameters }),
        });
        assert.equal(finer.classification, classification, finer.reason);
      });
    }

    it(`${name}, turned upside down, in another order`, () => {
      const turned = (values: readonly number[]): number[] => values.map((value) => -value).toSorted();
      const direction = { increase: 'decrease', decrease: 'increase', either: 'either' } as const;
      const judgement = judge({
        ...test,
        control: turned(control),
        candidate: turned(candidate),
        more: { ...more, direction: direction[more?.direction ?? 'increase'] },
      });
      const mirror = { high: 'low', low: 'high' } as const;
      assert.equal(
        judgement.classification,
        classification === 'high' || classification === 'low' ? mirror[classification] : classification,
        judgement.reason,
      );
    });
  }

  it('swapping the sides mirrors an effect that has no side', () => {
    for (const parameters of [cliff, hedges]) {
      const there = judge({ ...higher, parameters, more: { direction: 'either' } });
      const back = judge({ control: higher.candidate, candidate: higher.control, parameters, more: { direction: 'either' } });
      assert.equal(there.classification, 'high');
      assert.equal(back.classification, 'low');
      assert.equal(back.effect!.estimate, -there.effect!.estimate);
    }
  });

  it('shows the effect with the ends that decide', () => {
    const { control, candidate } = higher;
    assert.equal(judge({ ...higher, parameters: cliff }).effect!.lower, cliffsDelta(control, candidate, [0.025]).intervals[0]!.lower);
    assert.equal(judge({ ...higher, parameters: hedges }).effect!.upper, hedgesG(control, candidate, [0.05])!.intervals[0]!.upper);
  });

  it('fills in the measure and refuses parameters it does not know', () => {
    assert.deepEqual(Value.Default(effectSize.parameters, {}), { measure: 'meanRatio' });
    assert.ok(Value.Check(effectSize.parameters, { measure: 'hedgesG', limit: 0.8 }));
    assert.ok(!Value.Check(effectSize.parameters, { measure: 'cohensD' }));
    assert.ok(!Value.Check(effectSize.parameters, { measure: 'meanRatio', limit: -1 }));
    assert.ok(!Value.Check(effectSize.parameters, { measure: 'meanRatio', size: 1 }));
  });
});
