import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnswerPair } from '../../src/comparison/answer-pair.ts';
import type { Compare } from '../../src/comparison/comparator.ts';
import { comparePair } from '../../src/comparison/compare-pair.ts';
import type { ComparatorResult } from '../../src/comparison/pair-result.ts';
import { undecidedReason } from '../../src/comparison/undecided-reason.ts';
import type { ComparatorChoice } from '../../src/model/comparison-config.ts';
import type { Json } from '../../src/model/json.ts';
import { seeded } from '../support/random.ts';
import { planOf } from './support/test-comparators.ts';

const pairOf = (control: Json, candidate: Json, secondControl?: Json): AnswerPair => ({
  id: '1',
  control,
  candidate,
  ...(secondControl !== undefined && { secondControl }),
});
const fieldsOf = ({ own, noiseOwn }: ComparatorResult): unknown => ({ own: own.map((d) => d.field), noise: noiseOwn.map((d) => d.field) });
const only = (pair: AnswerPair, choice: Partial<ComparatorChoice> = {}): ComparatorResult => comparePair(planOf(choice), pair).results[0]!;

describe('noise of the control', () => {
  // A field in which the second control differs as well says nothing of the candidate, and the other way round.
  const cases = [
    { name: 'no second control', pair: pairOf({ a: 1, b: 1 }, { a: 2, b: 1 }), own: ['a'], noise: [] },
    { name: 'all three agree', pair: pairOf({ a: 1 }, { a: 1 }, { a: 1 }), own: [], noise: [] },
    { name: 'the candidate differs', pair: pairOf({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 1 }), own: ['a'], noise: [] },
    { name: 'the second control differs', pair: pairOf({ a: 1, b: 1 }, { a: 1, b: 1 }, { a: 1, b: 2 }), own: [], noise: ['b'] },
    { name: 'both differ in the same field', pair: pairOf({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 3, b: 1 }), own: [], noise: [] },
    {
      name: 'both differ, each elsewhere',
      pair: pairOf({ a: 1, b: 1, c: 1 }, { a: 2, b: 2, c: 1 }, { a: 2, b: 1, c: 2 }),
      own: ['b'],
      noise: ['c'],
    },
  ];
  for (const { name, pair, own, noise } of cases)
    it(name, () => {
      const result = comparePair(planOf({}), pair);
      assert.deepEqual(fieldsOf(result.results[0]!), { own, noise });
      assert.deepEqual([result.isDivergent, result.isNoisy], [own.length > 0, noise.length > 0]);
      assert.equal(result.hasNoise, pair.secondControl !== undefined);
    });

  const answer = fc.oneof(
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 2 })),
    fc.constantFrom<Json>(null, 0, 'text', []),
  );
  it('changes sides when candidate and second control change places', () =>
    fc.assert(
      fc.property(answer, answer, answer, fc.constantFrom('', '/a'), (control, candidate, second, path) => {
        const plan = planOf({ path });
        const result = comparePair(plan, pairOf(control, candidate, second));
        const swapped = comparePair(plan, pairOf(control, second, candidate));
        assert.deepEqual(swapped.results[0]!.own, result.results[0]!.noiseOwn);
        assert.deepEqual(swapped.results[0]!.noiseOwn, result.results[0]!.own);
        assert.deepEqual([swapped.isDivergent, swapped.isNoisy, swapped.isError], [result.isNoisy, result.isDivergent, result.isError]);
      }),
    ));

  it('leaves a candidate that is one more control neither better nor worse in the mean', () => {
    // Answers that differ from one another by chance; own and noise have equal expectation, 20,000 pairs with a standard error of
    // sqrt(p(1 - p) * 2 / n) <= 0.005 between the rates.
    const random = seeded(11);
    const draw = (): Json => ({ a: Math.floor(random.uniform() * 1.2), b: Math.floor(random.uniform() * 1.05), c: 1 });
    const plan = planOf({});
    let difference = 0;
    for (let i = 0; i < 20_000; i++) {
      const { isDivergent, isNoisy } = comparePair(plan, pairOf(draw(), draw(), draw()));
      difference += Number(isDivergent) - Number(isNoisy);
    }
    assert.ok(Math.abs(difference / 20_000) < 4 * 0.005, `${difference / 20_000}`);
  });
});

describe('a part that an answer lacks', () => {
  const there = { part: { a: 1 } };
  const cases: readonly (readonly [name: string, pair: AnswerPair, expected: Partial<Record<'own' | 'noiseOwn' | 'error', string>>])[] = [
    ['the candidate lacks it', pairOf(there, {}), { own: 'missing' }],
    ['the control lacks it', pairOf({}, there), { own: 'extra' }],
    ['none has it', pairOf({}, {}), { error: 'NOT_THERE' }],
    ['none of three has it', pairOf({}, {}, {}), { error: 'NOT_THERE' }],
    ['the control alone has it', pairOf(there, {}, {}), {}],
    ['the second control alone lacks it', pairOf(there, there, {}), { noiseOwn: 'missing' }],
    ['the second control alone has it', pairOf({}, {}, there), { noiseOwn: 'extra' }],
    ['the candidate alone has it', pairOf({}, there, {}), { own: 'extra' }],
  ];
  for (const [name, pair, expected] of cases)
    it(name, () => {
      const { own, noiseOwn, error } = only(pair, { path: '/part' });
      const found = { own: own[0]?.type, noiseOwn: noiseOwn[0]?.type, error: error?.code };
      assert.deepEqual(found, { own: undefined, noiseOwn: undefined, error: undefined, ...expected });
    });
});

describe('a comparator that fails', () => {
  const cases: readonly (readonly [name: string, other: Json, code: string])[] = [
    ['says that the two cannot be compared', { throws: 'pair-error' }, 'TOO_ODD'],
    ['throws', { throws: 'error' }, 'COMPARATOR_FAILED'],
    ['throws what is no error', { throws: 'text' }, 'COMPARATOR_FAILED'],
    ['returns nothing', {}, 'COMPARATOR_FAILED'],
    ['returns a number', { returns: 1 }, 'COMPARATOR_FAILED'],
    ['returns no differences', { returns: { similarity: 1 } }, 'COMPARATOR_FAILED'],
    ['returns a similarity beyond 1', { returns: { similarity: 1.5, differences: [] } }, 'COMPARATOR_FAILED'],
    ['returns a similarity that is text', { returns: { similarity: 'a secret', differences: [] } }, 'COMPARATOR_FAILED'],
    ['returns a difference that is text', { returns: { differences: ['a secret'] } }, 'COMPARATOR_FAILED'],
    ['returns a difference of no known type', { returns: { differences: [{ field: '', type: 'odd' }] } }, 'COMPARATOR_FAILED'],
    ['returns a category that is no text', { returns: { differences: [{ field: '', type: 'value', category: 1 }] } }, 'COMPARATOR_FAILED'],
    ['returns a measure that is no number', { returns: { differences: [], measures: { size: 'a secret' } } }, 'COMPARATOR_FAILED'],
    ['returns a score of one side', { returns: { differences: [], scores: { toxicity: { control: 1 } } } }, 'COMPARATOR_FAILED'],
  ];
  for (const [name, other, code] of cases)
    it(name, () => {
      const { error, own, compared } = only(pairOf({}, other), { type: 'as-told' });
      assert.equal(error?.code, code);
      assert.doesNotMatch(error.message, /secret/);
      assert.deepEqual([own, compared], [[], undefined]);
    });

  it('is passed over when what it returns is well-formed', () => {
    const returns = {
      similarity: -1,
      differences: [],
      measures: { size: 2 },
      scores: { toxicity: { control: 0, candidate: 1 } },
      code: 'X',
    };
    assert.deepEqual(only(pairOf({}, { returns }), { type: 'as-told' }).compared, returns);
  });

  // A rejection that nobody takes ends the process; here it would fail the test.
  it('returns a promise, which nothing waits for', async () => {
    const compare = async (): Promise<never> => {
      throw new Error('a secret');
    };
    const plan = { comparators: [{ name: 'late', part: [], counts: true, compare: compare as unknown as Compare }] };
    const { results, isError } = comparePair(plan, pairOf(1, 2));
    assert.deepEqual([isError, results[0]!.error], [true, { code: 'COMPARATOR_FAILED', message: 'comparator late returned a promise' }]);
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('fails under a name of its own on the second control, for which the candidate does not answer', () => {
    const fine = { returns: { differences: [] } };
    assert.equal(only(pairOf({}, fine, { throws: 'pair-error' }), { type: 'as-told' }).error?.code, 'SECOND_CONTROL_TOO_ODD');
    assert.equal(only(pairOf({}, { throws: 'pair-error' }, fine), { type: 'as-told' }).error?.code, 'TOO_ODD');
  });

  it('fails under a name of its own on the control, which cannot be compared with itself either', () => {
    const odd = { throws: 'pair-error' };
    assert.equal(only(pairOf(odd, odd), { type: 'as-told' }).error?.code, 'CONTROL_TOO_ODD');
    assert.equal(only(pairOf({}, odd), { type: 'as-told' }).error?.code, 'TOO_ODD');
    // One that is broken fails at anything.
    assert.equal(only(pairOf({ throws: 'error' }, { throws: 'error' }), { type: 'as-told' }).error?.code, 'COMPARATOR_FAILED');
  });
});

describe('several comparators', () => {
  const failing = { throws: 'pair-error' };
  const cases: readonly {
    readonly name: string;
    readonly choices: readonly Partial<ComparatorChoice>[];
    readonly answers: readonly [Json, Json, Json?];
    readonly is: 'agreed' | 'divergent' | 'noisy' | string;
  }[] = [
    {
      name: 'one that counts differs',
      choices: [{ path: '/a' }, { path: '/b' }],
      answers: [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
      is: 'divergent',
    },
    {
      name: 'one that only measures differs',
      choices: [{ path: '/a' }, { path: '/b', counts: false }],
      answers: [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
      is: 'agreed',
    },
    {
      name: 'one differs, one fails',
      choices: [{ path: '/a' }, { path: '/b', type: 'as-told' }],
      answers: [
        { a: 1, b: 1 },
        { a: 2, b: failing },
      ],
      is: 'divergent',
    },
    {
      name: 'one agrees, one that counts fails',
      choices: [{ path: '/a' }, { path: '/b', type: 'as-told' }],
      answers: [
        { a: 1, b: 1 },
        { a: 1, b: failing },
      ],
      is: 'TOO_ODD',
    },
    {
      name: 'one agrees, one that only measures fails',
      choices: [{ path: '/a' }, { path: '/b', type: 'as-told', counts: false }],
      answers: [
        { a: 1, b: 1 },
        { a: 1, b: failing },
      ],
      is: 'agreed',
    },
    {
      name: 'one agrees, one has nothing to compare',
      choices: [{ path: '/a' }, { path: '/b' }],
      answers: [{ a: 1 }, { a: 1 }],
      is: 'agreed',
    },
    { name: 'all have nothing to compare', choices: [{ path: '/a' }, { path: '/b' }], answers: [{}, {}], is: 'NOT_THERE' },
    {
      name: 'one has nothing to compare, one fails',
      choices: [{ path: '/a' }, { path: '/b', type: 'as-told' }],
      answers: [{ b: 1 }, { b: failing }],
      is: 'TOO_ODD',
    },
    {
      name: 'the only one that counts has nothing to compare',
      choices: [{ path: '/a' }, { path: '/b', counts: false }],
      answers: [{ b: 1 }, { b: 1 }],
      is: 'NOT_THERE',
    },
    { name: 'none counts, and all agree', choices: [{ counts: false }], answers: [1, 1], is: 'agreed' },
    { name: 'none counts, and all fail', choices: [{ type: 'as-told', counts: false }], answers: [1, failing], is: 'TOO_ODD' },
    {
      name: 'the second control differs, one fails',
      choices: [{ path: '/a' }, { path: '/b', type: 'as-told' }],
      answers: [
        { a: 1, b: 1 },
        { a: 1, b: failing },
        { a: 2, b: failing },
      ],
      is: 'noisy',
    },
  ];
  for (const { name, choices, answers, is } of cases)
    it(`${name}: ${is}`, () => {
      const plan = planOf(...choices.map((choice, i) => ({ name: `c${i}`, ...choice })));
      const result = comparePair(plan, pairOf(...answers));
      const reason = undecidedReason(plan, result);
      assert.equal(result.isError, reason !== undefined);
      assert.equal(reason?.code ?? (result.isDivergent ? 'divergent' : result.isNoisy ? 'noisy' : 'agreed'), is);
    });
});
