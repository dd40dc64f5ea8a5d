import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparePair } from '../../src/comparison/compare-pair.ts';
import { comparisonPlan, isHeartbeat, segmentOf } from '../../src/comparison/comparison-plan.ts';
import { BadInputError } from '../../src/errors.ts';
import type { ComparatorChoice } from '../../src/model/comparison-config.ts';
import { choice, planOf, testComparators } from './support/test-comparators.ts';

describe('the plan of a comparison', () => {
  it('fills in the defaults of parameters', () => {
    const pair = { id: '1', control: { a: 1, at: 5 }, candidate: { a: 1, at: 6 } };
    assert.equal(comparePair(planOf({ parameters: {} }), pair).isDivergent, true);
    assert.equal(comparePair(planOf({ parameters: { ignore: ['at'] } }), pair).isDivergent, false);
  });

  it('leaves the parameters of the config as they are', () => {
    const parameters = Object.freeze({});
    planOf({ parameters });
    assert.deepEqual(parameters, {});
  });

  const refusals: readonly (readonly [what: string, given: readonly Partial<ComparatorChoice>[], field: string])[] = [
    ['no comparators', [], 'comparators'],
    ['a comparator nobody knows', [{ type: 'magic' }], 'comparators.answer.type'],
    ['a path that is no JSON Pointer', [{ path: 'a' }], 'comparators.answer.path'],
    ['a parameter that is not declared', [{ parameters: { ignores: [] } }], 'comparators.answer.parameters.ignores'],
    ['a parameter of another type', [{ parameters: { ignore: 'at' } }], 'comparators.answer.parameters.ignore'],
    ['a parameter out of range', [{ parameters: { limit: -1 } }], 'comparators.answer.parameters.limit'],
    ['one of many that is wrong', [{}, { name: 'second', parameters: { limit: -1 } }], 'comparators.second.parameters.limit'],
    ['a comparator that cannot be made', [{ type: 'unmakeable' }], 'comparators.answer'],
  ];
  for (const [what, given, field] of refusals)
    it(`refuses ${what}`, () =>
      assert.throws(
        () => planOf(...given),
        (error) => error instanceof BadInputError && error.field === field,
      ));

  it('knows heartbeats by their prefix', () => {
    const plan = comparisonPlan(
      { comparators: [choice()], heartbeat: { prefix: 'beat-', everyMs: 60_000, expect: 'agree' } },
      testComparators,
    );
    assert.deepEqual([isHeartbeat(plan, 'beat-1'), isHeartbeat(plan, 'a-beat-1'), isHeartbeat(planOf({}), 'beat-1')], [true, false, false]);
  });

  it('names the segment of a pair by its feature', () => {
    const plan = comparisonPlan({ comparators: [choice()], segment: 'locale' }, testComparators);
    const segments = [{ locale: 'de' }, { locale: true }, { locale: 7 }, { other: 1 }, undefined].map((features) =>
      segmentOf(plan, features ? { features } : {}),
    );
    assert.deepEqual(segments, ['de', 'true', '7', null, null]);
    assert.equal(segmentOf(planOf({}), { features: { locale: 'de' } }), null);
  });
});
