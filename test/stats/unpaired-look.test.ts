import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { longRunVariance } from '../../src/stats/long-run-variance.ts';
import { unpairedLook } from '../../src/stats/unpaired-look.ts';
import { assertClose } from '../support/assert-close.ts';

// Alternating series: no positive autocorrelation, so the long-run variance is the plain one and Welch's test applies.
const control = [1, 3, 1.5, 2.5, 1, 3, 1.2, 2.8, 1.1, 2.9];
const candidate = [2, 5, 2.5, 4.5, 2, 5, 2.2, 4.8, 2.1, 4.9, 2, 5];

describe('unpairedLook', () => {
  it('is the test of Welch where steps are independent', () => {
    const look = unpairedLook(control, candidate);
    // scipy 1.17.1: r = ttest_ind(candidate, control, equal_var=False); r.df and (mean difference) / r.statistic
    assertClose(look.difference, 1.5, 1e-12);
    assertClose(look.standardError, 0.5049252369900864, 1e-9);
    assertClose(look.df, 18.767399674624258, 1e-9);
    assert.equal(look.n, 10);
    assert.equal(look.nEff, 10);
  });

  it('widens with autocorrelation', () => {
    const sorted = [...candidate].sort((a, b) => a - b);
    assert.ok(unpairedLook(control, sorted).standardError > unpairedLook(control, candidate).standardError);
  });

  it('drops missing values on either side', () =>
    assert.deepEqual(unpairedLook([Number.NaN, ...control], [...candidate, Infinity]), unpairedLook(control, candidate)));

  for (const [name, a, b] of [
    ['an empty side', [], candidate],
    ['two values', [1, 2], candidate],
  ] as const) {
    it(`knows nothing with ${name}`, () => assert.equal(unpairedLook(a, b).standardError, Infinity));
  }

  it('knows two constants without error', () => {
    const look = unpairedLook([1, 1, 1], [3, 3, 3]);
    assert.equal(look.difference, 2);
    assert.equal(look.standardError, 0);
  });
});

describe('longRunVariance', () => {
  it('of independent steps is their plain variance', () => {
    assertClose(longRunVariance(Float64Array.of(1, 2)).variance, 0.5, 1e-12);
  });

  it('sees slow drift under fast noise, which the correlation of neighbours hides', () => {
    const drifting = Float64Array.from({ length: 100 }, (_, i) => 0.8 * Math.sin(i / 16) + (i % 2 === 0 ? 1 : -1));
    const fast = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const { phi, kappa } = longRunVariance(drifting);
    assert.equal(phi, 0);
    assert.ok(kappa > 5, `kappa ${kappa}`);
    assert.equal(longRunVariance(fast).kappa, 1);
  });
});
