import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Compared } from '../../../src/comparison/comparator.ts';
import { classification } from '../../../src/comparison/comparators/classification.ts';
import type { Json } from '../../../src/model/json.ts';
import { comparingWith } from '../comparing-with.ts';
import { fromJson } from './from-json.ts';

interface Case {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly control: Json;
  readonly other: Json;
}

const agree: readonly Case[] = [
  { name: 'the same text', control: 'cat', other: 'cat' },
  { name: 'the same number', control: 0, other: -0 },
  { name: 'the same boolean', control: false, other: false },
  { name: 'both abstain', control: null, other: { class: null } },
  {
    name: 'the same class in an object, whatever the confidence',
    control: { class: 'cat', confidence: 0.9 },
    other: { class: 'cat', confidence: 0.2 },
  },
  { name: 'a class by itself and one in an object', control: 'cat', other: { class: 'cat' } },
  { name: 'another letter case that is ignored', parameters: { ignoreCase: true }, control: 'Cat', other: 'cAT' },
  { name: 'another field', parameters: { classField: 'a/b' }, control: { 'a/b': 1, class: 2 }, other: { 'a/b': 1, class: 3 } },
];

const differ: readonly (Case & { readonly difference: Compared['differences'][number] })[] = [
  { name: 'two texts', control: 'cat', other: 'dog', difference: { field: '', type: 'value', category: 'cat -> dog' } },
  {
    name: 'classes of objects',
    control: { class: 'cat' },
    other: { class: 'dog' },
    difference: { field: '/class', type: 'value', category: 'cat -> dog' },
  },
  {
    name: 'a field whose name a JSON Pointer escapes',
    parameters: { classField: 'a/b~c' },
    control: { 'a/b~c': true },
    other: { 'a/b~c': false },
    difference: { field: '/a~1b~0c', type: 'value', category: 'true -> false' },
  },
  { name: 'letter case', control: 'Cat', other: 'cat', difference: { field: '', type: 'value', category: 'Cat -> cat' } },
  { name: 'a text and a number', control: '1', other: 1, difference: { field: '', type: 'type', category: '1 -> 1' } },
  { name: 'one that abstains', control: 'cat', other: null, difference: { field: '', type: 'value', category: 'cat -> null' } },
  {
    name: 'no class where there was one',
    control: { class: 'cat' },
    other: { error: 'timeout' },
    difference: { field: '/class', type: 'missing', category: 'cat -> (none)' },
  },
  {
    name: 'a list where there was a class',
    control: 'cat',
    other: ['cat'],
    difference: { field: '', type: 'missing', category: 'cat -> (none)' },
  },
  {
    name: 'a class where there was none',
    control: {},
    other: { class: 'cat' },
    difference: { field: '/class', type: 'extra', category: '(none) -> cat' },
  },
  {
    name: 'a class that is long, cut between characters',
    control: 'x'.repeat(60),
    other: `${'y'.repeat(58)}😀😀`,
    difference: { field: '', type: 'value', category: `${'x'.repeat(60)} -> ${'y'.repeat(58)}…` },
  },
];

const refused: readonly (Case & { readonly code: string })[] = [
  { name: 'no class on either side', control: {}, other: { label: 'cat' }, code: 'NO_CLASS' },
  { name: 'a name that every object inherits', parameters: { classField: 'constructor' }, control: {}, other: {}, code: 'NO_CLASS' },
  { name: 'an object and a list for a class', control: { class: {} }, other: ['cat'], code: 'NO_CLASS' },
  { name: 'a number too large', control: fromJson('1e400'), other: fromJson('1e400'), code: 'NOT_A_NUMBER' },
];

describe('classification', () => {
  for (const { name, parameters, control, other } of agree)
    it(`agrees: ${name}`, () =>
      assert.deepEqual(comparingWith(classification, parameters)(control, other), { similarity: 1, differences: [] }));
  for (const { name, parameters, control, other, difference } of differ)
    it(`differs: ${name}`, () =>
      assert.deepEqual(comparingWith(classification, parameters)(control, other), { similarity: 0, differences: [difference] }));
  for (const { name, parameters, control, other, code } of refused)
    it(`refuses ${name}`, () =>
      assert.throws(() => comparingWith(classification, parameters)(control, other), { name: 'PairError', code }));

  it('makes nothing for pairs that agree', () => {
    const compare = comparingWith(classification);
    assert.equal(compare('a', 'a'), compare({ class: 'b', confidence: 1 }, { class: 'b', confidence: 0 }));
  });

  describe('with a tolerance of the confidence', () => {
    const compare = comparingWith(classification, { confidenceTolerance: 0.25 });
    const answer = (confidence?: Json): Json => ({ class: 'cat', ...(confidence !== undefined && { confidence }) });
    const cases: { name: string; pair: [Json, Json]; expected: Compared }[] = [
      {
        name: 'within it',
        pair: [answer(0.75), answer(0.5)],
        expected: { similarity: 1, differences: [], measures: { confidenceChange: -0.25 } },
      },
      {
        name: 'lower',
        pair: [answer(1), answer(0.5)],
        expected: {
          similarity: 1,
          differences: [{ field: '/confidence', type: 'value', category: 'confidence lower' }],
          measures: { confidenceChange: -0.5 },
        },
      },
      {
        name: 'higher',
        pair: [answer(0), answer(0.5)],
        expected: {
          similarity: 1,
          differences: [{ field: '/confidence', type: 'value', category: 'confidence higher' }],
          measures: { confidenceChange: 0.5 },
        },
      },
      {
        name: 'gone',
        pair: [answer(1), answer()],
        expected: { similarity: 1, differences: [{ field: '/confidence', type: 'missing', category: 'no confidence' }] },
      },
      {
        name: 'new',
        pair: [answer(), answer(1)],
        expected: { similarity: 1, differences: [{ field: '/confidence', type: 'extra', category: 'confidence where there was none' }] },
      },
    ];
    for (const { name, pair, expected } of cases) it(name, () => assert.deepEqual(compare(...pair), expected));
    it('another class is one difference, whatever the confidence', () =>
      assert.equal(compare(answer(1), { class: 'dog', confidence: 0 }).differences.length, 1));
    for (const [name, control, other, code] of [
      ['none at all', 'cat', 'cat', 'NO_CONFIDENCE'],
      ['a text', answer('high'), answer(1), 'NOT_A_NUMBER'],
      ['a number too large', answer(1), answer(fromJson('1e400')), 'NOT_A_NUMBER'],
    ] as const)
      it(`refuses ${name}`, () => assert.throws(() => compare(control, other), { name: 'PairError', code }));
  });
});
