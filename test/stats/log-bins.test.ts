import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { logBin, upperBoundOfLogBin, valueOfLogBin } from '../../src/stats/log-bins.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, -0, 1e-9, -1e-9, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE),
);
/** Rounding may put a number that is as good as a bound on its other side. */
const nearly = (value: number): number => value + Math.abs(value) * 1e-12;

describe('bins on a logarithmic scale', () => {
  it('never fall as numbers rise', () =>
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        assert.ok(logBin(low) <= logBin(high));
      }),
    ));

  it('mirror at zero', () => fc.assert(fc.property(number, (value) => assert.equal(logBin(-value) + logBin(value), 0))));

  it('stand for a number within 2.5 %', () =>
    fc.assert(
      fc.property(fc.double({ min: 1.02e-9, max: 1e307, noNaN: true }), (value) => {
        const ratio = valueOfLogBin(logBin(value)) / value;
        assert.ok(ratio > 1 / 1.025 && ratio < 1.025, `${ratio}`);
      }),
    ));

  it('are bounded above by their upper bound, and below by that of the bin before', () =>
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        const bin = logBin(value);
        assert.ok(value <= nearly(upperBoundOfLogBin(bin)));
        assert.ok(nearly(value) >= upperBoundOfLogBin(bin - 1) || bin === 0);
      }),
    ));

  // 1 lies in the middle of bin 425, 5 % more in that of the next; the smallest number that is not zero is 1.05^-424.5 = 1.012e-9.
  const cases: readonly (readonly [value: number, bin: number])[] = [
    [0, 0],
    [1.01e-9, 0],
    [1.02e-9, 1],
    [1, 425],
    [1.05, 426],
    [1.05 ** 10, 435],
    [-1, -425],
  ];
  for (const [value, bin] of cases) it(`${value} is in bin ${bin}`, () => assert.equal(logBin(value), bin));
});
