import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Contrast, ContrastLimits } from '../../src/judging/contrast.ts';
import { type ContrastPlan, judgeContrast } from '../../src/judging/judge-contrast.ts';
import { judgeContrasts } from '../../src/judging/judge-contrasts.ts';
import { fitNoise } from '../../src/stats/noise-profile-fit.ts';
import { pairedLook, pairedLower, pairedUpper } from '../../src/stats/paired-look.ts';
import { assertClose } from '../support/assert-close.ts';
import { noise } from './contrast-noise.ts';

const PLAN: ContrastPlan = { alpha: 0.05, promoteAlpha: 0.05, minSamples: 10, stepsLeft: 1000, trailingWindow: false };
const contrast = (values: ArrayLike<number>, limits: ContrastLimits = { above: 0.1 }): Contrast => ({
  name: 'mean ratio',
  scale: 'logRatio',
  values: Float64Array.from(values),
  limits,
});
const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value);

describe('judgeContrast', () => {
  const cases: [name: string, values: ArrayLike<number>, limits: ContrastLimits, outcome: string, side: string][] = [
    ['far above the limit', noise(1, { steps: 40, sd: 0.05, mean: 0.3 }), { above: 0.1 }, 'harm', 'high'],
    ['no effect', noise(1, { steps: 40, sd: 0.05 }), { above: 0.1 }, 'safe', 'high'],
    ['on the limit', noise(1, { steps: 40, sd: 0.05, mean: 0.1 }), { above: 0.1 }, 'undecided', 'high'],
    ['far below, where only a rise is harm', noise(1, { steps: 40, sd: 0.05, mean: -0.5 }), { above: 0.1 }, 'safe', 'high'],
    ['far below, where a fall is harm', noise(1, { steps: 40, sd: 0.05, mean: -0.5 }), { below: 0.1 }, 'harm', 'low'],
    ['far below, where either is harm', noise(1, { steps: 40, sd: 0.05, mean: -0.5 }), { above: 0.1, below: 0.1 }, 'harm', 'low'],
    ['no effect, where either is harm', noise(1, { steps: 40, sd: 0.05 }), { above: 0.1, below: 0.1 }, 'safe', 'low'],
    ['identical sides, no tolerance at all', repeat(0, 10), { above: 0 }, 'safe', 'high'],
    ['the same difference at every step, beyond the limit', repeat(0.2, 10), { above: 0.1 }, 'harm', 'high'],
    ['the same difference at every step, within the limit', repeat(0.05, 10), { above: 0.1 }, 'safe', 'high'],
    ['the same difference at every step, on the limit up to rounding', repeat(0.1 + 1e-15, 10), { above: 0.1 }, 'safe', 'high'],
    ['too few steps', repeat(0.2, 9), { above: 0.1 }, 'nodata', 'high'],
    ['nothing but missing steps', repeat(Number.NaN, 50), { above: 0.1 }, 'nodata', 'high'],
    ['no steps', [], { above: 0.1 }, 'nodata', 'high'],
    ['a slow wander, worth too few steps', noise(3, { steps: 40, sd: 0.1, mean: 0.5, phi: 0.98 }), { above: 0.1 }, 'undecided', 'high'],
  ];
  for (const [name, values, limits, outcome, side] of cases) {
    it(name, () => {
      const judged = judgeContrast(contrast(values, limits), PLAN);
      assert.equal(judged.outcome, outcome);
      if (outcome === 'harm') assert.equal(judged.side, side);
      if (outcome === 'harm') assert.equal(judged.score, 0);
      if (outcome === 'safe') assert.equal(judged.score, 100);
      if (outcome === 'nodata') assert.equal(judged.score, undefined);
    });
  }

  it('needs 10 steps even of what never varies, whatever the config asks for', () => {
    const judged = judgeContrast(contrast(repeat(0.2, 9)), { ...PLAN, minSamples: 3 });
    assert.equal(judged.outcome, 'undecided');
    assert.match(judged.note ?? '', /10 steps are needed/);
    assert.equal(judged.lower, null);
  });

  it('shows the bounds of the paired look at the levels of the plan', () => {
    const values = noise(5, { steps: 50, sd: 0.2, mean: 0.1 });
    const look = pairedLook(values);
    const one = judgeContrast(contrast(values), { ...PLAN, alpha: 0.02 });
    assert.equal(one.lower, pairedLower(look, 0.02));
    assert.equal(one.upper, pairedUpper(look, 0.05));
    const windowed = judgeContrast(contrast(values), { ...PLAN, alpha: 0.02, trailingWindow: true });
    assertClose(windowed.lower!, pairedLower(look, 0.9 * 0.02), 1e-12); // the window spends a tenth
    const fall = judgeContrast(contrast(values, { below: 0.1 }), { ...PLAN, alpha: 0.02 });
    assert.equal(fall.lower, pairedLower(look, 0.05));
    assert.equal(fall.upper, pairedUpper(look, 0.02));
    const both = judgeContrast(contrast(noise(5, { steps: 50, sd: 0.2, mean: 1 }), { above: 0.1, below: 0.1 }), { ...PLAN, alpha: 0.02 });
    assert.equal(both.lower, pairedLower(pairedLook(noise(5, { steps: 50, sd: 0.2, mean: 1 })), 0.01));
  });

  it('is stricter when asked to be', () => {
    const values = [0.53, 0.48, 0.51, 0.46, 0.52, 0.49, 0.54, 0.47, 0.525, 0.485];
    assert.equal(judgeContrast(contrast(values), PLAN).outcome, 'harm');
    assert.equal(judgeContrast(contrast(values), { ...PLAN, minEffectiveSteps: 12 }).outcome, 'undecided');
  });

  for (const limits of [{}, { above: -0.1 }, { above: Number.NaN }, { below: Infinity }]) {
    it(`refuses the limits ${JSON.stringify(limits)}`, () =>
      assert.throws(() => judgeContrast(contrast(noise(1, { steps: 20, sd: 1 }), limits), PLAN), RangeError));
  }

  it('refuses numbers whose squares overflow instead of judging by what is left', () => {
    const huge = noise(1, { steps: 20, sd: 1e200 });
    assert.throws(() => judgeContrast(contrast(huge), PLAN), /too large/);
  });
});

describe('the trailing window', () => {
  const late = (values: Float64Array, by: number): Float64Array => values.map((value, i) => (i < 50 ? value : value + by));
  const values = late(noise(11, { steps: 90, sd: 0.1414 }), Math.log(1.5));

  it('finds harm that began late, which the whole run does not see', () => {
    assert.equal(judgeContrast(contrast(values), PLAN).outcome, 'undecided');
    const judged = judgeContrast(contrast(values), { ...PLAN, trailingWindow: true });
    assert.equal(judged.outcome, 'harm');
    assert.equal(judged.window, 'trailing');
    assert.equal(judged.n, 30);
    assert.equal(judged.score, 0);
  });

  it('looks at the latest 30 steps with data', () => {
    const gappy = Float64Array.from(values, (value, i) => (i % 7 === 3 ? Number.NaN : value));
    const judged = judgeContrast(contrast(gappy), { ...PLAN, trailingWindow: true });
    assert.equal(judged.window, 'trailing');
    assert.equal(judged.n, 30);
  });

  it('wants 10 independent steps among its 30, whatever the whole run asks for', () => {
    // A seed whose latest 30 steps are worth 9.2 and clear the limit.
    const slow = late(noise(9, { steps: 90, sd: 0.1, phi: 0.4 }), 0.8);
    const look = pairedLook(slow.subarray(60));
    assert.ok(look.nEff > 8 && look.nEff < 10 && pairedLower(look, 0.025) > 0.1);
    assert.equal(judgeContrast(contrast(slow), { ...PLAN, trailingWindow: true, minEffectiveSteps: 8 }).outcome, 'undecided');
  });

  it('never proves anything harmless', () => {
    const healed = late(noise(12, { steps: 90, sd: 0.05, mean: 0.8 }), -0.8);
    assert.notEqual(judgeContrast(contrast(healed), { ...PLAN, trailingWindow: true }).outcome, 'safe');
  });
});

describe('the forecast', () => {
  const wild = noise(21, { steps: 40, sd: 0.3 });
  const { mean } = pairedLook(wild);
  /** No effect at all, so that the limit is a tenth away. */
  const values = wild.map((value) => value - mean);

  it('says about how many more steps an undecided contrast needs', () => {
    const judged = judgeContrast(contrast(values), PLAN);
    assert.equal(judged.outcome, 'undecided');
    assert.ok(judged.moreSteps !== undefined && judged.moreSteps >= 1);
    assert.equal(judged.note, undefined);
  });

  it('says when the deadline comes first', () => {
    const judged = judgeContrast(contrast(values), { ...PLAN, stepsLeft: 0 });
    assert.match(judged.note ?? '', /will not decide before the deadline/);
  });

  it('allows for missing steps', () => {
    const full = judgeContrast(contrast(values), PLAN).moreSteps!;
    // One step of ten missing, few enough not to change the look itself.
    const gappy = [...values].flatMap((value, i) => (i % 9 === 8 ? [value, Number.NaN] : [value]));
    const sparse = judgeContrast(contrast(gappy), PLAN).moreSteps!;
    assert.ok(sparse > full, `${sparse} against ${full}`);
  });

  it('is silent when the autocorrelation is hardly known', () => {
    assert.equal(judgeContrast(contrast(noise(22, { steps: 11, sd: 0.3 })), PLAN).moreSteps, undefined);
  });

  it('is silent when an effect is so near to the limit that it is out of sight', () => {
    const near = noise(23, { steps: 60, sd: 0.3 });
    const mean = pairedLook(near).mean;
    const judged = judgeContrast(contrast(near.map((value) => value - mean + 0.1)), { ...PLAN, stepsLeft: 100 });
    assert.equal(judged.moreSteps, undefined);
    assert.match(judged.note ?? '', /will not decide/);
  });
});

describe('a noise profile', () => {
  const fitted = fitNoise([noise(31, { steps: 720, sd: 0.14, phi: 0.8 })]);
  const withProfile: ContrastPlan = { ...PLAN, noise: { fitted, trust: { vagueShare: 0.05, scaleSteps: 5, levelFactor: 1 } } };
  const harmful = noise(32, { steps: 30, sd: 0.14, mean: Math.log(1.9), phi: 0.8 });

  it('tells harm in slow noise when the run alone cannot', () => {
    assert.equal(judgeContrast(contrast(harmful), PLAN).outcome, 'undecided');
    const judged = judgeContrast(contrast(harmful), withProfile);
    assert.equal(judged.outcome, 'harm');
    assert.equal(judged.engine, 'profile');
  });

  it('is ready after 5 steps', () => {
    const plan = { ...withProfile, minSamples: 1 };
    assert.equal(judgeContrast(contrast(harmful.subarray(0, 4)), plan).lower, null);
    assert.notEqual(judgeContrast(contrast(harmful.subarray(0, 5)), plan).lower, null);
  });

  it('says when the run contradicts it', () => {
    const quiet = fitNoise([noise(33, { steps: 720, sd: 0.01 })]);
    const judged = judgeContrast(contrast(noise(34, { steps: 40, sd: 0.5, phi: 0.8 })), {
      ...PLAN,
      noise: { fitted: quiet, trust: { vagueShare: 0.05, scaleSteps: 5, levelFactor: 1 } },
    });
    assert.match(judged.note ?? '', /does not match its profile/);
  });

  it('watches the trailing window too', () => {
    const late = noise(35, { steps: 90, sd: 0.1 }).map((value, i) => (i < 50 ? value : value + 0.6));
    const white = fitNoise([noise(36, { steps: 720, sd: 0.1 })]);
    const judged = judgeContrast(contrast(late), {
      ...PLAN,
      trailingWindow: true,
      noise: { fitted: white, trust: { vagueShare: 0.05, scaleSteps: 5, levelFactor: 1 } },
    });
    assert.equal(judged.outcome, 'harm');
  });
});

describe('judgeContrasts', () => {
  const good = contrast(noise(41, { steps: 40, sd: 0.05 }));
  const bad = contrast(noise(42, { steps: 40, sd: 0.05, mean: 0.5 }));
  const open = contrast(noise(43, { steps: 40, sd: 0.05, mean: 0.1 }));
  const none = contrast([]);
  const cases: [name: string, contrasts: Contrast[], outcome: string][] = [
    ['all safe', [good, good], 'safe'],
    ['one harmful', [good, none, bad, open], 'harm'],
    ['one undecided', [good, open], 'undecided'],
    ['one without data', [good, open, none], 'nodata'],
  ];
  for (const [name, contrasts, outcome] of cases) {
    it(name, () => {
      const judged = judgeContrasts(contrasts, PLAN);
      assert.equal(judged.outcome, outcome);
      assert.equal(judged.decisive.outcome, outcome);
      assert.equal(judged.all.length, contrasts.length);
    });
  }

  it('shares alpha out, but not promoteAlpha', () => {
    const [first] = judgeContrasts([open, good], PLAN).all;
    const look = pairedLook(open.values);
    assert.equal(first!.lower, pairedLower(look, 0.025));
    assert.equal(first!.upper, pairedUpper(look, 0.05));
  });

  it('refuses none at all', () => assert.throws(() => judgeContrasts([], PLAN), RangeError));
});

describe('laws of judgeContrast', () => {
  const steps = fc.array(
    fc.integer({ min: -500, max: 500 }).map((value) => value / 1000),
    { minLength: 0, maxLength: 80 },
  );
  const limits = fc.constantFrom<ContrastLimits>({ above: 0 }, { above: 0.1 }, { below: 0.05 }, { above: 0.1, below: 0.1 });
  const plan = fc.record({
    alpha: fc.constantFrom(0.001, 0.01, 0.05),
    promoteAlpha: fc.constantFrom(0.01, 0.05),
    minSamples: fc.integer({ min: 1, max: 20 }),
    stepsLeft: fc.integer({ min: 0, max: 100 }),
    trailingWindow: fc.boolean(),
  });

  it('score and outcome never contradict, and no number is without meaning', () => {
    fc.assert(
      fc.property(steps, limits, plan, (values, allowed, levels) => {
        const judged = judgeContrast(contrast(values, allowed), levels);
        assert.equal(judged.score === 0, judged.outcome === 'harm');
        assert.equal(judged.score === 100, judged.outcome === 'safe');
        for (const number of [judged.estimate, judged.lower, judged.upper, judged.nEff, judged.score ?? null, judged.moreSteps ?? null])
          assert.ok(number === null || Number.isFinite(number));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('more of an effect never turns a proven harm into anything else', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 2000 }), plan, (values, more, levels) => {
        const before = judgeContrast(contrast(values), levels).outcome;
        const after = judgeContrast(contrast(values.map((value) => value + more / 1000)), levels).outcome;
        if (before === 'harm') assert.equal(after, 'harm');
        if (after === 'safe') assert.equal(before, 'safe');
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('swapping the sides swaps high and low', () => {
    fc.assert(
      fc.property(steps, plan, (values, levels) => {
        const rise = judgeContrast(contrast(values, { above: 0.1 }), levels);
        const fall = judgeContrast(
          contrast(
            values.map((value) => -value),
            { below: 0.1 },
          ),
          levels,
        );
        assert.equal(fall.outcome, rise.outcome);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('a smaller alpha never finds more harm', () => {
    fc.assert(
      fc.property(steps, limits, plan, (values, allowed, levels) => {
        if (judgeContrast(contrast(values, allowed), { ...levels, alpha: levels.alpha / 2 }).outcome !== 'harm') return;
        assert.equal(judgeContrast(contrast(values, allowed), levels).outcome, 'harm');
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
