import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { structured } from '../../../src/comparison/comparators/structured.ts';
import { comparedFlaw } from '../../../src/comparison/compared-flaw.ts';
import { agrees } from '../../../src/comparison/structured/agrees.ts';
import { pathRules } from '../../../src/comparison/structured/path-rules.ts';
import type { Json } from '../../../src/model/json.ts';
import { comparingWith } from '../comparing-with.ts';

const KEYS = ['a', 'b', 'c', '/~'] as const;
const leaf = fc.constantFrom<Json>(null, true, false, 0, 1, 2, '', 'x');
/** Few keys and values, so that two documents have much in common. */
const { document } = fc.letrec<{ document: Json }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('document'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('document'), { maxKeys: 3 }),
  ),
}));
const runs = { seed: 17, numRuns: 2000 } as const;
const plain = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The document without any field of that key. */
function without(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((element: Json) => without(element, key));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, field]) => (name === key ? [] : [[name, without(field, key)]])));
}

/** The document with every array in another order: that of a seed. */
function shuffled(value: Json, seed: number): Json {
  if (Array.isArray(value)) {
    const elements = value.map((element: Json) => shuffled(element, seed));
    const turn = elements.length === 0 ? 0 : seed % elements.length;
    return [...elements.slice(turn), ...elements.slice(0, turn)].reverse();
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shuffled(field, seed)]));
}

describe('laws of structured', () => {
  const compare = comparingWith(structured);

  it('there is no difference if and only if the documents are equal', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const { differences, similarity } = compare(a, b);
        const isEqual = isDeepStrictEqual(plain(a), plain(b));
        assert.equal(differences.length === 0, isEqual);
        assert.equal(similarity === 1, isEqual);
        assert.ok(similarity! >= 0);
        assert.deepEqual(compare(a, plain(a)), { similarity: 1, differences: [] });
      }),
      runs,
    );
  });

  it('from the other side missing is extra, and all else the same', () => {
    const turned = { missing: 'extra', extra: 'missing', type: 'type', value: 'value', order: 'order' } as const;
    const fields = (a: Json, b: Json): string[] => compare(a, b).differences.map(({ field, type }) => `${type} ${field}`);
    fc.assert(
      fc.property(document, document, (a, b) => {
        const expected = compare(b, a).differences.map(({ field, type }) => `${turned[type]} ${field}`);
        assert.deepEqual(new Set(fields(a, b)), new Set(expected));
        assert.equal(compare(a, b).similarity, compare(b, a).similarity);
      }),
      runs,
    );
  });

  it('to ignore a key at the first levels is to compare documents without it', () => {
    const ignoring = comparingWith(structured, { ignore: ['/a', '/*/a', '/*/*/a', '/*/*/*/a', '/*/*/*/*/a', '/*/*/*/*/*/a'] });
    const depth = (value: Json): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
    fc.assert(
      fc.property(document, document, (a, b) => {
        fc.pre(depth(a) <= 6 && depth(b) <= 6);
        const fields = ignoring(a, b).differences.map(({ field, type }) => `${type} ${field}`);
        assert.deepEqual(
          fields,
          compare(without(a, 'a'), without(b, 'a')).differences.map(({ field, type }) => `${type} ${field}`),
        );
      }),
      runs,
    );
  });

  it('unordered, no order of elements is a difference', () => {
    const unordered = comparingWith(structured, { unordered: 'all' });
    fc.assert(
      fc.property(document, fc.nat(20), (a, seed) => assert.deepEqual(unordered(a, shuffled(a, seed)), { similarity: 1, differences: [] })),
      runs,
    );
  });

  it('unordered, as many elements are missing or extra as the multisets of texts say', () => {
    const unordered = comparingWith(structured, { unordered: 'all' });
    const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
    const count = (values: readonly string[], value: string): number => values.filter((one) => one === value).length;
    fc.assert(
      fc.property(list, list, (a, b) => {
        fc.pre(a.length + b.length > 0);
        const same = ['a', 'b', 'c', 'd'].reduce((sum, value) => sum + Math.min(count(a, value), count(b, value)), 0);
        const differing = Math.max(a.length, b.length) - same;
        assert.equal(unordered(a, b).similarity, same / (same + differing));
      }),
      runs,
    );
  });

  it('a tolerance of nothing changes nothing, and that of everything leaves no number different', () => {
    const none = comparingWith(structured, { absolute: 0, relative: 0, tolerances: [{ path: '', absolute: 0 }] });
    const all = comparingWith(structured, { absolute: 2 });
    const numbers = (value: Json): Json =>
      JSON.parse(JSON.stringify(value, (_, field: unknown) => (typeof field === 'number' ? 1 : field))) as Json;
    fc.assert(
      fc.property(document, document, (a, b) => {
        assert.deepEqual(none(a, b), compare(a, b));
        assert.equal(all(a, b).differences.length === 0, compare(numbers(a), numbers(b)).differences.length === 0);
      }),
      runs,
    );
  });

  it('what agrees has no difference, and the other way round', () => {
    const exact = { ignored: false, unordered: false, isMap: false, tolerance: { absolute: 1, relative: 0 } };
    const rule = pathRules(exact, [{ path: '/a', changes: { ignored: true } }]);
    const tolerant = comparingWith(structured, { absolute: 1, ignore: ['/a'] });
    fc.assert(
      fc.property(document, document, (a, b) => assert.equal(agrees(a, b, rule), tolerant(a, b).differences.length === 0)),
      runs,
    );
  });

  it('of any documents there is a comparison, whatever the rules', () => {
    const paths = fc.constantFrom('', '/a', '/*', '/*/a', '/a/*');
    const parameters = fc.record(
      {
        absolute: fc.double({ min: 0, max: 10, noNaN: true }),
        ignore: fc.array(paths, { maxLength: 2 }),
        unordered: fc.oneof(fc.constant('all'), fc.array(paths, { maxLength: 2 })),
        maps: fc.array(paths, { maxLength: 2 }),
      },
      { requiredKeys: [] },
    );
    const any = fc.oneof(document, fc.jsonValue() as fc.Arbitrary<Json>);
    fc.assert(
      fc.property(any, any, parameters, (a, b, rules) => {
        const compared = comparingWith(structured, rules)(a, b);
        assert.equal(comparedFlaw(compared), undefined);
        assert.ok(compared.similarity! >= 0 && compared.similarity! <= 1);
        assert.equal(compared.differences.length === 0, compared.similarity === 1);
      }),
      runs,
    );
  });
});
