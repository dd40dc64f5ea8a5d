import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnswerPair } from '../../../src/comparison/answer-pair.ts';
import type { Compared } from '../../../src/comparison/comparator.ts';
import { comparePair } from '../../../src/comparison/compare-pair.ts';
import { comparisonPlan } from '../../../src/comparison/comparison-plan.ts';
import type { PairResult } from '../../../src/comparison/pair-result.ts';
import { detailCounts } from '../../../src/comparison/tally/detail-counts.ts';
import { mergeDetails } from '../../../src/comparison/tally/merge-details.ts';
import { noSteps } from '../../../src/comparison/tally/merge-steps.ts';
import { stepCounts } from '../../../src/comparison/tally/step-counts.ts';
import { type DetailTally, OTHER, type StepTally } from '../../../src/comparison/tally.ts';
import type { Json } from '../../../src/model/json.ts';
import { logBin } from '../../../src/stats/log-bins.ts';
import { choice, testComparators } from '../support/test-comparators.ts';

const plan = comparisonPlan(
  {
    comparators: [choice({ name: 'answer' }), choice({ name: 'told', type: 'as-told', path: '/told', counts: false })],
    segment: 'locale',
    heartbeat: { prefix: 'beat-', everyMs: 60_000, expect: 'diverge' },
  },
  testComparators,
);

function tallied(pairs: readonly Partial<AnswerPair>[]): { readonly step: StepTally; readonly detail: DetailTally } {
  const step = stepCounts();
  const detail = detailCounts();
  pairs.forEach((given, i) => {
    const pair: AnswerPair = { id: `${i}`, control: { a: 1 }, candidate: { a: 1 }, ...given };
    const result = comparePair(plan, pair);
    step.add(pair, result, plan);
    detail.add(pair, result, plan);
  });
  return { step: step.tally(), detail: detail.tally() };
}

const AGREED: Partial<AnswerPair> = {};
const DIVERGENT: Partial<AnswerPair> = { candidate: { a: 2 } };
const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

describe('the tally of a step', () => {
  it('counts pairs, and those that diverge', () => {
    const { step } = tallied([
      AGREED,
      DIVERGENT,
      AGREED,
      { ...AGREED, secondControl: { a: 2 } },
      { ...DIVERGENT, secondControl: { a: 3 } },
    ]);
    assert.deepEqual(
      [step.pairs, step.divergent, step.withNoise, step.noisy],
      [5, 1, 2, 1],
      'the last one differs where the control differs from itself',
    );
    const { answer } = step.comparators;
    assert.deepEqual([answer!.pairs, answer!.divergent, answer!.withNoise, answer!.noisy], [5, 1, 2, 1]);
    // Similarity of mappings of one field: 1 or 0, so distance 0 or 1.
    assert.deepEqual(answer!.distance, { [logBin(0)]: 3, [logBin(1)]: 2 });
    assert.deepEqual(answer!.noiseDistance, { [logBin(1)]: 2 });
  });

  it('counts by segment, latency and version', () => {
    const { step } = tallied([
      { features: { locale: 'de' }, latencyMs: { control: 20, candidate: 30 }, versions: { control: 'v1', candidate: 'v2' } },
      { ...DIVERGENT, features: { locale: 'de' }, latencyMs: { candidate: 30 }, versions: { candidate: 'v2' } },
      { features: { locale: 'fr' } },
      { features: { length: 3 } },
    ]);
    assert.deepEqual(step.segments, {
      de: { pairs: 2, divergent: 1, withNoise: 0, divergentWithNoise: 0, noisy: 0 },
      fr: { pairs: 1, divergent: 0, withNoise: 0, divergentWithNoise: 0, noisy: 0 },
    });
    assert.deepEqual(step.latencyMs, { control: { [logBin(20)]: 1 }, candidate: { [logBin(30)]: 2 } });
    assert.deepEqual(step.versions, { control: { v1: 1 }, candidate: { v2: 2 } });
  });

  it('counts what cannot be decided among the errors alone', () => {
    const plan = comparisonPlan({ comparators: [choice({ path: '/part' }), choice({ name: 'whole', counts: false })] }, testComparators);
    const counts = stepCounts();
    const details = detailCounts();
    const pair: AnswerPair = { id: '1', control: 1, candidate: 1, latencyMs: { control: 5 }, features: { length: 3 } };
    counts.add(pair, comparePair(plan, pair), plan);
    details.add(pair, comparePair(plan, pair), plan);
    counts.addError('TOO_LONG');
    const step = counts.tally();
    assert.deepEqual([step.pairs, step.errors, step.latencyMs.control], [0, { NOT_THERE: 1, TOO_LONG: 1 }, {}]);
    assert.deepEqual([step.comparators.answer!.errors, step.comparators.whole!.pairs], [{ NOT_THERE: 1 }, 1]);
    assert.deepEqual(details.tally().features, {});
  });

  it('counts heartbeats as right or wrong and as nothing else', () => {
    const { step, detail } = tallied([
      { id: 'beat-1', ...DIVERGENT, features: { locale: 'de' } },
      { id: 'beat-2', ...AGREED },
      { id: 'beat-3', ...DIVERGENT },
    ]);
    assert.deepEqual(step, { ...noSteps(), heartbeats: { right: 2, wrong: 1 } });
    assert.deepEqual([detail.comparators, detail.features], [{}, {}]);
  });

  it('counts a heartbeat that cannot be compared as wrong', () => {
    const heartbeat = { prefix: 'beat-', everyMs: 60_000, expect: 'agree' } as const;
    const agreeing = comparisonPlan({ comparators: [choice({ path: '/part' })], heartbeat }, testComparators);
    const counts = stepCounts();
    for (const answer of [{ part: 1 }, {}]) {
      const pair: AnswerPair = { id: 'beat-1', control: answer, candidate: answer };
      counts.add(pair, comparePair(agreeing, pair), agreeing);
    }
    assert.deepEqual(counts.tally().heartbeats, { right: 1, wrong: 1 });
  });

  it('takes a similarity that rounding carried beyond 1 for no distance', () => {
    const returns = { similarity: 1 + 1e-7, differences: [] };
    const { step } = tallied([{ control: { told: 1 }, candidate: { told: { returns } } }]);
    assert.deepEqual(step.comparators.told!.distance, { 0: 1 });
  });

  it('counts halves without their other half', () => {
    const counts = stepCounts();
    counts.addUnmatched('control');
    counts.addUnmatched('control');
    counts.addUnmatched('candidate');
    assert.deepEqual(counts.tally(), { ...noSteps(), unmatched: { control: 2, candidate: 1 } });
  });

  it('keeps scores of both sides', () => {
    const told = (toxicity: number): Json => ({ returns: { differences: [], scores: { toxicity: { control: 0, candidate: toxicity } } } });
    const { step } = tallied([0.5, 0.5, 2e15].map((toxicity) => ({ control: { told: 1 }, candidate: { told: told(toxicity) } })));
    assert.deepEqual(step.comparators.told!.scores, {
      toxicity: { control: { 0: 3 }, candidate: { [logBin(0.5)]: 2, [logBin(1e15)]: 1 } },
    });
  });

  it('is taken without ending the count', () => {
    const counts = stepCounts();
    const pair: AnswerPair = { id: '1', control: 1, candidate: 1 };
    counts.add(pair, comparePair(plan, pair), plan);
    const first = counts.tally();
    counts.add(pair, comparePair(plan, pair), plan);
    assert.deepEqual([first.pairs, counts.tally().pairs], [1, 2]);
  });
});

describe('the details of an hour', () => {
  it('count fields by type, of the candidate and of the noise, and categories of the candidate alone', () => {
    const { detail } = tallied([
      DIVERGENT,
      { candidate: { a: 2, b: 1 }, secondControl: { a: 3 } },
      { candidate: {}, control: {}, secondControl: {} },
    ]);
    assert.deepEqual(detail.comparators.answer, {
      fields: { a: { value: [2, 1] }, b: { value: [1, 0] } },
      categories: { '1 -> 2': 1, 'undefined -> 1': 1 },
      measures: {},
    });
  });

  it('count a field once a pair, however many elements of a list differ', () => {
    const field = { field: '/list/*', type: 'value', category: 'a -> b' } as const;
    const returns = { differences: [field, field, { ...field, type: 'type' }], measures: { ratio: 2 } };
    const { detail } = tallied([{ control: { told: 1 }, candidate: { told: { returns } } }]);
    assert.deepEqual(detail.comparators.told, {
      fields: { '/list/*': { value: [1, 0], type: [1, 0] } },
      categories: { 'a -> b': 1 },
      measures: { ratio: { [logBin(2)]: 1 } },
    });
  });

  it('count features by whether the pair agreed: numbers by bin, texts and booleans by value', () => {
    const { detail } = tallied([
      { features: { length: 100, locale: 'de', cached: true } },
      { ...DIVERGENT, features: { length: 100, locale: 'de', cached: false } },
      { ...DIVERGENT, features: { length: -5 } },
    ]);
    assert.deepEqual(detail.features, {
      length: { numbers: { [logBin(100)]: [1, 1], [logBin(-5)]: [0, 1] }, labels: {} },
      locale: { numbers: {}, labels: { de: [1, 1] } },
      cached: { numbers: {}, labels: { true: [1, 0], false: [0, 1] } },
    });
  });

  it('count the population apart', () => {
    const counts = detailCounts();
    counts.addPopulation({ length: 100, locale: 'de' });
    counts.addPopulation({ length: 100 });
    assert.deepEqual(counts.tally(), {
      comparators: {},
      features: {},
      population: { length: { numbers: { [logBin(100)]: [2, 0] }, labels: {} }, locale: { numbers: {}, labels: { de: [1, 0] } } },
    });
  });
});

describe('names that come with pairs', () => {
  const N = 10_000;
  const result = (compared: Compared): PairResult => ({
    results: [{ comparator: 'answer', compared, own: compared.differences, noiseOwn: [] }],
    isError: false,
    isDivergent: true,
    hasNoise: false,
    isNoisy: false,
  });
  const step = stepCounts();
  const detail = detailCounts();
  for (let i = 0; i < N; i++) {
    // One name of each kind comes in every second pair, late: it must not be lost among those that came before.
    const name = i % 2 === 1 && i > N / 2 ? 'often' : `name ${i}`;
    const pair: AnswerPair = {
      id: `${i}`,
      control: 1,
      candidate: 1,
      features: { locale: name, [`f${i % 100}`]: 1 },
      versions: { candidate: name },
    };
    const difference = { field: name, type: 'value', category: name } as const;
    const compared = {
      differences: [difference],
      measures: { [name]: 1 },
      scores: { [name]: { control: 1, candidate: 1 } },
    };
    step.add(pair, result(compared), plan);
    detail.add(pair, result(compared), plan);
    step.addError(name);
  }
  const steps = step.tally();
  const details = detail.tally();

  const { answer } = details.comparators;
  const bounded: readonly (readonly [kind: string, limit: number, counts: Readonly<Record<string, number>>])[] = [
    ['error codes', 50, steps.errors],
    ['versions', 50, steps.versions.candidate],
    ['segments', 200, Object.fromEntries(Object.entries(steps.segments).map(([name, { pairs }]) => [name, pairs]))],
    ['scores', 50, Object.fromEntries(Object.entries(steps.comparators.answer!.scores).map(([name, { control }]) => [name, sum(control)]))],
    ['fields', 500, Object.fromEntries(Object.entries(answer!.fields).map(([name, { value }]) => [name, value![0]]))],
    ['categories', 500, answer!.categories],
    ['measures', 50, Object.fromEntries(Object.entries(answer!.measures).map(([name, bins]) => [name, sum(bins)]))],
    ['labels', 1000, Object.fromEntries(Object.entries(details.features.locale!.labels).map(([name, [a, d]]) => [name, a + d]))],
  ];
  for (const [kind, limit, counts] of bounded)
    it(`are at most ${limit} ${kind}, the most frequent, and the others are counted together`, () => {
      assert.equal(Object.keys(counts).length, limit + 1);
      assert.equal(counts.often, N / 4);
      assert.equal(counts[OTHER], N - N / 4 - (limit - 1));
    });

  it('are at most 50 features', () => {
    assert.equal(Object.keys(details.features).length, 51);
    const counted = Object.values(details.features).flatMap(({ numbers, labels }) => [...Object.values(numbers), ...Object.values(labels)]);
    assert.equal(
      counted.reduce((all, [agreed, diverged]) => all + agreed + diverged, 0),
      2 * N,
    );
  });

  it('stay as many when tallies are merged', () => {
    const renamed = JSON.parse(JSON.stringify(details).replaceAll('"name ', '"another ')) as DetailTally;
    const merged = mergeDetails(details, renamed);
    assert.equal(Object.keys(merged.comparators.answer!.categories).length, 501);
    assert.equal(sum(merged.comparators.answer!.categories), 2 * N);
    assert.equal(merged.comparators.answer!.categories.often, N / 2);
  });

  it('are cut when they are long', () => {
    const counts = stepCounts();
    counts.addError('x'.repeat(5000));
    counts.addError('x'.repeat(6000));
    assert.deepEqual(counts.tally().errors, { [`${'x'.repeat(255)}…`]: 2 });
  });
});
