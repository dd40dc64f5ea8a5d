import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ranking } from '../../../src/comparison/comparators/ranking.ts';
import type { Json } from '../../../src/model/json.ts';
import { assertClose } from '../../support/assert-close.ts';
import { comparingWith } from '../comparing-with.ts';
import { fromJson } from './from-json.ts';

const letters = (text: string): string[] => [...text];
const relevant = (...values: number[]): Json => values.map((relevance, place) => ({ id: `${place} ${relevance}`, relevance }));
/** The same items, best first. */
const ideal = (...values: number[]): Json =>
  values.map((relevance, place) => ({ id: `${place} ${relevance}`, relevance })).sort((a, b) => b.relevance - a.relevance);

const large = (id: string): Json => ({ id, relevance: Number.MAX_VALUE });

describe('ranking', () => {
  const compare = comparingWith(ranking);

  // tau-b by scipy 1.17.1 kendalltau of the places, an item that is not there being tied behind the last.
  const orders: { name: string; pair: [string, string]; tau: number; overlap: number }[] = [
    { name: 'the same', pair: ['abc', 'abc'], tau: 1, overlap: 1 },
    { name: 'a neighbouring swap of five', pair: ['abcde', 'bacde'], tau: 0.8, overlap: 1 },
    { name: 'the reverse', pair: ['abcd', 'dcba'], tau: -1, overlap: 1 },
    { name: 'another last item', pair: ['abc', 'abd'], tau: 2 / 3, overlap: 2 / 3 },
    { name: 'nothing in common', pair: ['abc', 'def'], tau: -0.75, overlap: 0 },
    { name: 'a list that goes on', pair: ['ab', 'abcd'], tau: 0.912870929175277, overlap: 0.5 },
    { name: 'another only item', pair: ['a', 'b'], tau: -1, overlap: 0 },
    { name: 'one of them empty', pair: ['', 'ab'], tau: 0, overlap: 0 },
  ];
  for (const { name, pair, tau, overlap } of orders)
    it(name, () => {
      const [control, other] = pair.map(letters) as [string[], string[]];
      const { similarity, measures, differences } = compare(control, other);
      assertClose(similarity!, tau, 1e-14);
      assertClose(measures!.kendallTau!, tau, 1e-14);
      assertClose(measures!.overlap!, overlap, 1e-14);
      assert.equal(differences.length, tau >= 0.9 && overlap >= 0.9 ? 0 : 1);
    });

  it('two empty lists are alike', () => assert.deepEqual(compare([], []), { similarity: 1, differences: [] }));

  it('says whether items or their order are others, and whether the first is', () => {
    const differenceOf = (control: string, other: string) => compare(letters(control), letters(other)).differences[0];
    assert.deepEqual(differenceOf('abcd', 'abdc'), { field: '', type: 'order', category: 'same first item' });
    assert.deepEqual(differenceOf('abcd', 'bacd'), { field: '', type: 'order', category: 'another first item' });
    assert.deepEqual(differenceOf('abcd', 'abce'), { field: '', type: 'value', category: 'same first item' });
    assert.deepEqual(differenceOf('abcd', 'abc'), { field: '', type: 'value', category: 'same first item' });
  });

  it('an order that agrees just as far as it has to is no difference', () =>
    assert.deepEqual(comparingWith(ranking, { minKendallTau: 0.8 })(letters('abcde'), letters('bacde')).differences, []));

  it('overlap looks at the first k alone', () => {
    const top2 = comparingWith(ranking, { minKendallTau: -1, minOverlap: 0.6, k: 2 });
    const [whole, half] = ['baxy', 'axyb'].map((other) => top2(letters('abcd'), letters(other)));
    assert.deepEqual([whole!.measures!.overlap, whole!.differences.length], [1, 0]);
    assert.deepEqual([half!.measures!.overlap, half!.differences.length], [0.5, 1]);
  });

  describe('NDCG', () => {
    const byGain = comparingWith(ranking, { minKendallTau: -1, minOverlap: 0, maxNdcgChange: 0.05 });
    // Two published examples: scikit-learn's of ndcg_score (0.69), Wikipedia's of discounted cumulative gain (0.961); the digits beyond from the formula.
    const cases: { name: string; relevances: number[]; ndcg: number }[] = [
      { name: "scikit-learn's example", relevances: [5, 1, 0, 0, 10], ndcg: 0.6956940443813076 },
      { name: "Wikipedia's example", relevances: [3, 2, 3, 0, 1, 2], ndcg: 0.9608081943361617 },
    ];
    for (const { name, relevances, ndcg } of cases)
      it(name, () => {
        const { measures, differences } = byGain(ideal(...relevances), relevant(...relevances));
        assertClose(measures!.ndcgChange!, ndcg - 1, 1e-10);
        assert.equal(differences.length, ndcg < 0.95 ? 1 : 0);
      });
    it('a better list differs as much as a worse one', () =>
      assertClose(byGain(relevant(5, 1, 0, 0, 10), ideal(5, 1, 0, 0, 10)).measures!.ndcgChange!, 1 - 0.6956940443813076, 1e-12));
    // Worth 3, 2, 1 by the control's order: (2 + 3 / log2(3) + 1 / 2) / (3 + 2 / log2(3) + 1 / 2).
    const changes: { name: string; pair: [Json, Json]; change: number }[] = [
      // Worth 3, 2, 1 by the control's order: (2 + 3 / log2(3) + 1 / 2) / (3 + 2 / log2(3) + 1 / 2).
      {
        name: "the control's order is the ideal where nothing is said",
        pair: [letters('abc'), letters('bac')],
        change: 0.9224945116765986 - 1,
      },
      {
        name: 'an item of which nothing is said is not relevant',
        pair: [[{ id: 'a', relevance: 1 }], ['b', 'a']],
        change: 1 / Math.log2(3) - 1,
      },
      {
        name: 'the control says what is relevant, before the candidate',
        pair: [
          [
            { id: 'a', relevance: 1 },
            { id: 'b', relevance: 0 },
          ],
          [{ id: 'b', relevance: 9 }, 'a'],
        ],
        change: 1 / Math.log2(3) - 1,
      },
      {
        name: 'the largest relevances there are',
        pair: [
          [large('a'), large('b')],
          ['b', 'c', 'a'],
        ],
        change: 1.5 / (1 + 1 / Math.log2(3)) - 1,
      },
    ];
    for (const { name, pair, change } of changes) it(name, () => assertClose(byGain(...pair).measures!.ndcgChange!, change, 1e-12));
    it('refuses lists in which nothing is relevant, which other measures take', () => {
      const pair: [Json, Json] = [relevant(0, 0), [...letters('xy')]];
      assert.throws(() => byGain(...pair), { name: 'PairError', code: 'NO_RELEVANCE' });
      assert.deepEqual(Object.keys(compare(...pair).measures!), ['kendallTau', 'overlap']);
    });
    it('needs no relevance to see that items came where there were none', () => {
      const strict = comparingWith(ranking, { maxNdcgChange: 0.05 });
      assert.deepEqual(strict([], letters('a')).differences, [{ field: '', type: 'value', category: 'another first item' }]);
    });
  });

  const refused: { name: string; pair: [Json, Json]; code: string }[] = [
    { name: 'a control that is no list', pair: ['abc', []], code: 'NOT_A_LIST' },
    { name: 'an item without an id', pair: [['a'], [{ relevance: 1 }]], code: 'NO_ID' },
    { name: 'an id that every object inherits', pair: [['a'], [{}]], code: 'NO_ID' },
    { name: 'an item twice', pair: [['a', 'a'], ['a']], code: 'DUPLICATE_ID' },
    { name: 'an id too large', pair: [['a'], fromJson('[1e400]')], code: 'NO_ID' },
    { name: 'a relevance below 0', pair: [[{ id: 'a', relevance: -1 }], ['a']], code: 'NOT_A_NUMBER' },
    { name: 'a relevance too large', pair: [['a'], fromJson('[{"id": "a", "relevance": 1e400}]')], code: 'NOT_A_NUMBER' },
  ];
  for (const { name, pair, code } of refused)
    it(`refuses ${name}`, () => assert.throws(() => compare(...pair), { name: 'PairError', code }));

  it('differs in type from what is no list', () =>
    assert.deepEqual(compare(['a'], { error: 'timeout' }), {
      similarity: 0,
      differences: [{ field: '', type: 'type', category: 'no list' }],
    }));

  it('tells 1 from "1"', () => assert.equal(compare([1], ['1']).measures!.overlap, 0));

  it('takes either list for the control alike, but for the gain', () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 9 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const there = compare(a, b);
        const back = compare(b, a);
        assert.ok(Math.abs(there.similarity! - back.similarity!) < 1e-12);
        assert.equal(there.measures?.overlap, back.measures?.overlap);
        assert.ok(there.similarity! >= -1 && there.similarity! <= 1);
      }),
    );
  });
});
