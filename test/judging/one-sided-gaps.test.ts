import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oneSidedGaps } from '../../src/judging/one-sided-gaps.ts';

/** 40 steps, the latest `silent` of them missing. */
const side = (silent: number): Float64Array => Float64Array.from({ length: 40 }, (_, i) => (i < 40 - silent ? 1 : Number.NaN));

// The e-value of s in a row of s at one half is 2^(s + 1) (1 - 2^-(s + 1)) / (s + 1): 31.9 for 7, 56.8 for 8; 40 are needed at alpha 0.05.
describe('oneSidedGaps', () => {
  const cases: [name: string, control: number, candidate: number, clause: RegExp | undefined][] = [
    ['no gaps', 0, 0, undefined],
    ['both silent', 20, 20, undefined],
    ['the candidate silent for 7 steps', 0, 7, undefined],
    ['the candidate silent for 8 steps', 0, 8, /the candidate has no sample in 8 steps where the control has one/],
    ['the control silent for 8 steps', 8, 0, /the control has no sample in 8 steps where the candidate has one/],
    ['8 steps beyond a common gap', 10, 18, /the candidate has no sample in 8 steps/],
  ];
  for (const [name, control, candidate, clause] of cases) {
    it(name, () => {
      const said = oneSidedGaps({ control: side(control), candidate: side(candidate) }, 0.05);
      if (clause === undefined) assert.equal(said, undefined);
      else assert.match(said ?? '', clause);
    });
  }
});
