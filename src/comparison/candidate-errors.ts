import { NOT_THERE, SECOND_CONTROL_PREFIX } from './compare-pair.ts';

/**
 * Of pairs that could not be compared, by code, those for which the candidate may answer: neither a part that is in none of the answers,
 * which is a question of the config, nor an answer of the second control.
 */
export function candidateErrors(errors: Readonly<Record<string, number>>): number {
  let count = 0;
  for (const [code, pairs] of Object.entries(errors)) if (code !== NOT_THERE && !code.startsWith(SECOND_CONTROL_PREFIX)) count += pairs;
  return count;
}
