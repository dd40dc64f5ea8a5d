import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { PairStream } from '../ports/pair-store.ts';

/** What a candidate may be called where pairs come in. */
export const CANDIDATE_NAME = /^[A-Za-z0-9_.:/-]{1,253}$/;

/**
 * Whose pairs an analysis judges; undefined when its config compares no answers.
 * @param candidate values of checkScope.
 * @throws {BadInputError} naming `candidate`: its values make a name under which no pair can come in.
 */
export function pairStreamOf({ name, comparison }: Pick<AnalysisConfig, 'name' | 'comparison'>, candidate: Scope): PairStream | undefined {
  if (comparison === undefined) return undefined;
  const filled = comparison.candidate.replaceAll(/\$\{(\w+)\}/g, (whole, variable: string) =>
    Object.hasOwn(candidate, variable) ? candidate[variable]! : whole,
  );
  if (!CANDIDATE_NAME.test(filled))
    throw new BadInputError(
      'candidate',
      `its values make the name ${JSON.stringify(filled.slice(0, 80))}, under which no pair can come in: at most 253 of A-Z a-z 0-9 _ . : / -`,
    );
  return { config: name, candidate: filled };
}
