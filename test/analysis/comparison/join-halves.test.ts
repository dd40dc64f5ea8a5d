import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { joinedPair } from '../../../src/analysis/comparison/join-halves.ts';
import type { HalfAnswer } from '../../../src/comparison/read-pair.ts';
import type { Json } from '../../../src/model/json.ts';

const half = (answer: Json, more: Partial<HalfAnswer> = {}): HalfAnswer => ({ id: '1', answer, ...more });

describe('the pair of two halves', () => {
  it('has what either says of its side', () =>
    assert.deepEqual(joinedPair(half('a', { latencyMs: 0, version: '' }), half(null, { latencyMs: 2 })), {
      id: '1',
      control: 'a',
      candidate: null,
      latencyMs: { control: 0, candidate: 2 },
      versions: { control: '' },
    }));

  const seconds: readonly (readonly [name: string, control: Partial<HalfAnswer>, candidate: Partial<HalfAnswer>, second: unknown])[] = [
    ["the control's", { secondControl: 'b' }, {}, 'b'],
    ["the candidate's where that is all there is", {}, { secondControl: 'b' }, 'b'],
    ["the control's where there are two", { secondControl: 'b' }, { secondControl: 'c' }, 'b'],
    // A second control that answers null, as one that failed may, has answered: without it there would seem to be no noise.
    ['null, which is an answer', { secondControl: null }, {}, null],
    ['null, before another one', { secondControl: null }, { secondControl: 'c' }, null],
    ['nothing where neither says any', {}, {}, undefined],
  ];
  for (const [name, control, candidate, second] of seconds)
    it(`has a second control: ${name}`, () => assert.deepEqual(joinedPair(half(1, control), half(1, candidate)).secondControl, second));

  it('has the features of both, those of the control first', () =>
    assert.deepEqual(joinedPair(half(1, { features: { a: 1, b: 1 } }), half(1, { features: { b: 2, c: 2 } })).features, {
      a: 1,
      b: 1,
      c: 2,
    }));
});
