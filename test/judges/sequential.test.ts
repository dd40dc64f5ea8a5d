import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import sequential from '../../judges/sequential.ts';
import type { JudgeInput, Judgement } from '../../src/judge-kit.ts';
import { noiseProfile } from '../../src/judging/noise-profile-use.ts';
import { fitNoise } from '../../src/stats/noise-profile-fit.ts';
import { noise } from '../judging/contrast-noise.ts';
import { assertClose } from '../support/assert-close.ts';
import { gaugeInput } from './gauge-input.ts';

const DEFAULTS = Value.Default(sequential.parameters, {}) as { contrast: 'auto'; window: 'auto'; gate: 'normal' };
const judge = (input: JudgeInput<'gauge'>, parameters: Parameters<typeof sequential.judge>[1] = DEFAULTS): Judgement =>
  sequential.judge(input, parameters);

/** Latencies with noise of 5 % on either side, the candidate `factor` times the control. */
function sides(factor: number, steps = 60): [Float64Array, Float64Array] {
  const control = noise(1, { steps, sd: 0.05 }).map((value) => 0.2 * Math.exp(value));
  const candidate = noise(2, { steps, sd: 0.05 }).map((value) => 0.2 * factor * Math.exp(value));
  return [control, candidate];
}

describe('sequential', () => {
  const cases: [name: string, factor: number, direction: JudgeInput['direction'], classification: string][] = [
    ['a rise of 40 %', 1.4, 'increase', 'high'],
    ['no difference', 1, 'increase', 'pass'],
    ['a fall of 40 % where a rise is harm', 0.6, 'increase', 'pass'],
    ['a fall of 40 % where a fall is harm', 0.6, 'decrease', 'low'],
    ['a rise of 40 % where either is harm', 1.4, 'either', 'high'],
    ['a fall of 40 % where either is harm', 0.6, 'either', 'low'],
    ['no difference where either is harm', 1, 'either', 'pass'],
    ['a rise of exactly the tolerance', 1.1, 'increase', 'undecided'],
  ];
  for (const [name, factor, direction, classification] of cases) {
    it(name, () => {
      const judgement = judge(gaugeInput(...sides(factor), { direction }));
      assert.equal(judgement.classification, classification);
      assert.equal(judgement.everyLook, true);
      assert.deepEqual(judgement.samples, { control: 60, candidate: 60 });
    });
  }

  it('shows the effect as a relative change beside its tolerance', () => {
    const { effect, reason } = judge(gaugeInput(...sides(1.4)));
    assert.equal(effect?.scale, 'relative');
    assertClose(effect!.tolerance!, 0.1, 1e-12);
    assert.ok(Math.abs(effect!.estimate - 0.4) < 0.05);
    assert.ok(effect!.lower! > 0.1 && effect!.lower! < effect!.estimate && effect!.estimate < effect!.upper!);
    assert.match(reason, /^p99: mean ratio \+\d+(\.\d)? % \[.* %, .* %\] against 10 % allowed, n = 60 steps \(n_eff \d+\): proven higher$/);
  });

  it('shows a fall as a fall: the tolerance of 10 % is 10 % of the control downwards too', () => {
    const { effect } = judge(gaugeInput(...sides(0.6), { direction: 'decrease' }));
    assertClose(effect!.tolerance!, 0.1, 1e-12);
    assert.ok(effect!.estimate < -0.3 && effect!.upper! < -0.1);
  });

  it('gives the same answer in seconds, milliseconds and nanoseconds', () => {
    const [control, candidate] = sides(1.12);
    const seconds = judge(gaugeInput(control, candidate));
    for (const unit of [1e3, 1e9]) {
      const other = judge(
        gaugeInput(
          control.map((value) => value * unit),
          candidate.map((value) => value * unit),
        ),
      );
      assert.equal(other.classification, seconds.classification);
      assertClose(other.effect!.lower!, seconds.effect!.lower!, 1e-9);
      assertClose(other.score!, seconds.score!, 1e-9);
    }
  });

  it('judges a gauge with zeros by the relative difference', () => {
    const [control, candidate] = sides(1.6);
    const judgement = judge(gaugeInput([0, ...control], [0, ...candidate]));
    assert.equal(judgement.classification, 'high');
    assert.equal(judgement.evidence?.contrast, 'relative');
  });

  it('judges by the plain difference for an absolute tolerance', () => {
    const judgement = judge(gaugeInput(...sides(1.6), { tolerance: { absolute: 0.02 } }));
    assert.equal(judgement.classification, 'high');
    assert.equal(judgement.effect?.scale, 'absolute');
    assert.match(judgement.reason, /against 0\.02 allowed/);
  });

  it('cannot say how much more than nothing something is', () => {
    const judgement = judge(gaugeInput(new Array(20).fill(0), [...new Array(19).fill(0), 1]));
    assert.equal(judgement.classification, 'undecided');
    assert.match(judgement.reason, /absolute tolerance/);
    assert.equal(judgement.score, undefined);
  });

  it('passes identical sides, even with no tolerance at all', () => {
    const [control] = sides(1, 12);
    assert.equal(judge(gaugeInput(control, control, { tolerance: { ratio: 0 } })).classification, 'pass');
    assert.equal(judge(gaugeInput(new Array(12).fill(0), new Array(12).fill(0))).classification, 'pass');
  });

  it('has no data while too few steps have both sides', () => {
    const judgement = judge(gaugeInput(...sides(2, 9)));
    assert.equal(judgement.classification, 'nodata');
    assert.match(judgement.reason, /10 steps with data on both sides are needed/);
  });

  it('finds harm that began late, and not with the window off', () => {
    const [control, candidate] = sides(1, 90);
    const late = candidate.map((value, i) => (i < 50 ? value : 1.5 * value));
    const judgement = judge(gaugeInput(control, late));
    assert.equal(judgement.classification, 'high');
    assert.match(judgement.reason, /the latest 30 steps/);
    assert.equal(judge(gaugeInput(control, late), { ...DEFAULTS, window: 'off' }).classification, 'undecided');
  });

  it('says that it will not decide in time', () => {
    const { classification, reason } = judge(gaugeInput(...sides(1.1), { stepsLeft: 0 }));
    assert.equal(classification, 'undecided');
    assert.match(reason, /will not decide before the deadline/);
  });

  it('compares sides without a common step unpaired, and says so', () => {
    const [control, candidate] = sides(2, 120);
    const apart = judge(
      gaugeInput(
        control.map((value, i) => (i % 2 === 0 ? value : Number.NaN)),
        candidate.map((value, i) => (i % 2 === 1 ? value : Number.NaN)),
      ),
    );
    assert.equal(apart.classification, 'high');
    assert.match(apart.reason, /without pairing/);
  });

  it('has no data when one side is silent', () => {
    const [control] = sides(1);
    assert.equal(judge(gaugeInput(control, new Array(60).fill(Number.NaN))).classification, 'nodata');
  });

  describe('with a noise profile', () => {
    const fitted = fitNoise([noise(5, { steps: 720, sd: 0.07, phi: 0.8 })]);
    const profile = noiseProfile(fitted, { metric: 'p99', contrast: 'logRatio', stepMs: 60_000, queryHash: 'abc', fittedAtMs: 0 });

    it('uses one that fits', () => {
      const judgement = judge(gaugeInput(...sides(1.5), { noiseProfile: profile }));
      assert.equal(judgement.evidence?.engine, 'profile');
      assert.equal(judgement.classification, 'high');
    });

    it('leaves out one that does not, and says why', () => {
      const judgement = judge(gaugeInput(...sides(1.5), { noiseProfile: { ...profile, stepMs: 15_000 } }));
      assert.equal(judgement.evidence?.engine, 'paired');
      assert.match(judgement.reason, /the noise profile was not used: its step is 15000 ms/);
    });
  });

  it('throws on a tolerance that its contrast cannot be held against', () =>
    assert.throws(
      () => judge(gaugeInput(...sides(1), { tolerance: { absolute: 1 } }), { ...DEFAULTS, contrast: 'logRatio' }),
      /no ratio part/,
    ));

  it('has parameters with defaults, and takes no others', () => {
    assert.deepEqual(DEFAULTS, { contrast: 'auto', window: 'auto', gate: 'normal' });
    const parameters = Compile(sequential.parameters);
    assert.ok(parameters.Check(DEFAULTS));
    assert.ok(!parameters.Check({ ...DEFAULTS, bandwidth: 3 }));
  });
});
