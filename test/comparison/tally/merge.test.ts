import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnswerPair } from '../../../src/comparison/answer-pair.ts';
import { comparePair } from '../../../src/comparison/compare-pair.ts';
import { detailCounts } from '../../../src/comparison/tally/detail-counts.ts';
import { mergeAllDetails, mergeDetails, noDetails } from '../../../src/comparison/tally/merge-details.ts';
import { mergeAllSteps, mergeSteps, noSteps } from '../../../src/comparison/tally/merge-steps.ts';
import { stepCounts } from '../../../src/comparison/tally/step-counts.ts';
import type { DetailTally, StepTally } from '../../../src/comparison/tally.ts';
import { planOf } from '../support/test-comparators.ts';
import { detailTally, stepTally } from './arbitrary-tallies.ts';

interface Merging<T> {
  readonly merge: (a: T, b: T) => T;
  readonly mergeAll: (tallies: Iterable<T>) => T;
  readonly nothing: () => T;
}

function laws<T>(tally: fc.Arbitrary<T>, { merge, mergeAll, nothing }: Merging<T>): void {
  it('has the tally of no pairs as its neutral element', () =>
    fc.assert(
      fc.property(tally, (a) => {
        assert.deepEqual(merge(a, nothing()), a);
        assert.deepEqual(merge(nothing(), a), a);
      }),
    ));
  it('is the same in any order', () => fc.assert(fc.property(tally, tally, (a, b) => assert.deepEqual(merge(a, b), merge(b, a)))));
  it('is the same in any grouping', () =>
    fc.assert(
      fc.property(tally, tally, tally, (a, b, c) => {
        const all = mergeAll([a, b, c]);
        assert.deepEqual(merge(merge(a, b), c), all);
        assert.deepEqual(merge(a, merge(b, c)), all);
      }),
    ));
  it('survives being written as JSON', () =>
    fc.assert(fc.property(tally, (a) => assert.deepEqual(merge(JSON.parse(JSON.stringify(a)) as T, nothing()), a))));
  it('leaves what it is given as it was', () =>
    fc.assert(
      fc.property(tally, tally, (a, b) => {
        const before = JSON.stringify([a, b]);
        const merged = merge(a, b);
        merge(merged, merged);
        assert.equal(JSON.stringify([a, b]), before);
      }),
    ));
}

describe('merging tallies of steps', () => laws<StepTally>(stepTally, { merge: mergeSteps, mergeAll: mergeAllSteps, nothing: noSteps }));
describe('merging details', () => laws<DetailTally>(detailTally, { merge: mergeDetails, mergeAll: mergeAllDetails, nothing: noDetails }));

describe('merging tallies with more names than are kept', () => {
  const errorsOf = (from: number, to: number): StepTally => {
    const counts = stepCounts();
    for (let i = from; i < to; i++) counts.addError(`CODE_${i % 100}`);
    return counts.tally();
  };
  // 50 codes are kept of 80, all of them as frequent.
  it('is the same in either order', () => {
    const [a, b] = [errorsOf(0, 40), errorsOf(40, 80)];
    const merged = mergeSteps(a, b);
    assert.deepEqual(mergeSteps(b, a), merged);
    assert.equal(Object.keys(merged.errors).length, 51);
  });

  it('loses no pair, however they are grouped', () => {
    const [a, b, c] = [errorsOf(0, 70), errorsOf(30, 130), errorsOf(90, 95)];
    for (const { errors } of [mergeSteps(mergeSteps(a, b), c), mergeSteps(a, mergeSteps(b, c))])
      assert.equal(
        Object.values(errors).reduce((sum, count) => sum + count, 0),
        70 + 100 + 5,
      );
  });
});

describe('pairs counted apart and merged', () => {
  const answer = fc.dictionary(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 2 }), { noNullPrototype: true });
  const feature = fc.oneof(fc.boolean(), fc.constantFrom('x', 'y'), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const pair: fc.Arbitrary<AnswerPair> = fc.record(
    {
      id: fc.uuid(),
      control: answer,
      candidate: answer,
      secondControl: answer,
      latencyMs: fc.record({ control: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
      features: fc.dictionary(fc.constantFrom('f', 'g', 'h'), feature, { noNullPrototype: true }),
      versions: fc.record({ control: fc.constantFrom('v1', 'v2'), candidate: fc.constantFrom('v2', 'v3') }),
    },
    { requiredKeys: ['id', 'control', 'candidate'] },
  );
  const plan = { ...planOf({ name: 'all' }, { name: 'part', path: '/a', counts: false }), segment: 'f' };
  const tallied = (pairs: readonly AnswerPair[]): readonly [StepTally, DetailTally] => {
    const steps = stepCounts();
    const details = detailCounts();
    for (const each of pairs) {
      const result = comparePair(plan, each);
      steps.add(each, result, plan);
      details.add(each, result, plan);
    }
    return [steps.tally(), details.tally()];
  };

  it('are as if counted together', () =>
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), fc.array(pair, { maxLength: 8 }), (some, others) => {
        const [stepA, detailA] = tallied(some);
        const [stepB, detailB] = tallied(others);
        const [step, detail] = tallied([...some, ...others]);
        assert.deepEqual(mergeSteps(stepA, stepB), step);
        assert.deepEqual(mergeDetails(detailA, detailB), detail);
      }),
    ));
});
