import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { longestCommonSubsequence } from '../../../src/comparison/text/longest-common-subsequence.ts';
import { twoRowLcs } from './two-row-lcs.ts';

const numbers = (letters: string): Int32Array => Int32Array.from(letters, (letter) => letter.charCodeAt(0) - 65);
/** Few values make many matches, many values few; lengths on either side of one and two words of bits. */
const sequences = fc
  .tuple(fc.constantFrom(1, 2, 5, 50, 1000), fc.integer({ min: 0, max: 130 }), fc.integer({ min: 0, max: 130 }))
  .chain(([ids, n, m]) => {
    const sequence = (length: number): fc.Arbitrary<Int32Array> =>
      fc.array(fc.nat({ max: ids - 1 }), { minLength: length, maxLength: length }).map((values) => Int32Array.from(values));
    return fc.record({ ids: fc.constant(ids), a: sequence(n), b: sequence(m) });
  });

describe('longestCommonSubsequence', () => {
  // Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, 3rd edition, section 15.4: BCBA, and
  // GTCGTCGGAAGCCGGCCGAA of the two strands that open the section.
  const cases = [
    { name: 'of letters', a: 'ABCBDAB', b: 'BDCABA', length: 4 },
    { name: 'of DNA', a: 'ACCGGTCGAGTGCGCGGAAGCCGGCCGAA', b: 'GTCGTTCGGAATGCCGTTGCTCTGTAAA', length: 20 },
    { name: 'of nothing', a: '', b: 'ABC', length: 0 },
    { name: 'of nothing in common', a: 'AAA', b: 'BBB', length: 0 },
    { name: 'of a sequence with itself', a: 'ABCABC', b: 'ABCABC', length: 6 },
    { name: 'of a sequence and part of it', a: 'ABCABC', b: 'ABC', length: 3 },
  ] as const;
  for (const { name, a, b, length } of cases) {
    it(name, () => {
      assert.equal(longestCommonSubsequence(numbers(a), numbers(b), 26), length);
      assert.equal(longestCommonSubsequence(numbers(b), numbers(a), 26), length);
    });
  }

  it('is what the table of all prefixes says', () => {
    fc.assert(
      fc.property(sequences, ({ ids, a, b }) => assert.equal(longestCommonSubsequence(a, b, ids), twoRowLcs(a, b))),
      { seed: 11, numRuns: 3000 },
    );
  });

  it('of 5,000 values each, where a carry passes through 150 words of bits', () => {
    const a = Int32Array.from({ length: 5_000 }, (_, i) => i);
    const moved = Int32Array.from({ length: 5_000 }, (_, i) => (i + 1) % 5_000);
    assert.equal(longestCommonSubsequence(a, moved, 5_000), 4_999);
    assert.equal(longestCommonSubsequence(a, a.toReversed(), 5_000), 1);
  });
});
