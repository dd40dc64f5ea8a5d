import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';

/**
 * Refuses two sides that are one: a comparison of something with itself passes always, and would promote whatever it is. That is so when
 * no query of the config differs between them. The values are those of checkScope.
 * @throws {BadInputError} naming `candidate`.
 */
export function checkSides(config: AnalysisConfig, control: Scope, candidate: Scope): void {
  const queries = config.metrics.flatMap(({ parts, measure }) => (measure === undefined ? Object.values(parts) : []));
  const isSame = (query: string): boolean =>
    filledIn(query, config.scopes.control, control) === filledIn(query, config.scopes.candidate, candidate);
  if (queries.length > 0 && queries.every(isSame))
    throw new BadInputError('candidate', `is the control itself: every query of ${config.name} is the same for both sides`);
}

/** To be compared only: nothing is escaped. What is no variable with a value stays as it stands, on both sides. */
function filledIn(query: string, scope: string, values: Scope): string {
  const matchers = withValues(scope, values);
  return withValues(query, values).replaceAll('${scope}', () => matchers);
}

function withValues(template: string, values: Scope): string {
  return template.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? JSON.stringify(values[name]) : whole));
}
