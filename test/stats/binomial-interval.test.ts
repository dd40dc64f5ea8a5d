import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binomialInterval } from '../../src/stats/binomial-interval.ts';
import { assertClose } from '../support/assert-close.ts';

describe('the exact interval of a proportion', () => {
  // scipy 1.17.1: binomtest(k, n).proportion_ci(1 - 2 * alpha, method='exact')
  const cases = [
    { k: 0, n: 6, alpha: 0.025, lower: 0, upper: 0.45925812643990044 },
    { k: 1, n: 21, alpha: 0.025, lower: 0.0012048834483706452, upper: 0.23815990993682104 },
    { k: 7, n: 1000, alpha: 0.005, lower: 0.002041386571444228, upper: 0.0170469318350892 },
    { k: 5, n: 5, alpha: 0.025, lower: 0.47817624989501856, upper: 1 },
    { k: 3, n: 4, alpha: 0.25, lower: 0.4563217145809185, upper: 0.9306048591020996 },
    // scipy 1.17.1: beta.ppf(.025, .4, 6.6), beta.ppf(.975, 1.4, 5.6)
    { k: 0.4, n: 6, alpha: 0.025, lower: 1.1621981165273404e-5, upper: 0.539783730895464 },
  ];
  for (const { k, n, alpha, lower, upper } of cases) {
    it(`${k} of ${n} at ${alpha} a side`, () => {
      const interval = binomialInterval(k, n, alpha);
      assertClose(interval.lower, lower, 1e-9, 'lower');
      assertClose(interval.upper, upper, 1e-9, 'upper');
    });
  }

  for (const [k, n, alpha] of [
    [-1, 3, 0.025],
    [4, 3, 0.025],
    [0, 0, 0.025],
    [Number.NaN, 3, 0.025],
    [1, 3, 0.5],
  ] as const)
    it(`refuses ${k} of ${n} at ${alpha}`, () => assert.throws(() => binomialInterval(k, n, alpha), RangeError));
});
