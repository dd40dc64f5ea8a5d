import type { VariableConfig } from '../../model/config.ts';
import type { QueryDialect } from '../ports/metric-source.ts';
import { CODE_PLACEHOLDERS, TIME_PLACEHOLDERS } from './code-placeholders.ts';
import { expandScope } from './expand-scope.ts';
import type { Piece, Quoted } from './scan-template.ts';

/** What is wrong with a query template, each in one sentence; empty when any values can be filled in safely. */
export function templateProblems(
  template: string,
  { scope, variables }: { readonly scope: string; readonly variables: Readonly<Record<string, VariableConfig>> },
  dialect: QueryDialect,
): readonly string[] {
  const { pieces, problems } = expandScope(template, scope, dialect);
  const declared = Object.keys(variables);
  const placed = pieces.flatMap((piece, index) => placeProblem(piece, { before: pieces[index - 1], declared, dialect }) ?? []);
  return [...new Set([...problems, ...placed])];
}

interface Place {
  readonly before: Piece | undefined;
  readonly declared: readonly string[];
  readonly dialect: QueryDialect;
}

function placeProblem(piece: Piece, { before, declared, dialect }: Place): string | undefined {
  if (piece.kind === 'text') return undefined;
  const { name, within } = piece;
  const written = `\${${name}}`;
  const code = CODE_PLACEHOLDERS.filter((one) => dialect !== 'promql' || !TIME_PLACEHOLDERS.includes(one));
  if (CODE_PLACEHOLDERS.includes(name)) {
    if (!code.includes(name)) return `${written} is for InfluxQL and Flux; PromQL is evaluated at the times of the look by itself`;
    if (within) return `${written} stands inside quotes; it belongs outside of them`;
    return name === 'scope' ? '${scope} stands in the scope itself' : undefined;
  }
  if (!declared.includes(name)) return `${written} is no declared variable; there are ${[...code, ...declared].join(', ')}`;
  if (!within) return `${written} stands outside of quotes; a variable belongs inside a quoted string, as in ${EXAMPLE[dialect](written)}`;
  const misplaced = PLACED[dialect](within);
  if (misplaced !== undefined) return `${written} stands in ${misplaced}; write it as in ${EXAMPLE[dialect](written)}`;
  if (!within.operator?.endsWith('~') || before?.kind !== 'text' || before.within !== within) return undefined;
  if (/\\Q/.test(before.text)) return `${written} stands after \\Q; the value is quoted already`;
  // In the string a regex's backslash may be written as two, three (with an escape) or one (backticks): none may touch the value.
  return before.text.endsWith('\\') ? `a backslash right before ${written} would escape the value` : undefined;
}

const EXAMPLE: Readonly<Record<QueryDialect, (written: string) => string>> = {
  promql: (written) => `version="${written}"`,
  influxql: (written) => `"version" = '${written}'`,
  flux: (written) => `r.version == "${written}"`,
};

/** What a string is that cannot hold a value; undefined when it can: only what is compared with something is sure to be data. */
const PLACED: Readonly<Record<QueryDialect, (within: Quoted) => string | undefined>> = {
  promql: ({ operator }) => (isOneOf(operator, ['=', '!=', '=~', '!~']) ? undefined : "a string that is no label matcher's value"),
  influxql: ({ quote, operator }) => {
    if (quote === '"') return 'an identifier';
    if (quote === '/') return isOneOf(operator, ['=~', '!~']) ? undefined : 'a regular expression that is not compared with anything';
    return isOneOf(operator, ['=', '!=', '<>']) ? undefined : 'a string that is not compared with anything';
  },
  flux: ({ quote, operator }) => {
    if (quote === '/') return 'a regular expression';
    return isOneOf(operator, ['==', '!=']) ? undefined : 'a string that is not compared with anything';
  },
};

const isOneOf = (operator: string | undefined, operators: readonly string[]): boolean =>
  operator !== undefined && operators.includes(operator);
