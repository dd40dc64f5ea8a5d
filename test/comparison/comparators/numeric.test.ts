import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { numeric } from '../../../src/comparison/comparators/numeric.ts';
import type { Json } from '../../../src/model/json.ts';
import { comparingWith } from '../comparing-with.ts';
import { fromJson } from './from-json.ts';

const MAX = Number.MAX_VALUE;

describe('numeric', () => {
  // Similarity is 1 less the distance by the larger size, by hand.
  const cases: {
    name: string;
    parameters?: Record<string, number>;
    pair: [number, number];
    similarity: number;
    difference: number;
    category?: string;
  }[] = [
    { name: 'equal', pair: [4, 4], similarity: 1, difference: 0 },
    { name: 'zeros of either sign', pair: [0, -0], similarity: 1, difference: 0 },
    { name: 'within 1 % of the control by default', pair: [200, 202], similarity: 1 - 2 / 202, difference: 2 },
    { name: 'beyond it', pair: [200, 203], similarity: 1 - 3 / 203, difference: 3, category: 'higher' },
    {
      name: 'the share is of the control',
      parameters: { relative: 0.5 },
      pair: [2, 4],
      similarity: 0.5,
      difference: 2,
      category: 'higher',
    },
    { name: 'and not of the other one', parameters: { relative: 0.5 }, pair: [4, 2], similarity: 0.5, difference: -2 },
    { name: 'an absolute tolerance alone', parameters: { absolute: 1 }, pair: [200, 201], similarity: 1 - 1 / 201, difference: 1 },
    {
      name: 'has no relative one beside it',
      parameters: { absolute: 0 },
      pair: [200, 199],
      similarity: 1 - 1 / 200,
      difference: -1,
      category: 'lower',
    },
    { name: 'within either is enough', parameters: { absolute: 1, relative: 0.5 }, pair: [1, 2], similarity: 0.5, difference: 1 },
    { name: 'anything from a control of 0', pair: [0, 1e-12], similarity: 0, difference: 1e-12, category: 'higher' },
    { name: 'opposite signs', pair: [1, -1], similarity: 0, difference: -2, category: 'lower' },
    { name: 'the largest there are', pair: [-MAX, MAX], similarity: 0, difference: MAX, category: 'higher' },
  ];
  for (const { name, parameters, pair, similarity, difference, category } of cases)
    it(name, () => {
      const differences = category === undefined ? [] : [{ field: '', type: 'value', category }];
      assert.deepEqual(comparingWith(numeric, parameters)(...pair), { similarity, differences, measures: { difference } });
    });

  for (const other of ['4', null, [4], true, {}] satisfies Json[])
    it(`differs in type: ${JSON.stringify(other)}`, () =>
      assert.deepEqual(comparingWith(numeric)(4, other), {
        similarity: 0,
        differences: [{ field: '', type: 'type', category: 'no number' }],
      }));

  for (const [name, control, other] of [
    ['a control that is no number', '4', 4],
    ['a control too large', fromJson('1e400'), fromJson('1e400')],
    ['a candidate too large', 1, fromJson('-1e400')],
  ] as const)
    it(`refuses ${name}`, () => assert.throws(() => comparingWith(numeric)(control, other), { name: 'PairError', code: 'NOT_A_NUMBER' }));

  it('measures finite numbers, whatever the two are', () => {
    const compare = comparingWith(numeric);
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, (control, other) => {
        const { similarity, measures } = compare(control, other);
        assert.ok(similarity! >= 0 && similarity! <= 1 && Number.isFinite(measures!.difference));
      }),
    );
  });
});
