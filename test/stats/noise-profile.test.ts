import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { filterNoise, independentSteps } from '../../src/stats/noise-filter.ts';
import { NOISE_MODELS } from '../../src/stats/noise-model-grid.ts';
import { type FittedNoise, fitNoise } from '../../src/stats/noise-profile-fit.ts';
import { profileHalfWidthAt, profileLook, profileLower, profileUpper } from '../../src/stats/noise-profile-look.ts';
import { assertClose } from '../support/assert-close.ts';

interface Component {
  readonly phi: number;
  readonly w: number;
  readonly vague: boolean;
  readonly p: number;
  readonly mu: number;
  readonly scale: number;
  readonly df: number;
}
interface Case {
  readonly name: string;
  readonly history: (number | null)[][];
  readonly run: (number | null)[];
  readonly profile: { n: number; segments: number; mad: number; s2bar: number; weight: number[]; s2: number[] };
  readonly filter_check_look: number;
  readonly filter_check: { phi: number; w: number; logdet: number; s11: number; s1y: number; syy: number; Q: number }[];
  readonly looks: {
    readonly steps: number;
    readonly alpha_r: number;
    readonly alpha_p: number;
    readonly n: number;
    readonly L: number;
    readonly U: number;
    readonly estimate: number;
    readonly n_eff: number;
    readonly vague: number;
    readonly scale_ratio: number;
    readonly median: number;
    readonly clip_at: number;
    readonly top: readonly Component[];
  }[];
}

// fixtures/vectors/noise-profile.json: Python with SciPy's exact t distribution, see fixtures/README.md. null is a missing step.
const { cases } = JSON.parse(readFileSync('fixtures/vectors/noise-profile.json', 'utf8')) as { cases: Case[] };
const steps = (values: (number | null)[]): Float64Array => Float64Array.from(values, (value) => value ?? Number.NaN);
const model = (phi: number, share: number) => NOISE_MODELS.findIndex((one) => one.phi === phi && one.share === share);

describe('the grid of noise models', () => {
  it('has 97 models, white noise first, whose priors sum to 1', () => {
    assert.equal(NOISE_MODELS.length, 97);
    assert.deepEqual(NOISE_MODELS[0], { phi: 0, share: 0, prior: 0.5 });
    assertClose(
      NOISE_MODELS.reduce((sum, { prior }) => sum + prior, 0),
      1,
      1e-12,
    );
  });
});

for (const { name, history, run, profile, looks, filter_check, filter_check_look } of cases) {
  describe(`noise profile: ${name}`, () => {
    it('fit', () => {
      const fitted = fitNoise(history.map(steps));
      assert.equal(fitted.n, profile.n);
      assert.equal(fitted.segments, profile.segments);
      assertClose(fitted.mad, profile.mad, 1e-9, 'mad');
      assertClose(fitted.meanVariance, profile.s2bar, 1e-9, 'mean variance');
      profile.weight.forEach((weight, i) => void assertClose(fitted.weight[i]!, weight, 1e-9, `weight ${i}`));
      profile.s2.forEach((s2, i) => void assertClose(fitted.variance[i]!, s2, 1e-9, `variance ${i}`));
    });

    it('filter', () => {
      const { median, clip_at } = looks[0]!;
      const clipped = steps(run.slice(0, filter_check_look)).map(
        (value) => Math.min(Math.max(value, median - clip_at), median + clip_at) - median,
      );
      for (const { phi, w, logdet, s11, s1y, syy } of filter_check) {
        const sums = filterNoise(clipped, { phi, share: w, prior: 0 });
        assert.ok(Math.abs(sums.logDet - logdet) < 1e-9, 'logDet');
        assertClose(sums.ones, s11, 1e-9, 'ones');
        assert.ok(Math.abs(sums.cross - s1y) < 1e-9, 'cross');
        assert.ok(Math.abs(sums.square - syy) < 1e-9, 'square');
      }
    });

    const fitted: FittedNoise = { ...profile, variance: profile.s2, meanVariance: profile.s2bar };
    for (const expected of looks) {
      it(`look after ${expected.steps} steps`, () => {
        const look = profileLook(fitted, steps(run.slice(0, expected.steps)));
        assert.equal(look.n, expected.n);
        assertClose(profileLower(look, expected.alpha_r), expected.L, 1e-9, 'lower');
        assertClose(profileUpper(look, expected.alpha_p), expected.U, 1e-9, 'upper');
        assertClose(look.mean, expected.estimate, 1e-9, 'mean');
        assertClose(look.nEff, expected.n_eff, 1e-9, 'n_eff');
        assertClose(look.vague, expected.vague, 1e-9, 'vague');
        assertClose(look.scaleRatio, expected.scale_ratio, 1e-9, 'scale ratio');
        for (const { phi, w, vague, p, mu, scale, df } of expected.top) {
          const found = look.components.find((one) => one.model === model(phi, w) && one.vague === vague);
          assert.ok(found);
          assertClose(found.weight, p, 1e-9, 'weight');
          assertClose(found.location, mu, 1e-9, 'location');
          assertClose(found.scale, scale, 1e-9, 'scale');
          assert.equal(found.df, df);
        }
      });
    }
  });
}

describe('a noise profile at its edges', () => {
  it('has nothing to say before the first step', () => {
    const fitted = fitNoise(cases[0]!.history.map(steps));
    const look = profileLook(fitted, [Number.NaN, Number.NaN]);
    assert.equal(look.n, 0);
    assert.equal(look.ready, false);
    assert.equal(profileLower(look, 0.05), -Infinity);
    assert.equal(profileUpper(look, 0.05), Infinity);
    assert.equal(profileHalfWidthAt(look, 100, 0.05), Infinity);
  });

  it('foresees at the present step about the half-width it has', () => {
    const fitted = fitNoise(cases[0]!.history.map(steps));
    const look = profileLook(fitted, steps(cases[0]!.run));
    const half = (profileUpper(look, 0.05) - profileLower(look, 0.05)) / 2;
    // Components below a ten-thousandth are left out of the forecast, and the mean is not exactly in the middle.
    assertClose(profileHalfWidthAt(look, look.n, 0.05), half, 0.05);
    assert.ok(profileHalfWidthAt(look, 4 * look.n, 0.05) < half);
  });

  it('white steps are worth one each, wandering ones less', () => {
    assertClose(independentSteps(40, NOISE_MODELS[0]!), 40, 1e-12);
    assert.ok(independentSteps(40, NOISE_MODELS[model(0.9, 1)]!) < 5);
  });

  it('refuses history without variation or of too few steps', () => {
    assert.throws(() => fitNoise([[1, 1, 1, 1, 1]]), /without variation/);
    assert.throws(() => fitNoise([[1, 2]]), /too few/);
    assert.throws(() => fitNoise([]), /too few/);
  });
});
