import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnswerPair, Features } from '../../src/comparison/answer-pair.ts';
import { redactor } from '../../src/comparison/redact.ts';
import { BadInputError } from '../../src/errors.ts';
import type { Json } from '../../src/model/json.ts';

const R = '[redacted]';
const EMAIL = '[^\\s@]+@[^\\s@]+';

describe('what is taken out of an answer', () => {
  const cases: readonly {
    readonly name: string;
    readonly paths?: readonly string[];
    readonly patterns?: readonly string[];
    readonly answer: Json;
    readonly left: Json;
  }[] = [
    { name: 'a field', paths: ['/name'], answer: { name: 'Ann', age: 3 }, left: { name: R, age: 3 } },
    { name: 'a field of any type', paths: ['/name'], answer: { name: { first: 'Ann' } }, left: { name: R } },
    {
      name: 'a field below',
      paths: ['/user/name'],
      answer: { user: { name: 'Ann', id: 1 }, name: 'x' },
      left: { user: { name: R, id: 1 }, name: 'x' },
    },
    {
      name: 'a field of every element',
      paths: ['/users/*/name'],
      answer: { users: [{ name: 'A' }, { id: 1 }] },
      left: { users: [{ name: R }, { id: 1 }] },
    },
    { name: 'an element by its index', paths: ['/1'], answer: ['a', 'b', 7], left: ['a', R, 7] },
    { name: 'any key', paths: ['/*/x'], answer: { a: { x: 1 }, b: { x: 2, y: 3 }, c: 4 }, left: { a: { x: R }, b: { x: R, y: 3 }, c: 4 } },
    {
      name: 'by a path and by one with a star',
      paths: ['/a/x', '/*/y'],
      answer: { a: { x: 1, y: 2, z: 3 } },
      left: { a: { x: R, y: R, z: 3 } },
    },
    { name: 'the whole', paths: [''], answer: 'Ann', left: R },
    { name: 'nothing below what is no mapping', paths: ['/a/b'], answer: { a: 'b' }, left: { a: 'b' } },
    { name: 'an element of numbers', paths: ['/*'], answer: [1, 2], left: [R, R] },
    { name: 'a pattern', patterns: [EMAIL], answer: 'write to ann@example.org!', left: `write to ${R}` },
    {
      name: 'a pattern more than once, and below',
      patterns: ['\\d{4}'],
      answer: { a: ['1234 5678', 1234] },
      left: { a: [`${R} ${R}`, 1234] },
    },
    { name: 'several patterns', patterns: ['a', 'b'], answer: 'xaxb', left: `x${R}x${R}` },
    { name: 'a pattern in a key', patterns: [EMAIL], answer: { 'ann@x.org': 1, bob: 2 }, left: { [R]: 1, bob: 2 } },
    { name: 'two keys that become one', patterns: [EMAIL], answer: { 'ann@x.org': 1, 'bob@x.org': 2 }, left: { [R]: 1, [`${R} 2`]: 2 } },
    {
      name: 'a path by the key before patterns change it',
      paths: ['/ann@x.org'],
      patterns: [EMAIL],
      answer: { 'ann@x.org': 1 },
      left: { [R]: R },
    },
  ];
  for (const { name, paths = [], patterns = [], answer, left } of cases)
    it(name, () => {
      const before = JSON.stringify(answer);
      assert.deepEqual(redactor({ paths, patterns }).answer(answer), left);
      assert.equal(JSON.stringify(answer), before, 'what was given is as it was');
    });

  it('two keys that become one where the number is taken', () => {
    const answer = { 'a@x': 1, [`${R} 2`]: 2, 'b@x': 3, 'c@x': 4 };
    assert.deepEqual(Object.entries(redactor({ paths: [], patterns: [EMAIL] }).answer(answer) as object), [
      [R, 1],
      [`${R} 2`, 2],
      [`${R} 3`, 3],
      [`${R} 4`, 4],
    ]);
  });

  it('keeps a field called __proto__ a field', () => {
    const answer = JSON.parse('{"__proto__": "1234", "a": 1}') as Json;
    assert.equal(JSON.stringify(redactor({ paths: [], patterns: ['\\d{4}'] }).answer(answer)), `{"__proto__":"${R}","a":1}`);
  });
});

describe('what is taken out of features', () => {
  const cases: readonly [name: string, given: { paths?: string[]; patterns?: string[] }, features: Features, left: Features][] = [
    ['one by its name', { paths: ['/user'] }, { user: 'ann', length: 3 }, { length: 3 }],
    ['all of them', { paths: ['/*'] }, { user: 'ann', length: 3 }, {}],
    ['none by a longer path', { paths: ['/user/name', ''] }, { user: 'ann' }, { user: 'ann' }],
    ['a pattern of a label', { patterns: [EMAIL] }, { user: 'ann@x.org', length: 3 }, { user: R, length: 3 }],
    ['a pattern of a name', { patterns: [EMAIL] }, { 'ann@x.org': true }, { [R]: true }],
  ];
  for (const [name, { paths = [], patterns = [] }, features, left] of cases)
    it(name, () => assert.deepEqual(redactor({ paths, patterns }).features(features), left));
});

describe('a redacted pair', () => {
  const pair: AnswerPair = {
    id: '1',
    control: { text: 'ann@x.org' },
    candidate: { text: 'bob@x.org' },
    secondControl: { text: 'ann@x.org', n: 1 },
    features: { from: 'ann@x.org' },
    latencyMs: { control: 1 },
  };
  it('has nothing of it on any side', () => {
    assert.deepEqual(redactor({ paths: ['/n'], patterns: [EMAIL] }).pair(pair), {
      ...pair,
      control: { text: R },
      candidate: { text: R },
      secondControl: { text: R, n: R },
      features: { from: R },
    });
  });

  it('is the pair itself when there is nothing to take out', () => {
    assert.equal(redactor({ paths: [], patterns: [] }).pair(pair), pair);
    assert.equal(redactor({ paths: ['/other'], patterns: ['\\d{9}'] }).pair(pair), pair);
  });

  const json = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Json>('a secret', 'secret', null, 1, true),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'my secret', '__proto__'), tie('json'), { maxKeys: 3 }),
    ),
  })).json;
  it('holds no match of a pattern, has the same shape, and is redacted only once', () =>
    fc.assert(
      fc.property(json, (answer) => {
        const redact = redactor({ paths: ['/a/*', '/*/b'], patterns: ['secret'] });
        const once = redact.answer(answer);
        assert.doesNotMatch(JSON.stringify(once), /secret/);
        assert.equal(redact.answer(once), once);
      }),
    ));
});

describe('rules of redaction that are none', () => {
  for (const [name, paths, patterns, field] of [
    ['a path', ['/a', 'b'], [], 'redact.paths.1'],
    ['a pattern', [], ['a', '('], 'redact.patterns.1'],
  ] as const)
    it(name, () =>
      assert.throws(
        () => redactor({ paths, patterns }),
        (error) => error instanceof BadInputError && error.field === field,
      ),
    );
});
