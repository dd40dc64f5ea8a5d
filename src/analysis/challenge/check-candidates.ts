import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import { checkScope } from '../queries/check-scope.ts';
import { checkSides, sameCandidate } from '../queries/check-sides.ts';

export interface CheckedCandidate {
  readonly name: string;
  readonly scope: Scope;
}

/**
 * The candidates with the defaults of their scopes filled in.
 * @param control of checkScope.
 * @throws {BadInputError} naming `candidates.<name>`: its scope is wrong, is the control's, or is another candidate's.
 */
export function checkCandidates(
  config: AnalysisConfig,
  control: Scope,
  candidates: Readonly<Record<string, Scope>>,
): readonly CheckedCandidate[] {
  const checked: CheckedCandidate[] = [];
  for (const [name, values] of Object.entries(candidates)) {
    const scope = naming(`candidates.${name}`, () => {
      const filled = checkScope(config, 'candidate', values);
      checkSides(config, control, filled);
      return filled;
    });
    for (const other of checked) {
      const why = sameCandidate(config, scope, other.scope);
      if (why !== undefined) throw new BadInputError(`candidates.${name}`, `is ${other.name} itself: ${why}`);
    }
    checked.push({ name, scope });
  }
  return checked;
}

/** What is wrong with the field `candidate`, said of that of a name. */
function naming<T>(field: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof BadInputError) || !error.field.startsWith('candidate')) throw error;
    throw new BadInputError(field + error.field.slice('candidate'.length), error.message.slice(error.field.length + 2), { cause: error });
  }
}
