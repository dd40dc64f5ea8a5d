import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { embedding } from '../../../src/comparison/comparators/embedding.ts';
import type { Json } from '../../../src/model/json.ts';
import { assertClose } from '../../support/assert-close.ts';
import { comparingWith } from '../comparing-with.ts';
import { fromJson } from './from-json.ts';

describe('embedding', () => {
  const compare = comparingWith(embedding);

  // scipy 1.17.1: 1 - scipy.spatial.distance.cosine(control, other). Ratios of lengths by hand.
  const cases: { name: string; pair: [number[], number[]]; cosine: number; normRatio: number; category?: string }[] = [
    {
      name: 'two near directions',
      pair: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      cosine: 0.9746318461970762,
      normRatio: Math.sqrt(77 / 14),
    },
    {
      name: 'an eighth of a turn',
      pair: [
        [1, 0, 0],
        [1, 1, 0],
      ],
      cosine: 0.7071067811865475,
      normRatio: Math.SQRT2,
      category: 'cosine 0.7 to 0.8',
    },
    {
      name: 'the opposite',
      pair: [
        [1, 2, 3],
        [-1, -2, -3],
      ],
      cosine: -1,
      normRatio: 1,
      category: 'cosine -1.0 to -0.9',
    },
    {
      name: 'a right angle',
      pair: [
        [1, 0],
        [0, 2],
      ],
      cosine: 0,
      normRatio: 2,
      category: 'cosine 0.0 to 0.1',
    },
    { name: 'one number', pair: [[3], [6]], cosine: 1, normRatio: 2 },
    // The same as the first, scaled: no square of them is a number of its own.
    {
      name: 'numbers whose squares overflow',
      pair: [
        [1e200, 2e200, 3e200],
        [4e200, 5e200, 6e200],
      ],
      cosine: 0.9746318461970762,
      normRatio: Math.sqrt(77 / 14),
    },
    {
      name: 'numbers whose squares are 0',
      pair: [
        [1e-200, 2e-200, 3e-200],
        [4e-200, 5e-200, 6e-200],
      ],
      cosine: 0.9746318461970762,
      normRatio: Math.sqrt(77 / 14),
    },
    { name: 'lengths too far apart for a number', pair: [[1e-300], [1e300]], cosine: 1, normRatio: Number.MAX_VALUE },
  ];
  for (const { name, pair, cosine, normRatio, category } of cases)
    it(name, () => {
      const { similarity, differences, measures } = compare(...pair);
      assertClose(similarity!, cosine, 1e-14, 'cosine');
      assertClose(measures!.normRatio!, normRatio, 1e-14, 'norm ratio');
      assert.deepEqual(differences, category === undefined ? [] : [{ field: '', type: 'value', category }]);
    });

  it('agrees from the threshold on', () => {
    const eighth: [number[], number[]] = [
      [1, 0],
      [1, 1],
    ];
    assert.equal(comparingWith(embedding, { minCosine: 0.7 })(...eighth).differences.length, 0);
    assert.equal(comparingWith(embedding, { minCosine: 0.71 })(...eighth).differences.length, 1);
  });

  it('a vector is as its copy by any threshold', () => {
    const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 300, maxLength: 400 });
    fc.assert(
      fc.property(vector, (numbers) => {
        fc.pre(numbers.some((number) => number !== 0));
        assert.deepEqual(comparingWith(embedding, { minCosine: 1 })(numbers, [...numbers]).differences, []);
      }),
    );
  });

  for (const other of [null, 'an error', { vector: [1] }] satisfies Json[])
    it(`differs in type: ${JSON.stringify(other)}`, () =>
      assert.deepEqual(compare([1, 2], other), { similarity: 0, differences: [{ field: '', type: 'type', category: 'no vector' }] }));

  const refused: { name: string; pair: [Json, Json]; code: string }[] = [
    {
      name: 'another number of dimensions',
      pair: [
        [1, 2],
        [1, 2, 3],
      ],
      code: 'DIMENSION_MISMATCH',
    },
    {
      name: 'a vector of zeros',
      pair: [
        [1, 2],
        [0, 0],
      ],
      code: 'ZERO_VECTOR',
    },
    {
      name: 'two of them',
      pair: [
        [0, -0],
        [0, 0],
      ],
      code: 'ZERO_VECTOR',
    },
    { name: 'no numbers', pair: [[], []], code: 'EMPTY_VECTOR' },
    { name: 'a control that is no list', pair: [{ vector: [1] }, [1]], code: 'NOT_A_VECTOR' },
    { name: 'no list on both sides', pair: [null, null], code: 'NOT_A_VECTOR' },
    {
      name: 'a text in it',
      pair: [
        [1, 2],
        [1, '2'],
      ],
      code: 'NOT_A_NUMBER',
    },
    {
      name: 'a gap in it',
      pair: [
        [1, null],
        [1, 2],
      ],
      code: 'NOT_A_NUMBER',
    },
    { name: 'a number too large', pair: [[1, 2], fromJson('[1, 1e400]')], code: 'NOT_A_NUMBER' },
    { name: 'a number too large on both sides', pair: [fromJson('[1e400]'), fromJson('[1e400]')], code: 'NOT_A_NUMBER' },
  ];
  for (const { name, pair, code } of refused)
    it(`refuses ${name}`, () => assert.throws(() => compare(...pair), { name: 'PairError', code }));

  it('is the same in any unit, and the other way round', () => {
    const vectors = fc
      .integer({ min: 1, max: 20 })
      .chain((size) => fc.tuple(...[0, 1].map(() => fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: size, maxLength: size }))));
    fc.assert(
      fc.property(vectors, fc.constantFrom(1e-250, 1e-3, 7, 1e250), ([a = [], b = []], unit) => {
        const { similarity, measures } = compare(a, b);
        const back = compare(
          b,
          a.map((x) => x * unit),
        );
        assertClose(back.similarity!, similarity!, 1e-12);
        assertClose(back.measures!.normRatio! / unit, 1 / measures!.normRatio!, 1e-12);
      }),
    );
  });
});
