import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mannWhitneyTest } from '../../src/stats/mann-whitney.ts';
import { rankSumOf } from '../../src/stats/ranks.ts';
import { uLowerTails } from '../../src/stats/u-distribution.ts';
import { assertClose } from '../support/assert-close.ts';

const range = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);

// Expected values: SciPy 1.17.1, mannwhitneyu(candidate, control, method=..., alternative=...).pvalue, two-sided, greater, less.
const cases = [
  {
    name: 'disjoint',
    control: [1, 2, 3, 4],
    candidate: [5, 6, 7, 8],
    method: 'exact',
    u: 16,
    p: [0.02857142857142857, 0.014285714285714285, 1],
  },
  {
    name: 'unequal sizes',
    control: [3, 1, 2],
    candidate: [2.5, 9, 8, 7, 0.5],
    method: 'exact',
    u: 11,
    p: [0.39285714285714285, 0.19642857142857142, 0.875],
  },
  { name: 'one value a side', control: [1], candidate: [2], method: 'exact', u: 1, p: [1, 0.5, 1] },
  {
    name: '50 a side',
    control: range(0, 100, 2),
    candidate: range(8.5, 108.5, 2),
    method: 'exact',
    u: 1465,
    p: [0.13970580825435125, 0.06985290412717562, 0.9310715051143477],
  },
  {
    name: '50 a side, disjoint',
    control: range(0, 50),
    candidate: range(100, 150),
    method: 'exact',
    u: 2500,
    p: [1.9823306042836686e-29, 9.911653021418343e-30, 1],
  },
  {
    name: '51 a side',
    control: range(0, 102, 2),
    candidate: range(8.5, 110.5, 2),
    method: 'asymptotic',
    u: 1520,
    p: [0.1427292416864345, 0.07136462084321725, 0.9295429616994271],
  },
  {
    name: 'ties across samples',
    control: [1, 2, 2, 3],
    candidate: [2, 3, 3, 4],
    method: 'asymptotic',
    u: 13,
    p: [0.1720337089218229, 0.08601685446091145, 0.9524598065992065],
  },
  {
    name: 'far apart with ties',
    control: [1, 1, ...range(0, 40)],
    candidate: [100, 100, ...range(100, 140)],
    method: 'asymptotic',
    u: 1764,
    p: [3.1134654783863173e-15, 1.5567327391931586e-15, 0.9999999999999986],
  },
  {
    name: 'infinities rank last',
    control: [1, 2, 3],
    candidate: [2.5, Infinity, Infinity],
    method: 'asymptotic',
    u: 8,
    p: [0.1840386271964254, 0.0920193135982127, 0.9617387497624704],
  },
] as const;

describe('mannWhitneyTest', () => {
  for (const { name, control, candidate, method, u, p } of cases) {
    it(`${name}: ${method}`, () => {
      (['two-sided', 'greater', 'less'] as const).forEach((alternative, i) => {
        const actual = mannWhitneyTest(control, candidate, { alternative });
        assert.equal(actual.u, u);
        assert.equal(actual.method, method);
        assertClose(actual.pValue, p[i]!, 1e-12, alternative);
      });
    });
  }

  interface Vector {
    readonly name: string;
    readonly x_canary: number[];
    readonly y_control: number[];
    readonly U_x: number;
    readonly p_asymptotic_cc_two_sided: number;
    readonly p_asymptotic_cc_greater: number;
    readonly p_exact_two_sided?: number;
    readonly p_exact_greater?: number;
  }
  const vectors: Vector[] = JSON.parse(readFileSync('fixtures/vectors/two_sample.json', 'utf8'));
  for (const vector of vectors) {
    it(`reference vector: ${vector.name}`, () => {
      const p = (alternative: 'two-sided' | 'greater', method: 'exact' | 'asymptotic'): number =>
        mannWhitneyTest(vector.y_control, vector.x_canary, { alternative, method }).pValue;
      assert.equal(mannWhitneyTest(vector.y_control, vector.x_canary).u, vector.U_x);
      assertClose(p('two-sided', 'asymptotic'), vector.p_asymptotic_cc_two_sided, 1e-12);
      assertClose(p('greater', 'asymptotic'), vector.p_asymptotic_cc_greater, 1e-12);
      if (vector.p_exact_two_sided !== undefined) assertClose(p('two-sided', 'exact'), vector.p_exact_two_sided, 1e-12);
      if (vector.p_exact_greater !== undefined) assertClose(p('greater', 'exact'), vector.p_exact_greater, 1e-12);
    });
  }

  it('finds no difference when every value is tied', () => {
    for (const alternative of ['two-sided', 'greater', 'less'] as const)
      assert.deepEqual(mannWhitneyTest([7, 7], [7, 7, 7], { alternative }), { u: 3, pValue: 1, method: 'asymptotic' });
  });

  for (const { name, control, candidate, method, message } of [
    { name: 'empty control', control: [], candidate: [1], method: 'asymptotic', message: /control is empty/ },
    { name: 'NaN', control: [1, Number.NaN], candidate: [1], method: 'asymptotic', message: /control\[1\] is NaN/ },
    { name: 'exact with ties', control: [1, 2], candidate: [2], method: 'exact', message: /needs no ties/ },
    { name: 'exact of 51 values', control: range(0, 51), candidate: [0.5], method: 'exact', message: /51 and 1 values/ },
  ] as const)
    it(`refuses: ${name}`, () => assert.throws(() => mannWhitneyTest(control, candidate, { method }), { name: 'RangeError', message }));

  it('mirrors when the sides are swapped, whatever the order of the samples', () => {
    const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const there = mannWhitneyTest(a, b, { alternative: 'greater' });
        const back = mannWhitneyTest(b.toReversed(), a.toSorted(), { alternative: 'less' });
        assert.equal(back.pValue, there.pValue);
        assert.equal(back.u, a.length * b.length - there.u);
        assert.ok(there.pValue >= 0 && there.pValue <= 1);
      }),
      { seed: 31 },
    );
  });
});

describe('uLowerTails', () => {
  it('counts the orders as enumeration does', () => {
    for (const [n, m] of [
      [1, 1],
      [2, 3],
      [5, 4],
      [1, 6],
    ] as const) {
      const tails = uLowerTails(n, m);
      const byU = new Array<number>(n * m + 1).fill(0);
      let orders = 0;
      // Every set bit is a candidate; U counts the controls below it.
      for (let bits = 0; bits < 2 ** (n + m); bits++) {
        let u = 0;
        let controls = 0;
        for (let i = 0; i < n + m; i++) {
          if (bits & (1 << i)) u += controls;
          else controls++;
        }
        if (controls !== n) continue;
        byU[u]!++;
        orders++;
      }
      let sum = 0;
      byU.forEach((count, u) => {
        sum += count;
        assertClose(tails[u]!, sum / orders, 1e-14, `P(U <= ${u}) of ${n} and ${m}`);
      });
    }
  });

  it('refuses more values than the exact limit', () => assert.throws(() => uLowerTails(51, 2), RangeError));
});

describe('rankSumOf', () => {
  for (const { name, sample, other, rankSum, ties } of [
    { name: 'nothing', sample: [], other: [], rankSum: 0, ties: [] },
    { name: 'no ties', sample: [30, 10], other: [20], rankSum: 3 + 1, ties: [] },
    { name: 'ties share the mean', sample: [2, 3, 1], other: [2, 3, 3], rankSum: 2.5 + 5 + 1, ties: [2, 3] },
    { name: 'ties of one side', sample: [7, 7], other: [1], rankSum: 2.5 + 2.5, ties: [2] },
    { name: 'infinities', sample: [Infinity, -Infinity], other: [0, Infinity], rankSum: 3.5 + 1, ties: [2] },
    { name: 'both zeros are one value', sample: [0, 1], other: [-0], rankSum: 1.5 + 3, ties: [2] },
    { name: 'no other values', sample: [5, 4], other: [], rankSum: 1 + 2, ties: [] },
  ])
    it(name, () => assert.deepEqual(rankSumOf(sample, other), { rankSum, ties }));
});
