import { CONTROL_PREFIX, NOT_THERE, SECOND_CONTROL_PREFIX } from './compare-pair.ts';

const OTHERS = [NOT_THERE, CONTROL_PREFIX, SECOND_CONTROL_PREFIX] as const;

/**
 * Of pairs that could not be compared, by code, those for which the candidate may answer: neither a part that is in none of the answers,
 * which is a question of the config, nor an answer of the control or of a second one.
 */
export function candidateErrors(errors: Readonly<Record<string, number>>): number {
  let count = 0;
  for (const [code, pairs] of Object.entries(errors)) if (!OTHERS.some((of) => code.startsWith(of))) count += pairs;
  return count;
}
