import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chiSquaredQuantileUpper, chiSquaredUpperTail } from '../../src/stats/chi-squared.ts';
import { fUpperTail } from '../../src/stats/f-distribution.ts';
import { lnBeta, lnGamma } from '../../src/stats/gamma.ts';
import { incompleteBeta, lnIncompleteBeta } from '../../src/stats/incomplete-beta.ts';
import { normalLogUpperTail, normalQuantileUpper, normalUpperTail } from '../../src/stats/normal.ts';
import { studentTLogUpperTail, studentTQuantileUpper, studentTUpperTail } from '../../src/stats/student-t.ts';
import { assertClose } from '../support/assert-close.ts';

/** Rows of arguments and, last, the value; made by fixtures/vectors/distributions.py (mpmath 1.3). */
const reference: Record<string, number[][]> = JSON.parse(readFileSync('fixtures/vectors/distributions.json', 'utf8'));

type Reals = (...args: number[]) => number;
const functions: { name: string; of: Reals; relative: number }[] = [
  { name: 'normalUpperTail', of: normalUpperTail as Reals, relative: 1e-12 },
  { name: 'normalLogUpperTail', of: normalLogUpperTail as Reals, relative: 1e-12 },
  { name: 'normalQuantileUpper', of: normalQuantileUpper as Reals, relative: 1e-12 },
  { name: 'lnGamma', of: lnGamma as Reals, relative: 3e-15 },
  { name: 'lnBeta', of: lnBeta as Reals, relative: 1e-14 },
  { name: 'studentTUpperTail', of: studentTUpperTail as Reals, relative: 1e-10 },
  { name: 'studentTQuantileUpper', of: studentTQuantileUpper as Reals, relative: 1e-10 },
  { name: 'chiSquaredUpperTail', of: chiSquaredUpperTail as Reals, relative: 1e-10 },
  { name: 'chiSquaredQuantileUpper', of: chiSquaredQuantileUpper as Reals, relative: 1e-10 },
  { name: 'fUpperTail', of: fUpperTail as Reals, relative: 1e-10 },
];

for (const { name, of, relative } of functions) {
  describe(name, () => {
    for (const row of reference[name]!) {
      const args = row.slice(0, -1);
      it(`(${args.join(', ')})`, () => assertClose(of(...args), row.at(-1)!, relative));
    }
  });
}

describe('lnIncompleteBeta', () => {
  for (const [x, a, b, expected] of reference.lnIncompleteBeta as [number, number, number, number][]) {
    // An absolute error of the logarithm is the relative error of the probability.
    it(`(${x}, ${a}, ${b})`, () => assert.ok(Math.abs(lnIncompleteBeta(x, a, b) - expected) < Math.max(1e-10, 1e-14 * Math.abs(expected))));
  }

  it('is 0 at 0 and 1 at 1', () => {
    assert.equal(lnIncompleteBeta(0, 2, 3), -Infinity);
    assert.equal(incompleteBeta(0, 2, 3), 0);
    assert.equal(incompleteBeta(1, 2, 3), 1);
  });
});

describe('edges of the distributions', () => {
  for (const { name, actual, expected } of [
    { name: 'normal tail at Infinity', actual: normalUpperTail(Infinity), expected: 0 },
    { name: 'normal tail at -Infinity', actual: normalUpperTail(-Infinity), expected: 1 },
    { name: 'log normal tail at Infinity', actual: normalLogUpperTail(Infinity), expected: -Infinity },
    { name: 'log normal tail at -Infinity', actual: Math.abs(normalLogUpperTail(-Infinity)), expected: 0 },
    { name: 'normal quantile of 0', actual: normalQuantileUpper(0), expected: Infinity },
    { name: 'normal quantile of 1', actual: normalQuantileUpper(1), expected: -Infinity },
    { name: 'normal quantile of a half', actual: normalQuantileUpper(0.5), expected: 0 },
    { name: 't tail at Infinity', actual: studentTUpperTail(Infinity, 3), expected: 0 },
    { name: 't tail at -Infinity', actual: studentTUpperTail(-Infinity, 3), expected: 1 },
    { name: 't tail at 0', actual: studentTUpperTail(0, 3), expected: 0.5 },
    { name: 't tail of infinite df is the normal', actual: studentTLogUpperTail(1.5, Infinity), expected: normalLogUpperTail(1.5) },
    { name: 't quantile of 0', actual: studentTQuantileUpper(0, 3), expected: Infinity },
    { name: 't quantile of a half', actual: studentTQuantileUpper(0.5, 3), expected: 0 },
    { name: 't quantile of 1', actual: studentTQuantileUpper(1, 3), expected: -Infinity },
    { name: 't quantile is odd', actual: studentTQuantileUpper(0.75, 3), expected: -studentTQuantileUpper(0.25, 3) },
    { name: 'chi-squared tail below 0', actual: chiSquaredUpperTail(-1, 3), expected: 1 },
    { name: 'chi-squared tail at Infinity', actual: chiSquaredUpperTail(Infinity, 3), expected: 0 },
    { name: 'chi-squared quantile of 0', actual: chiSquaredQuantileUpper(0, 3), expected: Infinity },
    { name: 'chi-squared quantile of 1', actual: chiSquaredQuantileUpper(1, 3), expected: 0 },
    { name: 'F tail at 0', actual: fUpperTail(0, 2, 3), expected: 1 },
    { name: 'F tail at Infinity', actual: fUpperTail(Infinity, 2, 3), expected: 0 },
    { name: 'lnGamma of Infinity', actual: lnGamma(Infinity), expected: Infinity },
  ])
    it(name, () => assert.equal(actual, expected));

  for (const [name, call] of [
    ['normal quantile above 1', () => normalQuantileUpper(1.1)],
    ['normal quantile of NaN', () => normalQuantileUpper(Number.NaN)],
    ['t tail with 0 df', () => studentTUpperTail(1, 0)],
    ['t tail at NaN', () => studentTUpperTail(Number.NaN, 3)],
    ['t quantile below 0', () => studentTQuantileUpper(-0.1, 3)],
    ['t quantile with df below 1', () => studentTQuantileUpper(0.1, 0.5)],
    ['chi-squared tail with negative df', () => chiSquaredUpperTail(1, -1)],
    ['chi-squared tail at NaN', () => chiSquaredUpperTail(Number.NaN, 1)],
    ['chi-squared quantile above 1', () => chiSquaredQuantileUpper(2, 1)],
    ['F tail with 0 df', () => fUpperTail(1, 0, 1)],
    ['F tail at NaN', () => fUpperTail(Number.NaN, 1, 1)],
    ['lnGamma of 0', () => lnGamma(0)],
    ['lnBeta of 0', () => lnBeta(0, 1)],
    ['incomplete beta above 1', () => lnIncompleteBeta(1.5, 1, 1)],
    ['incomplete beta of shape 0', () => lnIncompleteBeta(0.5, 0, 1)],
  ] as const)
    it(`refuses: ${name}`, () => assert.throws(call, RangeError));
});

describe('laws of the distributions', () => {
  const df = fc.double({ min: 1, max: 1e5, noNaN: true });
  const lnP = fc.double({ min: -690, max: -0.8, noNaN: true });

  it('a quantile is where its tail is p', () => {
    fc.assert(
      fc.property(df, lnP, (d, ln) => {
        assertClose(studentTLogUpperTail(studentTQuantileUpper(Math.exp(ln), d), d), Math.log(Math.exp(ln)), 1e-11);
        assertClose(normalLogUpperTail(normalQuantileUpper(Math.exp(ln))), Math.log(Math.exp(ln)), 1e-12);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('I_x(a, b) + I_(1 - x)(b, a) = 1', () => {
    const shape = fc.double({ min: 0.5, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1023 }), shape, shape, (k, a, b) => {
        const x = k / 1024;
        assertClose(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a), 1, 1e-10);
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});
