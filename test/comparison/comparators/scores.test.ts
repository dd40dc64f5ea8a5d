import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Compared } from '../../../src/comparison/comparator.ts';
import { scores } from '../../../src/comparison/comparators/scores.ts';
import type { Json } from '../../../src/model/json.ts';
import { comparingWith } from '../comparing-with.ts';
import { fromJson } from './from-json.ts';

describe('scores', () => {
  const cases: { name: string; parameters?: Record<string, unknown>; pair: [Json, Json]; expected: Compared }[] = [
    {
      name: 'all within the tolerance',
      pair: [
        { toxicity: 0.1, groundedness: 0.9 },
        { groundedness: 0.95, toxicity: 0.15 },
      ],
      expected: {
        similarity: 1,
        differences: [],
        scores: { toxicity: { control: 0.1, candidate: 0.15 }, groundedness: { control: 0.9, candidate: 0.95 } },
      },
    },
    {
      name: 'one beyond it: half of the scores agree',
      pair: [
        { toxicity: 0.1, groundedness: 0.9 },
        { toxicity: 0.5, groundedness: 0.9 },
      ],
      expected: {
        similarity: 0.5,
        differences: [{ field: '/toxicity', type: 'value', category: 'higher' }],
        scores: { toxicity: { control: 0.1, candidate: 0.5 }, groundedness: { control: 0.9, candidate: 0.9 } },
      },
    },
    {
      name: 'a tolerance of its own',
      parameters: { tolerance: 0, tolerances: { toxicity: 0.5 } },
      pair: [
        { toxicity: 0, length: 10 },
        { toxicity: 0.5, length: 9 },
      ],
      expected: {
        similarity: 0.5,
        differences: [{ field: '/length', type: 'value', category: 'lower' }],
        scores: { toxicity: { control: 0, candidate: 0.5 }, length: { control: 10, candidate: 9 } },
      },
    },
    {
      name: 'only more is worse',
      parameters: { worse: 'increase' },
      pair: [
        { a: 0, b: 1 },
        { a: 1, b: 0 },
      ],
      expected: {
        similarity: 0.5,
        differences: [{ field: '/a', type: 'value', category: 'higher' }],
        scores: { a: { control: 0, candidate: 1 }, b: { control: 1, candidate: 0 } },
      },
    },
    {
      name: 'only less is worse',
      parameters: { worse: 'decrease' },
      pair: [
        { a: 0, b: 1 },
        { a: 1, b: 0 },
      ],
      expected: {
        similarity: 0.5,
        differences: [{ field: '/b', type: 'value', category: 'lower' }],
        scores: { a: { control: 0, candidate: 1 }, b: { control: 1, candidate: 0 } },
      },
    },
    {
      name: 'a score that one side alone has',
      pair: [{ a: 1 }, { 'b/c': 1 }],
      expected: {
        similarity: 0,
        differences: [
          { field: '/a', type: 'missing' },
          { field: '/b~1c', type: 'extra' },
        ],
        scores: {},
      },
    },
    {
      name: 'chosen scores alone, whatever the rest is',
      parameters: { names: ['a'] },
      pair: [
        { a: 1, model: 'v1' },
        { a: 1, model: 'v2', b: 3 },
      ],
      expected: { similarity: 1, differences: [], scores: { a: { control: 1, candidate: 1 } } },
    },
    {
      name: 'a difference, whatever cannot be compared beside it',
      parameters: { names: ['a', 'b'] },
      pair: [{ b: 1 }, { b: 2 }],
      expected: {
        similarity: 0,
        differences: [{ field: '/b', type: 'value', category: 'higher' }],
        scores: { b: { control: 1, candidate: 2 } },
      },
    },
    {
      name: 'an answer that is no object',
      pair: [{ a: 1 }, 'timeout'],
      expected: { similarity: 0, differences: [{ field: '', type: 'type', category: 'no object' }] },
    },
  ];
  for (const { name, parameters, pair, expected } of cases)
    it(name, () => assert.deepEqual(comparingWith(scores, parameters)(...pair), expected));

  it('takes a score named as what every object inherits for any other', () => {
    const { scores: both, differences } = comparingWith(scores)(
      fromJson('{"__proto__": 1, "toString": 2}'),
      fromJson('{"__proto__": 5, "toString": 2}'),
    );
    assert.deepEqual(Object.entries(both!), [
      ['__proto__', { control: 1, candidate: 5 }],
      ['toString', { control: 2, candidate: 2 }],
    ]);
    assert.equal(differences[0]!.field, '/__proto__');
  });

  const refused: { name: string; parameters?: Record<string, unknown>; pair: [Json, Json]; code: string }[] = [
    { name: 'a control that is no object', pair: [[1], { a: 1 }], code: 'NO_SCORES' },
    { name: 'no scores at all', pair: [{}, {}], code: 'NO_SCORES' },
    { name: 'none of those chosen', parameters: { names: ['a'] }, pair: [{ b: 1 }, { b: 1 }], code: 'NO_SCORES' },
    { name: 'one of those chosen that neither has', parameters: { names: ['a', 'b'] }, pair: [{ b: 1 }, { b: 1 }], code: 'NO_SCORES' },
    { name: 'a score that is a text', pair: [{ a: 1 }, { a: '1' }], code: 'NOT_A_NUMBER' },
    { name: 'a score too large', pair: [fromJson('{"a": 1e400}'), { a: 1 }], code: 'NOT_A_NUMBER' },
  ];
  for (const { name, parameters, pair, code } of refused)
    it(`refuses ${name}`, () => assert.throws(() => comparingWith(scores, parameters)(...pair), { name: 'PairError', code }));
});
