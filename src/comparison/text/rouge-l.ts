import { longestCommonSubsequence } from './longest-common-subsequence.ts';
import { numberWords } from './words.ts';

/**
 * ROUGE-L of two texts by their words: F1 of the share of each that is in their longest common subsequence.
 * @returns in [0, 1]: 1 when both have the same words in the same order, 0 when no word is in both, or one has no words.
 * @see Lin (2004), ROUGE: a package for automatic evaluation of summaries, section 3.1, with beta = 1.
 */
export function rougeL(control: readonly string[], other: readonly string[]): number {
  if (control.length + other.length === 0) return 1;
  const { a, b, ids } = numberWords(control, other);
  return (2 * longestCommonSubsequence(a, b, ids)) / (a.length + b.length);
}
