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

/**
 * Why two candidates of one config are one: they read the same data, so that neither can prove anything of itself. Undefined when they
 * are not. The values are those of checkScope.
 */
export function sameCandidate(config: AnalysisConfig, a: Scope, b: Scope): string | undefined {
  const { name, metrics, scopes, comparison } = config;
  const queries = metrics.flatMap(({ parts, measure }) => (measure === undefined ? Object.values(parts) : []));
  if (queries.length > 0 && queries.every((query) => filledIn(query, scopes.candidate, a) === filledIn(query, scopes.candidate, b)))
    return `every query of ${name} is the same for both`;
  const hasPairs = comparison !== undefined && metrics.some(({ measure }) => measure !== undefined);
  return hasPairs && withValues(comparison.candidate, a) === withValues(comparison.candidate, b)
    ? `spec.comparison.candidate of ${name} names their pairs alike`
    : undefined;
}

/** To be compared only: nothing is escaped. What is no variable with a value stays as it stands, on both sides. */
function filledIn(query: string, scope: string, values: Scope): string {
  const matchers = withValues(scope, values);
  return withValues(query, values).replaceAll('${scope}', () => matchers);
}

function withValues(template: string, values: Scope): string {
  return template.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? JSON.stringify(values[name]) : whole));
}
