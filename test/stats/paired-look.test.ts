import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { studentBoundary } from '../../src/stats/mixture-boundary.ts';
import { pairedLook, pairedLower, pairedUpper } from '../../src/stats/paired-look.ts';
import { winsorise } from '../../src/stats/winsorise.ts';
import { assertClose } from '../support/assert-close.ts';

interface Reference {
  readonly n: number;
  readonly mean: number;
  readonly gamma0: number;
  readonly phi_u: number;
  readonly kappa: number;
  readonly n_eff: number;
  readonly lrv: number;
  readonly df: number;
  readonly crit: number;
  readonly lower: number;
  readonly upper: number;
  readonly ready: boolean;
}
type Vector = { readonly name: string; readonly d: number[]; readonly winsorised: number[] } & Record<'alpha0.05' | 'alpha0.01', Reference>;

// fixtures/vectors/paired_cs.json: NumPy and SciPy, see fixtures/README.md.
const vectors = JSON.parse(readFileSync('fixtures/vectors/paired_cs.json', 'utf8')) as Vector[];

/** SciPy 1.10's t quantile is 1.1e-9 off at one degree of freedom, where the exact one is 1 / tan(pi p). */
const QUANTILE = 2e-9;

describe('pairedLook against the reference', () => {
  for (const vector of vectors) {
    it(`${vector.name}: clipped values`, () => {
      const clipped = winsorise(Float64Array.from(vector.d));
      vector.winsorised.forEach((expected, i) => void assertClose(clipped[i]!, expected, 1e-12, `value ${i}`));
    });
    for (const [key, alpha] of [
      ['alpha0.05', 0.05],
      ['alpha0.01', 0.01],
    ] as const) {
      it(`${vector.name} at ${alpha}`, () => {
        const expected = vector[key];
        const look = pairedLook(vector.d);
        assert.equal(look.n, expected.n);
        assert.equal(look.ready, expected.ready);
        assertClose(look.mean, expected.mean, 1e-9, 'mean');
        assertClose(look.stepVariance, expected.gamma0, 1e-9, 'step variance');
        assertClose(look.phi, expected.phi_u, 1e-9, 'phi');
        assertClose(look.kappa, expected.kappa, 1e-9, 'kappa');
        assertClose(look.nEff, expected.n_eff, 1e-9, 'n_eff');
        assertClose(look.longRunVariance, expected.lrv, 1e-9, 'long-run variance');
        assertClose(look.df, expected.df, 1e-9, 'df');
        assertClose(studentBoundary(look.n, alpha, look.df), expected.crit, QUANTILE, 'critical value');
        assertClose(pairedLower(look, alpha), expected.lower, QUANTILE, 'lower');
        assertClose(pairedUpper(look, alpha), expected.upper, QUANTILE, 'upper');
      });
    }
  }
});

describe('pairedLook at its edges', () => {
  it('knows nothing of an empty contrast', () => {
    const look = pairedLook([]);
    assert.equal(look.n, 0);
    assert.equal(look.ready, false);
    assert.equal(pairedLower(look, 0.05), -Infinity);
    assert.equal(pairedUpper(look, 0.05), Infinity);
  });

  it('takes two steps for too few to have bounds', () => {
    const look = pairedLook([1, 2]);
    assert.equal(look.mean, 1.5);
    assert.equal(pairedUpper(look, 0.05), Infinity);
  });

  it('closes gaps: missing steps change nothing but the count of gaps', () => {
    const { d } = vectors[0]!;
    const gappy = d.flatMap((value, i) => (i % 10 === 5 ? [Number.NaN, value] : [value]));
    const { gaps, ...rest } = pairedLook(gappy);
    const { gaps: none, ...expected } = pairedLook(d);
    assert.equal(gaps, 4);
    assert.equal(none, 0);
    assert.deepEqual(rest, expected);
  });

  it('doubts the autocorrelation of a series with more than a fifth missing', () => {
    const { d } = vectors.find(({ name }) => name === 'outlier')!;
    const gappy = d.flatMap((value, i) => (i % 3 === 1 ? [Number.NaN, value] : [value]));
    assert.ok(pairedLook(gappy).phi > pairedLook(d).phi);
  });

  it('does not count steps before the first and after the last as gaps', () => {
    const { d } = vectors[0]!;
    assert.equal(pairedLook([Number.NaN, Number.NaN, ...d, Number.NaN]).gaps, 0);
  });

  it('takes what differs by rounding alone for constant', () => {
    const look = pairedLook(Array.from({ length: 12 }, (_, i) => Math.log(1.1 * (i + 1)) - Math.log(i + 1)));
    assert.equal(look.stepVariance, 0);
    assert.equal(pairedLower(look, 0.05), look.mean);
  });

  it('becomes ready with 10 steps and 8 independent ones, and 12 when strict', () => {
    const noise = [0.3, -0.2, 0.1, -0.4, 0.2, -0.1, 0.4, -0.3, 0.25, -0.15];
    assert.equal(pairedLook(noise.slice(0, 9)).ready, false);
    assert.equal(pairedLook(noise).ready, true);
    assert.equal(pairedLook(noise, { minEffectiveSteps: 12 }).ready, false);
  });
});

describe('laws of pairedLook', () => {
  const values = fc.integer({ min: -10_000, max: 10_000 }).map((value) => value / 1000);
  const series = fc.array(values, { minLength: 12, maxLength: 60 });

  it('a shift of every step shifts both bounds', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -100, max: 100 }), (values, shift) => {
        const before = pairedLook(values);
        const after = pairedLook(values.map((value) => value + shift));
        const width = pairedUpper(before, 0.05) - pairedLower(before, 0.05);
        assert.ok(Math.abs(pairedLower(after, 0.05) - pairedLower(before, 0.05) - shift) < 1e-6 * (1 + width));
        assert.ok(Math.abs(pairedUpper(after, 0.05) - pairedUpper(before, 0.05) - shift) < 1e-6 * (1 + width));
      }),
      { seed: 1 },
    );
  });

  it('another unit scales both bounds', () => {
    fc.assert(
      fc.property(series, fc.constantFrom(1e-9, 1e-3, 1000, 1e9), (values, unit) => {
        const before = pairedLook(values);
        const after = pairedLook(values.map((value) => value * unit));
        assert.ok(Math.abs(pairedLower(after, 0.05) / unit - pairedLower(before, 0.05)) < 1e-6 * (1 + Math.abs(pairedLower(before, 0.05))));
      }),
      { seed: 2 },
    );
  });

  it('swapping the sides mirrors the interval', () => {
    fc.assert(
      fc.property(series, (values) => {
        const before = pairedLook(values);
        const after = pairedLook(values.map((value) => -value));
        assert.ok(Math.abs(pairedLower(after, 0.05) + pairedUpper(before, 0.05)) <= 1e-9 * (1 + Math.abs(pairedUpper(before, 0.05))));
      }),
      { seed: 3 },
    );
  });

  it('a smaller alpha never narrows the interval', () => {
    // Where the boundary is tight moves with alpha too: from about 0.2 on a short run can have a lower boundary at a smaller alpha.
    const alphas = fc.double({ min: 1e-6, max: 0.15, noNaN: true });
    fc.assert(
      fc.property(series, alphas, alphas, (values, a, b) => {
        const look = pairedLook(values);
        assert.ok(pairedLower(look, Math.min(a, b)) <= pairedLower(look, Math.max(a, b)));
      }),
      { seed: 4 },
    );
  });
});
