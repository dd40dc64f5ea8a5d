import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MetricClass } from '../../src/kayenta/canary.ts';
import { classifyScore, type ScoredResult, summaryScore } from '../../src/kayenta/score.ts';

const result = (classification: MetricClass, groups: string[], more: Partial<ScoredResult> = {}): ScoredResult => ({
  classification,
  groups,
  critical: false,
  muted: false,
  ...more,
});

/** What the rules of the scorer come to where they are odd; each sum is written out. */
describe('summaryScore', () => {
  const bad = result('High', ['a'], { critical: true, classificationReason: 'errors was classified as High' });
  const cases: {
    readonly name: string;
    readonly results: readonly ScoredResult[];
    readonly weights?: Record<string, number>;
    readonly score: number;
    readonly reason?: string;
  }[] = [
    { name: 'nothing at all', results: [], score: 0 },
    { name: 'a group of errors adds its weight', results: [result('Error', ['a'])], score: 100 },
    {
      name: 'a group of errors beside one that passes: 50 + 50',
      results: [result('Error', ['a']), result('Pass', ['b'])],
      score: 100,
    },
    {
      name: 'a critical failure',
      results: [result('Pass', ['a']), bad],
      score: 0,
      reason: 'Canary Failed: errors was classified as High',
    },
    { name: 'a muted critical failure does not count', results: [result('Pass', ['a']), { ...bad, muted: true }], score: 100 },
    { name: 'critical and passed', results: [result('Pass', ['a'], { critical: true })], score: 100 },
    {
      name: 'half of the metrics without data',
      results: [result('Nodata', ['a']), result('Pass', ['a'])],
      score: 0,
      reason: 'Canary Failed: 50% or more metrics returned NODATA',
    },
    { name: 'less than half without data', results: [result('Nodata', ['a']), result('Pass', ['a']), result('Pass', ['a'])], score: 100 },
    {
      name: 'data that had to be there count as failed: 2 of 3',
      results: [result('NodataFailMetric', ['a']), result('Pass', ['a']), result('Pass', ['a'])],
      score: 66.67,
    },
    {
      name: 'the weight of a group without results is lost',
      results: [result('Pass', ['a'])],
      weights: { a: 60, b: 40 },
      score: 60,
    },
    {
      name: 'weights above 100: 150 - 50',
      results: [result('Pass', ['a']), result('Pass', ['b'])],
      weights: { a: 150 },
      score: 100,
    },
    { name: 'a weight above 100 alone', results: [result('Pass', ['a'])], weights: { a: 150 }, score: 150 },
    {
      name: 'the rest of the weight is negative: 0 - 50',
      results: [result('High', ['a']), result('Pass', ['b'])],
      weights: { a: 150 },
      score: -50,
    },
    {
      name: 'a metric in two groups counts in both: 50 / 2 + 100 / 2',
      results: [result('Pass', ['a', 'b']), result('High', ['a'])],
      score: 75,
    },
    { name: 'a metric in no group counts nowhere', results: [result('High', []), result('Pass', ['a'])], score: 100 },
    {
      name: 'halves go up, as the number is written: 100 * 0.01005 is 1.005',
      results: [result('Pass', ['a']), result('High', ['b'])],
      weights: { a: 1.005, b: 98.995 },
      score: 1.01,
    },
    {
      name: 'and away from zero below it: -1.005',
      results: [result('Pass', ['a']), result('High', ['b'])],
      weights: { a: -1.005 },
      score: -1.01,
    },
    { name: 'a weight too small to be seen', results: [result('Pass', ['a'])], weights: { a: 1e-9 }, score: 0 },
  ];
  for (const { name, results, weights, score, reason = '' } of cases) {
    it(name, () => {
      const found = summaryScore(results, weights);
      assert.deepEqual([found.score, found.reason], [score, reason]);
    });
  }

  it('has one entry a group, without a classification', () => {
    const { groups } = summaryScore([result('Pass', ['b', 'a']), result('High', ['b'])]);
    const empty = { classification: '', classificationReason: '' };
    assert.deepEqual(groups, [
      { name: 'a', score: 100, ...empty },
      { name: 'b', score: 50, ...empty },
    ]);
  });
});

describe('classifyScore', () => {
  for (const [score, expected] of [
    [95, 'Pass'],
    [94.99, 'Marginal'],
    [75, 'Marginal'],
    [74.99, 'Fail'],
  ] as const)
    it(`${score} is ${expected}`, () => assert.equal(classifyScore(score, { pass: 95, marginal: 75 }), expected));
});
