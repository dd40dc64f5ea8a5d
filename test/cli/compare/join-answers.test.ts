import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type AnswerSide, joinAnswers } from '../../../src/cli/compare/join-answers.ts';

type Given = readonly [side: AnswerSide, id: string, answer: number];

/** What became of the answers, in the order they were given. */
function joined(
  given: readonly Given[],
  { sides = ['control', 'candidate'] as readonly AnswerSide[], maxWaiting = 100, maxChars = 100 } = {},
) {
  const found: string[] = [];
  const join = joinAnswers({
    sides,
    maxWaiting,
    maxChars,
    onPair: ({ id, control, candidate, secondControl }) => found.push([id, control, candidate, secondControl].join(' ').trim()),
    onUnmatched: (side) => found.push(side),
  });
  const repeated = given.filter(([side, id, answer]) => !join.add(side, { id, answer }, 1));
  const { givenUp } = join;
  join.end();
  return { found, repeated: repeated.length, givenUp };
}

describe('joinAnswers', () => {
  const three = { sides: ['control', 'candidate', 'secondControl'] as const };
  const cases: {
    name: string;
    given: Given[];
    rules?: Parameters<typeof joined>[1];
    found: string[];
    repeated?: number;
    givenUp?: number;
  }[] = [
    {
      name: 'answers in any order',
      given: [
        ['control', 'a', 1],
        ['control', 'b', 2],
        ['candidate', 'b', 3],
        ['candidate', 'a', 4],
      ],
      found: ['b 2 3', 'a 1 4'],
    },
    {
      name: 'answers that stay alone',
      given: [
        ['control', 'a', 1],
        ['candidate', 'b', 2],
      ],
      found: ['control', 'candidate'],
    },
    {
      name: 'a second control',
      rules: three,
      given: [
        ['secondControl', 'a', 3],
        ['control', 'a', 1],
        ['candidate', 'a', 2],
      ],
      found: ['a 1 2 3'],
    },
    {
      name: 'a pair without its second control, and a second control without a pair',
      rules: three,
      given: [
        ['control', 'a', 1],
        ['candidate', 'a', 2],
        ['secondControl', 'b', 3],
      ],
      found: ['a 1 2'],
    },
    {
      name: 'an id twice on one side: the first stands',
      given: [
        ['control', 'a', 1],
        ['control', 'a', 2],
        ['candidate', 'a', 3],
      ],
      found: ['a 1 3'],
      repeated: 1,
    },
    {
      name: 'an id again after its pair: it is no other request',
      given: [
        ['control', 'a', 1],
        ['candidate', 'a', 2],
        ['candidate', 'a', 3],
        ['control', 'a', 4],
      ],
      found: ['a 1 2'],
      repeated: 2,
    },
    {
      name: 'more than may wait: the oldest is given up, and what comes for it later is alone',
      rules: { maxWaiting: 1 },
      given: [
        ['control', 'a', 1],
        ['control', 'b', 2],
        ['candidate', 'b', 3],
        ['candidate', 'a', 4],
      ],
      found: ['control', 'b 2 3', 'candidate'],
      givenUp: 1,
    },
    {
      name: 'more text than may wait',
      rules: { maxChars: 1 },
      given: [
        ['control', 'a', 1],
        ['candidate', 'b', 2],
      ],
      found: ['control', 'candidate'],
      givenUp: 1,
    },
  ];
  for (const { name, given, rules, found, repeated = 0, givenUp = 0 } of cases)
    it(name, () => assert.deepEqual(joined(given, rules), { found, repeated, givenUp }));

  it('every request with both answers is a pair, whatever the order, while there is room', () => {
    const requests = fc.array(fc.record({ control: fc.boolean(), candidate: fc.boolean() }), { maxLength: 30 });
    const shuffled = requests.chain((all) => {
      const given = all.flatMap((has, id) =>
        (['control', 'candidate'] as const).filter((side) => has[side]).map((side): Given => [side, String(id), id]),
      );
      return fc.shuffledSubarray(given, { minLength: given.length }).map((order) => ({ all, order }));
    });
    fc.assert(
      fc.property(shuffled, ({ all, order }) => {
        const { found, givenUp } = joined(order);
        const both = all.flatMap(({ control, candidate }, id) => (control && candidate ? [`${id} ${id} ${id}`] : []));
        assert.deepEqual(found.filter((text) => /^\d/.test(text)).sort(), both.sort());
        assert.equal(
          found.filter((text) => text === 'control').length,
          all.filter(({ control, candidate }) => control && !candidate).length,
        );
        assert.equal(givenUp, 0);
      }),
    );
  });
});
