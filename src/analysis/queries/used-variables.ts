import type { AnalysisConfig } from '../../model/config.ts';
import { CODE_PLACEHOLDERS } from './code-placeholders.ts';

/** Names of the variables that the templates use, `${scope}` standing for the given scope. In comments and wherever else: a use. */
export function usedVariables(templates: readonly string[], scope: string): ReadonlySet<string> {
  const names = [...templates, scope].flatMap((template) => [...template.matchAll(/\$\{([^{}"'`\n]*)\}/g)].map(([, name]) => name!));
  return new Set(names.filter((name) => !CODE_PLACEHOLDERS.includes(name)));
}

/** Names of the variables that a side of an analysis cannot do without, unless they have defaults. */
export function variablesOfSide(
  { metrics, scopes, comparison, readiness }: AnalysisConfig,
  side: 'control' | 'candidate',
): ReadonlySet<string> {
  const queries = metrics.flatMap(({ parts, measure }) => (measure === undefined ? Object.values(parts) : []));
  if (side === 'control') return usedVariables(queries, scopes[side]);
  const own = [comparison?.candidate, readiness?.restarts?.query, readiness?.utilisation?.query].filter((text) => text !== undefined);
  return usedVariables([...queries, ...own], scopes[side]);
}
