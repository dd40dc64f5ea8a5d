import type { VariableConfig } from '../../model/config.ts';
import type { QueryDialect } from '../ports/metric-source.ts';
import { expandScope } from './expand-scope.ts';
import type { Piece } from './scan-promql.ts';

/** Placeholders that are code, not data, and stand outside of quotes. No variable may be called so. */
export const CODE_PLACEHOLDERS: readonly string[] = ['scope', 'step', 'window'];

/** What is wrong with a query template, each in one sentence; empty when any values can be filled in safely. */
export function templateProblems(
  template: string,
  { scope, variables }: { readonly scope: string; readonly variables: Readonly<Record<string, VariableConfig>> },
  dialect: QueryDialect,
): readonly string[] {
  switch (dialect) {
    case 'promql': {
      const { pieces, problems } = expandScope(template, scope);
      const placed = pieces.flatMap((piece, index) => placeProblem(piece, pieces[index - 1], Object.keys(variables)) ?? []);
      return [...new Set([...problems, ...placed])];
    }
  }
}

function placeProblem(piece: Piece, before: Piece | undefined, declared: readonly string[]): string | undefined {
  if (piece.kind === 'text') return undefined;
  const { name, within } = piece;
  const written = `\${${name}}`;
  if (CODE_PLACEHOLDERS.includes(name)) {
    if (within) return `${written} stands inside quotes; it belongs outside of them`;
    return name === 'scope' ? '${scope} stands in the scope itself' : undefined;
  }
  if (!declared.includes(name)) return `${written} is no declared variable; there are ${[...CODE_PLACEHOLDERS, ...declared].join(', ')}`;
  if (!within) return `${written} stands outside of quotes; a variable belongs inside a quoted string, as in version="${written}"`;
  if (!within.matcher) return `${written} stands in a string that is no label matcher's value; write it as in version="${written}"`;
  if (!within.matcher.endsWith('~') || before?.kind !== 'text' || before.within !== within) return undefined;
  if (/\\Q/.test(before.text)) return `${written} stands after \\Q; the value is quoted already`;
  // In the string a regex's backslash may be written as two, three (with an escape) or one (backticks): none may touch the value.
  return before.text.endsWith('\\') ? `a backslash right before ${written} would escape the value` : undefined;
}
