import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Compare, Difference } from '../../../src/comparison/comparator.ts';
import { structured } from '../../../src/comparison/comparators/structured.ts';
import type { Json } from '../../../src/model/json.ts';
import { assertClose } from '../../support/assert-close.ts';
import { comparingWith } from '../comparing-with.ts';

const comparing = (parameters?: object): Compare => comparingWith(structured, parameters);
/** `/price value higher` */
const words = ({ field, type, category }: Difference): string => [field, type, category].filter((word) => word !== undefined).join(' ');

interface Case {
  readonly name: string;
  readonly parameters?: object;
  readonly control: Json;
  readonly other: Json;
  /** Field, type, category. */
  readonly differences: readonly string[];
  /** Leaves that agree of all leaves, counted by hand. */
  readonly similarity: number;
}

const PLAIN: readonly Case[] = [
  { name: 'equal, keys in another order', control: { a: 1, b: [2] }, other: { b: [2], a: 1 }, differences: [], similarity: 1 },
  { name: 'a value', control: { a: 1, b: 2 }, other: { a: 1, b: 3 }, differences: ['/b value higher'], similarity: 1 / 2 },
  { name: 'the whole', control: 'x', other: 'y', differences: [' value'], similarity: 0 },
  { name: 'booleans', control: { a: true }, other: { a: false }, differences: ['/a value true -> false'], similarity: 0 },
  { name: 'a text that was filled', control: { a: '' }, other: { a: 'x' }, differences: ['/a value empty -> text'], similarity: 0 },
  { name: 'missing', control: { a: 1, b: [1, 2] }, other: { a: 1 }, differences: ['/b missing'], similarity: 1 / 3 },
  { name: 'extra', control: { a: 1 }, other: { a: 1, b: { c: null } }, differences: ['/b extra'], similarity: 1 / 2 },
  { name: 'null is not missing', control: { a: null }, other: {}, differences: ['/a missing'], similarity: 0 },
  { name: 'a type', control: { a: 1, b: 1 }, other: { a: '1', b: 1 }, differences: ['/a type number -> text'], similarity: 1 / 2 },
  { name: 'an object for an array', control: [1, 2], other: { a: 1 }, differences: [' type array -> object'], similarity: 0 },
  { name: 'null for an object', control: { a: null }, other: { a: {} }, differences: ['/a type null -> object'], similarity: 0 },
  { name: 'both empty', control: { a: [], b: {} }, other: { a: [], b: {} }, differences: [], similarity: 1 },
  {
    name: 'escaped keys',
    control: { 'a/b': 1, 'm~n': 1 },
    other: { 'm~n': 2 },
    differences: ['/a~1b missing', '/m~0n value higher'],
    similarity: 0,
  },
  { name: 'the field of no key', control: { '': 1 }, other: { '': 2 }, differences: ['/ value higher'], similarity: 0 },
  {
    name: 'what every object inherits is no field',
    control: JSON.parse('{"__proto__": 1, "constructor": 2}') as Json,
    other: {},
    differences: ['/__proto__ missing', '/constructor missing'],
    similarity: 0,
  },
  { name: 'minus zero is zero', control: JSON.parse('-0') as Json, other: 0, differences: [], similarity: 1 },
  {
    name: 'numbers beyond all others',
    control: JSON.parse('[1e400, 1e400]') as Json,
    other: JSON.parse('[1e400, -1e400]') as Json,
    differences: ['/* value lower'],
    similarity: 1 / 2,
  },
];

const ARRAYS: readonly Case[] = [
  {
    name: 'an element is one field, whatever its place',
    control: [1, 2, 3],
    other: [2, 2, 4],
    differences: ['/* value higher'],
    similarity: 1 / 3,
  },
  { name: 'an element put in front', control: [1, 2, 3], other: [0, 1, 2, 3], differences: ['/* extra'], similarity: 3 / 4 },
  { name: 'elements taken out of the middle', control: [1, 2, 3, 4], other: [1, 4], differences: ['/* missing'], similarity: 2 / 4 },
  { name: 'all elements gone', control: [1, 2], other: [], differences: ['/* missing'], similarity: 0 },
  { name: 'two that changed places', control: [1, 2, 3], other: [1, 3, 2], differences: [' order'], similarity: 1 / 3 },
  {
    name: 'objects that changed places',
    control: { a: [{ x: 1, y: 1 }, { x: 2 }] },
    other: { a: [{ x: 2 }, { y: 1, x: 1 }] },
    differences: ['/a order'],
    similarity: 0,
  },
  {
    name: 'reordered and changed',
    control: [1, 2, 3],
    other: [3, 2, 4],
    differences: ['/* value higher'],
    similarity: 1 / 3,
  },
  {
    name: 'a field of an element',
    control: {
      items: [
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
      ],
    },
    other: {
      items: [
        { id: 1, n: 'a' },
        { id: 2, n: 'c' },
      ],
    },
    differences: ['/items/*/n value'],
    similarity: 3 / 4,
  },
];

const RULES: readonly Case[] = [
  {
    name: 'absolute tolerance',
    parameters: { absolute: 0.5 },
    control: [1, 1],
    other: [1.5, 1.6],
    differences: ['/* value higher'],
    similarity: 1 / 2,
  },
  {
    name: 'relative tolerance',
    parameters: { relative: 0.1 },
    control: [100, -100],
    other: [110, -111],
    differences: ['/* value lower'],
    similarity: 1 / 2,
  },
  {
    name: 'either tolerance',
    parameters: { relative: 0.1, absolute: 1 },
    control: [1, 100],
    other: [2, 110],
    differences: [],
    similarity: 1,
  },
  {
    name: 'no tolerance makes 1e400 a number',
    parameters: { relative: 1 },
    control: JSON.parse('1e400') as Json,
    other: 1,
    differences: [' value lower'],
    similarity: 0,
  },
  {
    name: 'a tolerance by path holds below it, the last that fits decides',
    parameters: { tolerances: [{ path: '/a', absolute: 1 }, { path: '/a/*/exact' }] },
    control: { a: [{ x: 1, exact: 1 }], b: 1 },
    other: { a: [{ x: 2, exact: 2 }], b: 2 },
    differences: ['/a/*/exact value higher', '/b value higher'],
    similarity: 1 / 3,
  },
  {
    name: 'ignored, with all that is below',
    parameters: { ignore: ['/at', '/*/at', '/items/*/at'] },
    control: { at: 1, a: { at: [1], x: 1 }, items: [{ at: 1, x: 1 }] },
    other: { a: { at: [2], x: 1 }, items: [{ x: 1 }] },
    differences: [],
    similarity: 1,
  },
  { name: 'the whole ignored', parameters: { ignore: [''] }, control: 1, other: 2, differences: [], similarity: 1 },
  { name: 'elements ignored', parameters: { ignore: ['/a/*'] }, control: { a: [1] }, other: { a: [2, 3] }, differences: [], similarity: 1 },
  {
    name: 'a field missing of which all is ignored',
    parameters: { ignore: ['/a/b'] },
    control: { a: { b: 1 } },
    other: {},
    differences: ['/a missing'],
    similarity: 0,
  },
  {
    name: 'escaped keys of a path',
    parameters: { ignore: ['/a~1b', '/m~0n'] },
    control: { 'a/b': 1, 'm~n': 1 },
    other: { 'm~n': 2 },
    differences: [],
    similarity: 1,
  },
  {
    name: 'unordered by path',
    parameters: { unordered: ['/a'] },
    control: { a: [1, 2], b: [1, 2] },
    other: { a: [2, 1], b: [2, 1] },
    differences: ['/b order'],
    similarity: 1 / 2,
  },
  {
    name: 'unordered at the root',
    parameters: { unordered: [''] },
    control: [1, [1, 2]],
    other: [[1, 2], 1],
    differences: [],
    similarity: 1,
  },
  {
    name: 'unordered in one another',
    parameters: { unordered: 'all' },
    control: [
      [1, 2],
      [3, 4],
    ],
    other: [
      [4, 3],
      [2, 1],
    ],
    differences: [],
    similarity: 1,
  },
  {
    name: 'unordered ones of an ordered array',
    parameters: { unordered: ['/*'] },
    control: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    other: [
      ['b', 'a'],
      ['d', 'c'],
    ],
    differences: [],
    similarity: 1,
  },
  {
    name: 'unordered, as often as they are there',
    parameters: { unordered: 'all' },
    control: ['a', 'a', 'b'],
    other: ['a', 'b', 'b'],
    differences: ['/* value'],
    similarity: 2 / 3,
  },
  {
    name: 'unordered, one more',
    parameters: { unordered: 'all' },
    control: ['b', 'c'],
    other: ['c', 'a', 'b'],
    differences: ['/* extra'],
    similarity: 2 / 3,
  },
  {
    name: 'unordered objects, with what is ignored of them',
    parameters: { unordered: 'all', ignore: ['/*/at'] },
    control: [
      { id: 1, at: 5 },
      { id: 2, at: 6 },
    ],
    other: [
      { at: 7, id: 2 },
      { at: 8, id: 1 },
    ],
    differences: [],
    similarity: 1,
  },
  {
    name: 'unordered objects of which one changed',
    parameters: { unordered: 'all' },
    control: [
      { id: 1, n: 1 },
      { id: 2, n: 1 },
    ],
    other: [
      { id: 2, n: 9 },
      { id: 1, n: 1 },
    ],
    differences: ['/*/n value higher'],
    similarity: 3 / 4,
  },
  // 1 with 1.1 and 1.1 with 1.2: that 1.1 is in both must not leave 1 and 1.2.
  {
    name: 'unordered numbers within a tolerance',
    parameters: { unordered: 'all', absolute: 0.11 },
    control: [1.1, 1],
    other: [1.2, 1.1],
    differences: [],
    similarity: 1,
  },
  {
    name: 'unordered numbers, one beyond it',
    parameters: { unordered: 'all', absolute: 0.1 },
    control: [5, 1, 2],
    other: [2.05, 1],
    differences: ['/* missing'],
    similarity: 2 / 3,
  },
  {
    name: 'unordered objects with a number within a tolerance',
    parameters: { unordered: 'all', absolute: 0.1 },
    control: [{ n: 1 }, { n: 2 }],
    other: [{ n: 2.05 }, { n: 1 }],
    differences: [],
    similarity: 1,
  },
  {
    name: 'maps, whose keys are no fields',
    parameters: { maps: ['/users'] },
    control: { users: { ann: { age: 1 }, bob: { age: 2 } } },
    other: { users: { ann: { age: 3 }, eve: { age: 2 } } },
    differences: ['/users/*/age value higher', '/users/* missing', '/users/* extra'],
    similarity: 0,
  },
];

for (const [name, cases] of Object.entries({ documents: PLAIN, arrays: ARRAYS, rules: RULES })) {
  describe(`structured: ${name}`, () => {
    for (const { name: what, parameters, control, other, differences, similarity } of cases) {
      it(what, () => {
        const compared = comparing(parameters)(control, other);
        assert.deepEqual(compared.differences.map(words), differences);
        assertClose(compared.similarity!, similarity, 1e-15);
      });
    }
  });
}

describe('structured: bounds', () => {
  const nested = (levels: number, leaf: string): Json =>
    JSON.parse(`${'[{"a":'.repeat(levels / 2)}${leaf}${'}]'.repeat(levels / 2)}`) as Json;

  it('compares 100 levels', () => assert.equal(comparing()(nested(100, '1'), nested(100, '2')).differences.length, 1));

  for (const unordered of [[], 'all']) {
    for (const [name, control, other] of [
      ['both', nested(100_000, '1'), nested(100_000, '2')],
      ['the other', [[1]], nested(100_000, '1')],
      ['one alone', {}, { a: nested(100_000, '1') }],
    ] as const) {
      it(`refuses deeper ones of ${name}, unordered ${JSON.stringify(unordered)}`, () => {
        assert.throws(() => comparing({ unordered })(control, other), { name: 'PairError', code: 'TOO_DEEP' });
      });
    }
  }

  it('refuses more values in arrays than others can be made to wait for', () => {
    const large = { a: [Array.from({ length: 400_000 }, () => 1)] };
    assert.throws(() => comparing()({}, large), { code: 'TOO_LARGE', message: /400003 values in up to 2 levels of arrays/ });
  });

  it('tells the first 200 differences, and counts all of them', () => {
    const document = (value: number): Json => Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i < 100 ? 0 : value]));
    const { differences, similarity } = comparing()(document(1), document(2));
    assert.equal(differences.length, 200);
    assert.equal(differences[0]?.field, '/k100');
    assertClose(similarity!, 1 / 3, 1e-15);
  });

  for (const parameters of [
    { ignore: ['at'] },
    { ignore: ['/a~2'] },
    { unordered: 'some' },
    { absolute: -1 },
    { tolerances: [{ absolute: 1 }] },
    { depth: 5 },
  ]) {
    it(`refuses ${JSON.stringify(parameters)}`, () => assert.throws(() => comparing(parameters), { name: 'AssertionError' }));
  }
});
