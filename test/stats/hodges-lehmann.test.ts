import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hodgesLehmannShift } from '../../src/stats/hodges-lehmann.ts';
import { kthDifference } from '../../src/stats/pairwise-difference.ts';
import { allDifferences } from './brute-force-shift.ts';

interface Vector {
  readonly name: string;
  readonly x_canary: number[];
  readonly y_control: number[];
  readonly HL: number;
  readonly 'HL_CI0.95_normal_orderstat': { readonly lower: number; readonly upper: number };
  readonly 'HL_CI0.98_normal_orderstat': { readonly lower: number; readonly upper: number };
}
const vectors: Vector[] = JSON.parse(readFileSync('fixtures/vectors/two_sample.json', 'utf8'));

describe('hodgesLehmannShift, asymptotic limits', () => {
  for (const vector of vectors) {
    it(vector.name, () => {
      const { estimate, intervals } = hodgesLehmannShift(vector.y_control, vector.x_canary, {
        alphas: [0.025, 0.01],
        method: 'asymptotic',
      });
      assert.equal(estimate, vector.HL);
      const { lower, upper } = vector['HL_CI0.95_normal_orderstat'];
      assert.deepEqual(intervals[0], { alpha: 0.025, lower, upper });
      assert.equal(intervals[1]!.lower, vector['HL_CI0.98_normal_orderstat'].lower);
      assert.equal(intervals[1]!.upper, vector['HL_CI0.98_normal_orderstat'].upper);
    });
  }
});

describe('hodgesLehmannShift, exact limits', () => {
  // Critical values U of the one-sided test at 0.025 and 0.005: Mann & Whitney's tables (two-sided 0.05 and 0.01), as in Hollander et al. (2014), table A.6.
  const cases = [
    { n: 5, m: 5, alpha: 0.025, critical: 2 },
    { n: 7, m: 6, alpha: 0.025, critical: 6 },
    { n: 8, m: 10, alpha: 0.025, critical: 17 },
    { n: 8, m: 10, alpha: 0.005, critical: 11 },
    { n: 10, m: 10, alpha: 0.025, critical: 23 },
    { n: 10, m: 10, alpha: 0.005, critical: 16 },
    { n: 20, m: 20, alpha: 0.025, critical: 127 },
    { n: 20, m: 20, alpha: 0.005, critical: 105 },
  ];
  for (const { n, m, alpha, critical } of cases) {
    it(`${n} and ${m} values at ${alpha}: all but the ${critical} differences at either end`, () => {
      const control = Array.from({ length: n }, (_, i) => Math.sqrt(2 + 3 * i));
      const candidate = Array.from({ length: m }, (_, i) => Math.sqrt(2.5 + 5 * i));
      const { intervals, method } = hodgesLehmannShift(control, candidate, { alphas: [alpha] });
      const differences = allDifferences(control, candidate);
      assert.equal(method, 'exact');
      assert.deepEqual(intervals, [{ alpha, lower: differences[critical], upper: differences[n * m - critical - 1] }]);
    });
  }

  it('has no limits where the samples are too small for the level', () => {
    // The most extreme of the 20 orders of 3 and 3 values has probability 0.05.
    for (const candidate of [
      [4, 5, 6],
      [4, 4, 6],
    ]) {
      const { intervals } = hodgesLehmannShift([1, 2, 3], candidate, { alphas: [0.049, 0.05] });
      assert.deepEqual(intervals[0], { alpha: 0.049, lower: -Infinity, upper: Infinity });
      assert.notEqual(intervals[1]!.lower, -Infinity);
    }
  });
});

describe('hodgesLehmannShift, edges', () => {
  it('of constant series is their difference without doubt', () => {
    const { estimate, intervals } = hodgesLehmannShift(Array(12).fill(0.1), Array(10).fill(0.3), { alphas: [0.01] });
    assert.equal(estimate, 0.3 - 0.1);
    assert.deepEqual(intervals, [{ alpha: 0.01, lower: 0.3 - 0.1, upper: 0.3 - 0.1 }]);
  });

  it('of one value a side is their difference', () => {
    assert.equal(hodgesLehmannShift([5], [3]).estimate, -2);
  });

  it('tells the median of the control', () => {
    assert.equal(hodgesLehmannShift([5, 1, 2], [1]).controlMedian, 2);
    assert.equal(hodgesLehmannShift([5, 1, 2, 4], [1]).controlMedian, 3);
    assert.equal(hodgesLehmannShift([7], [1]).controlMedian, 7);
  });

  it('has an estimate where the sum of two differences overflows', () => {
    assert.equal(hodgesLehmannShift([0], [1.5e308, 1.7e308]).estimate, 1.6e308);
  });

  for (const { name, control, candidate, options, message } of [
    { name: 'empty control', control: [], candidate: [1], options: {}, message: /control is empty/ },
    { name: 'NaN', control: [1], candidate: [1, Number.NaN], options: {}, message: /candidate\[1\] is NaN/ },
    { name: 'infinity', control: [1, -Infinity], candidate: [1], options: {}, message: /control\[1\] is infinite/ },
    { name: 'overflow', control: [-1e308], candidate: [1e308], options: {}, message: /overflows/ },
    { name: 'level 0.5', control: [1], candidate: [1], options: { alphas: [0.5] }, message: /error level 0.5/ },
    { name: 'exact with ties', control: [1], candidate: [1], options: { method: 'exact' }, message: /no ties/ },
  ] as const)
    it(`refuses: ${name}`, () => assert.throws(() => hodgesLehmannShift(control, candidate, options), { name: 'RangeError', message }));
});

describe('hodgesLehmannShift, laws', () => {
  const smooth = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 });
  const tied = fc.integer({ min: -4, max: 4 }).map((value) => value / 3);
  const mixed = fc.oneof(smooth, tied, fc.double({ min: -1, max: 1, noNaN: true }));
  const sample = (least: number) => fc.oneof(...[smooth, tied, mixed].map((value) => fc.array(value, { minLength: least, maxLength: 40 })));
  const options = { alphas: [0.025, 0.2] };

  it('every order statistic is the one that sorting all differences gives, bit for bit', () => {
    fc.assert(
      fc.property(sample(1), sample(1), fc.double({ min: 0, max: 1, noNaN: true }), (control, candidate, share) => {
        const differences = allDifferences(control, candidate);
        const k = 1 + Math.floor(share * (differences.length - 1));
        const actual = kthDifference(Float64Array.from(control).sort(), Float64Array.from(candidate).sort(), k);
        assert.ok(Object.is(actual, differences[k - 1]), `${actual} against ${differences[k - 1]}`);
      }),
      { seed: 21, numRuns: 2000 },
    );
  });

  it('larger series too, of values far apart in size', () => {
    const control = Array.from({ length: 300 }, (_, i) => Math.sin(i) * 10 ** ((i % 13) - 6));
    const candidate = Array.from({ length: 257 }, (_, i) => Math.cos(i) * 10 ** ((i % 11) - 5));
    const differences = allDifferences(control, candidate);
    const before = Float64Array.from(control).sort();
    const after = Float64Array.from(candidate).sort();
    for (let k = 1; k <= differences.length; k += 997) assert.equal(kthDifference(before, after, k), differences[k - 1]);
  });

  it('swapping the sides mirrors it, the order of the samples does not matter', () => {
    fc.assert(
      fc.property(sample(1), sample(1), (control, candidate) => {
        const there = hodgesLehmannShift(control, candidate, options);
        const back = hodgesLehmannShift(candidate.toReversed(), control.toSorted(), options);
        assert.equal(back.estimate + 0, -there.estimate + 0);
        there.intervals.forEach(({ lower, upper }, i) => {
          assert.equal(back.intervals[i]!.lower + 0, -upper + 0);
          assert.equal(back.intervals[i]!.upper + 0, -lower + 0);
        });
      }),
      { seed: 22 },
    );
  });

  it('data times 2^30 give limits times 2^30', () => {
    const factor = 2 ** 30;
    const normal = fc.array(fc.oneof(tied, fc.double({ min: 1, max: 1e9, noNaN: true })), { minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(normal, normal, (control, candidate) => {
        const small = hodgesLehmannShift(control, candidate, options);
        const large = hodgesLehmannShift(
          control.map((value) => value * factor),
          candidate.map((value) => value * factor),
          options,
        );
        assert.equal(large.estimate, small.estimate * factor);
        large.intervals.forEach(({ lower }, i) => {
          assert.equal(lower, small.intervals[i]!.lower * factor);
        });
      }),
      { seed: 23 },
    );
  });

  it('the interval holds the estimate and grows with confidence', () => {
    fc.assert(
      fc.property(sample(1), sample(1), (control, candidate) => {
        const { estimate, intervals } = hodgesLehmannShift(control, candidate, { alphas: [0.001, 0.025, 0.499] });
        for (const { lower, upper } of intervals) assert.ok(lower <= estimate && estimate <= upper);
        assert.ok(intervals[0]!.lower <= intervals[1]!.lower && intervals[1]!.upper <= intervals[0]!.upper);
      }),
      { seed: 24 },
    );
  });
});
