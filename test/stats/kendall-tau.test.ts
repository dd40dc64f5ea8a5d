import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kendallTau } from '../../src/stats/kendall-tau.ts';
import { assertClose } from '../support/assert-close.ts';

/** From the definition: every pair, by its signs. */
function tauOfEveryPair(x: readonly number[], y: readonly number[]): number | undefined {
  let surplus = 0;
  let untiedX = 0;
  let untiedY = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < i; j++) {
      const a = x[i] === x[j] ? 0 : Math.sign(x[i]! - x[j]!);
      const b = y[i] === y[j] ? 0 : Math.sign(y[i]! - y[j]!);
      surplus += a * b;
      untiedX += a * a;
      untiedY += b * b;
    }
  return untiedX === 0 || untiedY === 0 ? undefined : surplus / Math.sqrt(untiedX * untiedY);
}

describe('kendallTau', () => {
  // scipy 1.17.1: kendalltau(x, y).statistic. The first is the example of its documentation.
  const cases: { name: string; x: number[]; y: number[]; tau: number }[] = [
    { name: 'ties on both sides', x: [12, 2, 1, 12, 2], y: [1, 4, 7, 1, 0], tau: -0.4714045207910316 },
    { name: 'the same order', x: [1, 2, 3, 4], y: [10, 20, 30, 40], tau: 1 },
    { name: 'the reverse', x: [1, 2, 3, 4], y: [4, 3, 2, 1], tau: -1 },
    { name: 'one neighbouring swap of five', x: [1, 2, 3, 4, 5], y: [2, 1, 3, 4, 5], tau: 0.8 },
    { name: 'ties on one side', x: [1, 2, 3, 4, 5, 6], y: [1, 1, 2, 3, 2, 3], tau: 0.7453559924999299 },
    { name: 'infinities rank like any value', x: [-Infinity, 0, Infinity, Infinity], y: [1, 2, 3, 3], tau: 1 },
  ];
  for (const { name, x, y, tau } of cases) it(name, () => assertClose(kendallTau(x, y)!, tau, 1e-14));

  it('is exact where nothing is tied', () => assert.equal(kendallTau([1, 2, 3, 4, 5], [2, 1, 3, 4, 5]), 0.8));

  for (const [name, x, y] of [
    ['nothing', [], []],
    ['one thing', [1], [2]],
    ['all tied on one side', [1, 1, 1], [1, 2, 3]],
  ] as const)
    it(`has no answer for ${name}`, () => assert.equal(kendallTau(x, y), undefined));

  it('refuses other lengths and NaN', () => {
    assert.throws(() => kendallTau([1, 2], [1]), RangeError);
    assert.throws(() => kendallTau([1, Number.NaN], [1, 2]), RangeError);
  });

  it('is that of every pair looked at', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 60 });
    fc.assert(
      fc.property(points, (drawn) => {
        const x = drawn.map(([a]) => a);
        const y = drawn.map(([, b]) => b);
        const expected = tauOfEveryPair(x, y);
        const actual = kendallTau(x, y);
        if (expected === undefined) assert.equal(actual, undefined);
        else assert.ok(Math.abs(actual! - expected) < 1e-12, `${actual} against ${expected}`);
      }),
    );
  });
});
