import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { boundaryTail, mixtureBoundary, mixtureRho, studentBoundary } from '../../src/stats/mixture-boundary.ts';
import { assertClose } from '../support/assert-close.ts';

interface Boundary {
  readonly n: number;
  readonly alpha: number;
  readonly v_opt: number;
  readonly rho: number;
  readonly z: number;
}
interface SameTail {
  readonly z: number;
  readonly df: number;
  readonly t_same_tail: number;
}
// fixtures/vectors/boundary.json: SciPy, see fixtures/README.md.
const vectors = JSON.parse(readFileSync('fixtures/vectors/boundary.json', 'utf8')) as (Boundary | SameTail)[];
// fixtures/vectors/noise-profile.json: SciPy 1.17, norm.sf(z).
const { tail } = JSON.parse(readFileSync('fixtures/vectors/noise-profile.json', 'utf8')) as {
  tail: { n: number; alpha: number; rho: number; z: number; p: number }[];
};

describe('the mixture boundary', () => {
  for (const vector of vectors) {
    if (!('rho' in vector)) continue;
    const { n, alpha, v_opt, rho, z } = vector;
    it(`n = ${n}, alpha = ${alpha}, tightest at ${v_opt}`, () => {
      assertClose(mixtureRho(alpha, v_opt), rho, 1e-12);
      assertClose(mixtureBoundary(n, alpha, v_opt), z, 1e-12);
    });
  }

  for (const { n, alpha, z, p } of tail) {
    it(`tail at n = ${n}, alpha = ${alpha}`, () => {
      assertClose(mixtureBoundary(n, alpha), z, 1e-12);
      assertClose(boundaryTail(n, alpha), p, 1e-10);
    });
  }

  it('is lower where it is tuned to be tight than early or very late', () => {
    const at30 = mixtureBoundary(30, 0.05);
    assert.ok(mixtureBoundary(5, 0.05) > at30 && mixtureBoundary(5000, 0.05) > at30);
  });

  it('is wider the smaller alpha is, and with fewer degrees of freedom', () => {
    assert.ok(mixtureBoundary(30, 0.01) > mixtureBoundary(30, 0.05));
    assert.ok(studentBoundary(30, 0.05, 7) > studentBoundary(30, 0.05, 29));
    assert.ok(studentBoundary(30, 0.05, 29) > mixtureBoundary(30, 0.05));
  });

  for (const [n, alpha] of [
    [10, 0],
    [10, 0.5],
    [10, Number.NaN],
    [0, 0.05],
    [Number.NaN, 0.05],
  ] as const) {
    it(`refuses n = ${n}, alpha = ${alpha}`, () => assert.throws(() => mixtureBoundary(n, alpha), RangeError));
  }
});
