import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BUILT_IN_COMPARATORS } from '../../../src/comparison/built-in-comparators.ts';
import type { Compare, Compared } from '../../../src/comparison/comparator.ts';
import { comparedFlaw } from '../../../src/comparison/compared-flaw.ts';
import { PairError } from '../../../src/comparison/pair-error.ts';
import type { Json } from '../../../src/model/json.ts';
import { comparingWith } from '../comparing-with.ts';

/** Numbers as JSON has them: an exponent too large is read as infinite. */
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }), fc.constantFrom(1e308, -1e308, Infinity, 5e-324, 0));
const key = fc.constantFrom('class', 'confidence', 'id', 'relevance', '__proto__', 'constructor', 'a', 'b');
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, '', 'cat', 'dog', 'one two three'),
    number,
    fc.array(number, { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** What the comparator says, or the code of its refusal; any other error fails the test. */
function said(compare: Compare, control: Json, other: Json): Compared | string {
  try {
    return compare(control, other);
  } catch (error) {
    if (error instanceof PairError) return error.code;
    throw error;
  }
}

describe('every comparator, of any two answers', () => {
  for (const comparator of BUILT_IN_COMPARATORS.values()) {
    const compare = comparingWith(comparator);

    it(`${comparator.name} says something sound or refuses, the same again, and changes neither`, () => {
      fc.assert(
        fc.property(json, json, (control, other) => {
          const before = structuredClone([control, other]);
          const first = said(compare, control, other);
          if (typeof first === 'object') assert.equal(comparedFlaw(first), undefined, JSON.stringify(first));
          assert.deepEqual(said(compare, control, other), first);
          assert.deepEqual([control, other], before);
        }),
        { numRuns: 500 },
      );
    });

    it(`${comparator.name} finds no difference between an answer and its copy`, () => {
      fc.assert(
        fc.property(json, (answer) => {
          const compared = said(compare, answer, structuredClone(answer));
          if (typeof compared === 'string') return;
          assert.deepEqual(compared.differences, []);
          assert.ok(compared.similarity === undefined || compared.similarity > 1 - 1e-12, `similarity ${compared.similarity}`);
        }),
        { numRuns: 500 },
      );
    });
  }
});
