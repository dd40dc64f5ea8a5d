import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts';
import { cliffsDelta } from '../../src/stats/cliffs-delta.ts';
import { lnConcentrationTail } from '../../src/stats/concentration.ts';
import { cramersV } from '../../src/stats/cramers-v.ts';
import { mannWhitneyTest } from '../../src/stats/mann-whitney.ts';
import { noncentralChiSquaredUpperTail, noncentralityInterval } from '../../src/stats/noncentral-chi-squared.ts';
import { rankBiserial } from '../../src/stats/rank-biserial.ts';
import { riskRatioInterval } from '../../src/stats/risk-ratio.ts';
import { assertClose } from '../support/assert-close.ts';

/** Each bin's number as often as it was counted. */
const expanded = (counts: readonly number[]): number[] => counts.flatMap((count, bin) => new Array<number>(count).fill(bin));

describe('p values of many tests', () => {
  it('of the paper: four of fifteen are proven at 0.05', () => {
    // Benjamini & Hochberg (1995), section 4.1: thrombolysis; adjusted values by scipy 1.17.1 stats.false_discovery_control.
    const pValues = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    const adjusted = [
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765, 0.486, 0.5811818181818181,
      0.714875, 0.7532307692307693, 0.8132142857142857, 1,
    ];
    benjaminiHochberg(pValues).forEach((value, i) => {
      assertClose(value, adjusted[i]!, 1e-12);
    });
    assert.equal(benjaminiHochberg(pValues).filter((p) => p <= 0.05).length, 4);
  });

  it('rejects what the step-up rule of the paper rejects, in any order', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(p, { minLength: 1, maxLength: 30 }), fc.double({ min: 0.001, max: 0.3, noNaN: true }), (pValues, q) => {
        const sorted = [...pValues].sort((a, b) => a - b);
        const last = sorted.findLastIndex((value, i) => (value * pValues.length) / (i + 1) <= q);
        const rejected = pValues.map((value) => last >= 0 && value <= sorted[last]!);
        assert.deepEqual(
          benjaminiHochberg(pValues).map((value) => value <= q),
          rejected,
        );
      }),
    );
  });

  it('refuses what is no p value', () => assert.throws(() => benjaminiHochberg([0.1, Number.NaN]), RangeError));
});

describe('rank-biserial correlation of binned values', () => {
  // scipy 1.17.1: 2 mannwhitneyu(y, x, method='asymptotic').statistic / n / m - 1 and its pvalue; somersd of the table says the same.
  const cases = [
    { first: [5, 8, 3, 0, 1], second: [0, 1, 4, 6, 2], estimate: 0.7737556561085972, pValue: 0.00025798257559236167 },
    { first: [100, 200, 300], second: [9, 11, 10], estimate: -0.2055555555555556, pValue: 0.037842925711394394 },
  ];
  for (const { first, second, estimate, pValue } of cases)
    it(`of ${first} and ${second}`, () => {
      const result = rankBiserial(first, second, 0.05);
      assertClose(result.estimate, estimate, 1e-12);
      assertClose(result.pValue, pValue, 1e-10);
    });

  it("is Cliff's delta of the values, with its limits, and their Mann-Whitney test", () => {
    const counts = fc.array(fc.nat(6), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(counts, counts, fc.constantFrom(0.025, 0.05, 0.2), (first, second, alpha) => {
        const [x, y] = [expanded(first), expanded(second)];
        fc.pre(x.length >= 2 && y.length >= 2);
        const result = rankBiserial(first, second, alpha);
        const { estimate, intervals } = cliffsDelta(x, y, [alpha]);
        assert.ok(Math.abs(result.estimate - estimate) < 1e-12);
        assert.ok(Math.abs(result.lower - intervals[0]!.lower) < 1e-9 && Math.abs(result.upper - intervals[0]!.upper) < 1e-9);
        assertClose(result.pValue, mannWhitneyTest(x, y, { method: 'asymptotic' }).pValue, 1e-9);
      }),
    );
  });

  it('refuses a side with one event', () => assert.throws(() => rankBiserial([3, 4], [0, 1], 0.05), RangeError));
});

describe('noncentral chi-squared', () => {
  // scipy 1.17.1: ncx2.sf(x, df, lambda), chi2.sf(x, df) at lambda 0
  const tails = [
    { x: 3.2, df: 1, lambda: 0.5, tail: 0.145963165514057 },
    { x: 40, df: 9, lambda: 25, tail: 0.27011561832929754 },
    { x: 5, df: 4, lambda: 0, tail: 0.2872974951836458 },
    { x: 1200, df: 12, lambda: 1000, tail: 0.0021715752323067635 },
    { x: 0.5, df: 3, lambda: 6, tail: 0.9946543008384009 },
  ];
  for (const { x, df, lambda, tail } of tails)
    it(`tail beyond ${x} with ${df} degrees of freedom and ${lambda}`, () =>
      assert.ok(Math.abs(noncentralChiSquaredUpperTail(x, df, lambda) - tail) < 0.005));

  // scipy 1.17.1: the lambda at which ncx2.sf(x, df, lambda) is alpha, and 1 - alpha, by brentq
  const limits = [
    { x: 20, df: 3, alpha: 0.05, lower: 6.401999806497212, upper: 35.06997527814822 },
    { x: 2, df: 3, alpha: 0.05, lower: 0, upper: 6.26737639862952 },
    { x: 150, df: 10, alpha: 0.025, lower: 97.58986819732974, upper: 192.15202522355247 },
    { x: 4000, df: 5, alpha: 0.01, lower: 3707.2239022339427, upper: 4295.60135854333 },
  ];
  for (const { x, df, alpha, lower, upper } of limits)
    it(`noncentrality of ${x} with ${df} degrees of freedom at ${alpha}`, () => {
      const interval = noncentralityInterval(x, df, alpha);
      assertClose(interval.lower, lower, 0.02, 'lower');
      assertClose(interval.upper, upper, 0.02, 'upper');
    });
});

describe("Cramér's V of a category and a side", () => {
  // scipy 1.17.1: chi2_contingency(correction=False); the estimate by the formula of Bergsma (2013); limits sqrt(lambda / n), lambda as above
  const cases = [
    {
      first: [10, 20, 30],
      second: [6, 9, 17],
      chiSquared: 0.27157465150403504,
      pValue: 0.873028283380073,
      estimate: 0,
      lower: 0,
      // Chi-squared below its mean counts as its mean, 2.
      upper: 0.29184707648741937,
    },
    {
      first: [200, 50, 5, 40],
      second: [10, 30, 20, 5],
      chiSquared: 111.82864593034083,
      pValue: 4.433711644542891e-24,
      estimate: 0.5505660134836063,
      lower: 0.46519794691058247,
      upper: 0.6393820647609922,
    },
    {
      first: [990, 1010],
      second: [12, 7],
      chiSquared: 1.4044256851922607,
      pValue: 0.23598396993658863,
      estimate: 0.014147920316350938,
      lower: 0,
      upper: 0.0629744725652893,
    },
  ];
  for (const { first, second, ...expected } of cases)
    it(`${first} and ${second}`, () => {
      const result = cramersV({ first, second }, 0.05)!;
      assertClose(result.chiSquared, expected.chiSquared, 1e-12);
      assertClose(result.pValue, expected.pValue, 1e-9);
      assert.ok(Math.abs(result.estimate - expected.estimate) < 1e-12);
      // By an approximation, which is at its worst where chi-squared is small.
      assert.ok(Math.abs(result.lower - expected.lower) < 0.02 && Math.abs(result.upper - expected.upper) < 0.02);
    });

  it('is 1 where the category is the side', () => assertClose(cramersV({ first: [50, 0], second: [0, 70] }, 0.05)!.estimate, 1, 1e-12));
  it('counts an empty category for nothing', () =>
    assert.deepEqual(cramersV({ first: [5, 0, 9], second: [4, 0, 2] }, 0.05), cramersV({ first: [5, 9], second: [4, 2] }, 0.05)));
  for (const table of [
    { first: [3, 4], second: [0, 0] },
    { first: [3, 0], second: [4, 0] },
    { first: [], second: [] },
  ])
    it(`cannot be said of ${JSON.stringify(table)}`, () => assert.equal(cramersV(table, 0.05), undefined));
});

describe('the bound on how much can lie in one place by chance', () => {
  /** P(at least `marked` inside) by adding up the hypergeometric law. */
  const exactTail = ({ inside, marked, all, allMarked }: { inside: number; marked: number; all: number; allMarked: number }): number => {
    const lnFactorial = (n: number): number => Array.from({ length: n }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
    const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
    let tail = 0;
    for (let k = marked; k <= Math.min(inside, allMarked); k++)
      if (allMarked - k <= all - inside)
        tail += Math.exp(lnChoose(inside, k) + lnChoose(all - inside, allMarked - k) - lnChoose(all, allMarked));
    return tail;
  };

  it('is never below the exact chance', () => {
    const table = fc.record({ a: fc.nat(20), b: fc.nat(20), c: fc.nat(20), d: fc.nat(20) });
    fc.assert(
      fc.property(table, ({ a, b, c, d }) => {
        fc.pre(a + b > 0 && a + c > 0);
        const counts = { inside: a + b, marked: a, all: a + b + c + d, allMarked: a + c };
        const bound = Math.exp(lnConcentrationTail(counts));
        assert.ok(bound >= exactTail(counts) * (1 - 1e-9) && bound <= 1, `${bound} for ${exactTail(counts)}`);
      }),
    );
  });

  it('of all thousand marked ones among a thousand of a million is as good as nothing', () => {
    // A thousand times the logarithm of a thousandth.
    assertClose(lnConcentrationTail({ inside: 1000, marked: 1000, all: 1e6, allMarked: 1000 }), 1000 * Math.log(0.001), 1e-12);
  });
});

describe('ratio of two shares', () => {
  it('is that of Katz where half events weigh little', () => {
    // Katz et al. (1978): ln ratio and z 1.6449 times the root of 1/a - 1/n + 1/b - 1/m.
    const { lower, upper } = riskRatioInterval({ events: 1500, trials: 10_000 }, { events: 500, trials: 12_000 }, 0.05);
    assertClose(lower, Math.exp(Math.log(3.6) - 1.6448536269514722 * Math.sqrt(1 / 1500 - 1 / 1e4 + 1 / 500 - 1 / 12e3)), 2e-3);
    assertClose(upper, Math.exp(Math.log(3.6) + 1.6448536269514722 * Math.sqrt(1 / 1500 - 1 / 1e4 + 1 / 500 - 1 / 12e3)), 2e-3);
  });

  it('is finite without events, and turns over with the groups', () => {
    const [none, some] = [
      { events: 0, trials: 40 },
      { events: 9, trials: 50 },
    ];
    const there = riskRatioInterval(none, some, 0.05);
    const back = riskRatioInterval(some, none, 0.05);
    assert.ok(there.lower > 0 && back.upper < Infinity);
    assertClose(there.lower * back.upper, 1, 1e-12);
  });
});
