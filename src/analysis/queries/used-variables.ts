import { expandScope } from './expand-scope.ts';
import { CODE_PLACEHOLDERS } from './template-problems.ts';

/** Names of the variables that the templates use, `${scope}` standing for the given scope. */
export function usedVariables(templates: readonly string[], scope: string): ReadonlySet<string> {
  const names = [...templates, scope].flatMap((template) =>
    expandScope(template, scope).pieces.flatMap((piece) => (piece.kind === 'placeholder' ? [piece.name] : [])),
  );
  return new Set(names.filter((name) => !CODE_PLACEHOLDERS.includes(name)));
}
