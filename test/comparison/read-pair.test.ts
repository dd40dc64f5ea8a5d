import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readHalf, readPair, readRequestFeatures } from '../../src/comparison/read-pair.ts';
import { BadInputError } from '../../src/errors.ts';

const pair = { id: '1', control: 'cat', candidate: 'dog' };
const half = { id: '1', answer: 'cat' };
const request = { id: '1', features: { length: 7 } };
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const features = (count: number): unknown => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));

interface Case {
  readonly name: string;
  readonly value: unknown;
  /** What the error names; undefined: it is accepted. */
  readonly field?: string;
}

function check(read: (value: unknown) => unknown, cases: readonly Case[]): void {
  for (const { name, value, field } of cases)
    it(field === undefined ? `takes ${name}` : `refuses ${name}`, () => {
      if (field === undefined) assert.equal(read(value), value);
      else
        assert.throws(
          () => read(value),
          (error) => error instanceof BadInputError && error.field === field,
        );
    });
}

describe('a pair', () => {
  check(readPair, [
    { name: 'the least', value: pair },
    {
      name: 'all there can be',
      value: {
        ...pair,
        secondControl: { class: 'cat', confidence: 0.9 },
        latencyMs: { control: 0, candidate: 1.5 },
        features: { length: 3, locale: 'de', cached: false },
        versions: { control: 'v1', candidate: 'v2' },
      },
    },
    { name: 'null for an answer', value: { ...pair, control: null, candidate: null } },
    { name: 'the latency of one side', value: { ...pair, latencyMs: { control: 3 } } },
    { name: 'an id of 200 characters', value: { ...pair, id: 'x'.repeat(200) } },
    { name: 'answers of 200 levels', value: { ...pair, control: nested(200) } },
    { name: '50 features', value: { ...pair, features: features(50) } },
    { name: 'a label of 256 characters', value: { ...pair, features: { label: 'x'.repeat(256) } } },
    { name: 'characters outside the basic plane', value: { ...pair, id: '🐤', features: { '🐤': '🐤' } } },
    { name: 'a list', value: [pair], field: 'pair' },
    { name: 'null', value: null, field: 'pair' },
    { name: 'a text', value: 'cat', field: 'pair' },
    { name: 'no id', value: { control: 1, candidate: 1 }, field: 'id' },
    { name: 'an empty id', value: { ...pair, id: '' }, field: 'id' },
    { name: 'an id of 201 characters', value: { ...pair, id: 'x'.repeat(201) }, field: 'id' },
    { name: 'an id that is a number', value: { ...pair, id: 7 }, field: 'id' },
    { name: 'an id with U+0000', value: { ...pair, id: 'a\0' }, field: 'id' },
    { name: 'a long id with U+0000', value: { ...pair, id: `${'a'.repeat(100)}\0` }, field: 'id' },
    { name: 'an id with half of a surrogate pair', value: { ...pair, id: 'a\ud83d' }, field: 'id' },
    { name: 'no answer of the control', value: { id: '1', candidate: 1 }, field: 'control' },
    { name: 'no answer of the candidate', value: { id: '1', control: 1 }, field: 'candidate' },
    { name: 'answers of 201 levels', value: { ...pair, candidate: nested(201) }, field: 'candidate' },
    { name: 'answers of 30,000 levels', value: { ...pair, secondControl: nested(30_000) }, field: 'secondControl' },
    {
      name: 'mappings of 201 levels',
      value: { ...pair, control: JSON.parse(`${'{"a":'.repeat(201)}1${'}'.repeat(201)}`) },
      field: 'control',
    },
    { name: 'a latency below zero', value: { ...pair, latencyMs: { control: -1 } }, field: 'latencyMs.control' },
    {
      name: 'a latency beyond all numbers',
      value: { ...pair, latencyMs: JSON.parse('{"candidate": 1e999}') },
      field: 'latencyMs.candidate',
    },
    { name: 'a latency that is text', value: { ...pair, latencyMs: { candidate: '1' } }, field: 'latencyMs.candidate' },
    { name: 'a latency of no side', value: { ...pair, latencyMs: 3 }, field: 'latencyMs' },
    { name: 'a latency of another side', value: { ...pair, latencyMs: { canary: 3 } }, field: 'canary' },
    { name: '51 features', value: { ...pair, features: features(51) }, field: 'features' },
    { name: 'a feature name of 65 characters', value: { ...pair, features: { ['x'.repeat(65)]: 1 } }, field: 'features' },
    { name: 'a label of 257 characters', value: { ...pair, features: { label: 'x'.repeat(257) } }, field: 'features.label' },
    { name: 'a label with U+0000', value: { ...pair, features: { label: '\0' } }, field: 'features.label' },
    { name: 'a feature that is null', value: { ...pair, features: { label: null } }, field: 'features.label' },
    { name: 'a feature beyond all numbers', value: { ...pair, features: JSON.parse('{"n": -1e999}') }, field: 'features.n' },
    { name: 'a version of 129 characters', value: { ...pair, versions: { control: 'x'.repeat(129) } }, field: 'versions.control' },
    { name: 'an unknown field', value: { ...pair, control2: 1 }, field: 'control2' },
    { name: 'a field that is no name', value: { ...pair, 'a secret text': 1 }, field: 'field' },
    { name: 'a field called __proto__', value: JSON.parse('{"id":"1","control":1,"candidate":1,"__proto__":{"x":1}}'), field: '__proto__' },
    { name: 'a field of a half', value: { ...pair, answer: 1 }, field: 'answer' },
  ]);
});

describe('a half', () => {
  check(readHalf, [
    { name: 'the least', value: half },
    { name: 'all there can be', value: { ...half, secondControl: 1, latencyMs: 3, features: { a: 1 }, version: 'v1' } },
    { name: 'no answer', value: { id: '1' }, field: 'answer' },
    { name: 'no id', value: { answer: 1 }, field: 'id' },
    { name: 'latencies of two sides', value: { ...half, latencyMs: { control: 1 } }, field: 'latencyMs' },
    { name: 'a version that is a number', value: { ...half, version: 2 }, field: 'version' },
    { name: 'a field of a pair', value: { ...half, control: 1 }, field: 'control' },
    { name: 'an answer too deep', value: { ...half, answer: nested(201) }, field: 'answer' },
  ]);
});

describe('a request of the population', () => {
  check(readRequestFeatures, [
    { name: 'features', value: request },
    { name: 'no features', value: { id: '1' }, field: 'features' },
    { name: 'no id', value: { features: {} }, field: 'id' },
    { name: 'an answer', value: { ...request, control: 1 }, field: 'control' },
  ]);
});

describe('errors of pairs', () => {
  // Whatever comes: taken, or refused by a BadInputError that repeats no text.
  const secret = fc.constantFrom('s3cret text', 's3cret\0');
  const anything = fc.anything({ values: [secret, fc.double(), fc.boolean()], key: fc.oneof(secret, fc.constantFrom('id', 'control')) });
  const shaped = fc.record(
    { id: anything, control: anything, candidate: anything, latencyMs: anything, features: anything, versions: anything, other: anything },
    { requiredKeys: [] },
  );
  for (const [name, read] of Object.entries({ readPair, readHalf, readRequestFeatures }))
    it(`${name} never repeats what it was given`, () =>
      fc.assert(
        fc.property(fc.oneof(anything, shaped), (value) => {
          try {
            assert.equal(read(value), value);
          } catch (error) {
            assert.ok(error instanceof BadInputError, String(error));
            assert.doesNotMatch(error.message, /s3cret/);
          }
        }),
        { numRuns: 1000 },
      ));
});
