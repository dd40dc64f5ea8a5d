import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { VariableConfig } from '../../model/config.ts';
import type { QueryDialect } from '../ports/metric-source.ts';
import { expandScope } from './expand-scope.ts';
import { escapeDoubleQuoted, escapeRegex, escapeSingleQuoted } from './quote-value.ts';
import type { Piece, Quoted } from './scan-promql.ts';
import { templateProblems } from './template-problems.ts';

export interface QueryContext {
  /** Template of the side's label matchers: what `${scope}` stands for. */
  readonly scope: string;
  /** The declared variables. */
  readonly variables: Readonly<Record<string, VariableConfig>>;
  /** Checked values of the variables (see checkScope). Safe whatever they hold: they are data here, never code. */
  readonly values: Scope;
  /** What `${step}` and `${window}` stand for, positive integers. */
  readonly stepMs: number;
  readonly windowMs: number;
}

/**
 * The query with everything filled in. A value can only ever be text inside the string its placeholder stands in:
 * it is escaped for the quotes, and after `=~` and `!~` it is made a regular expression of itself, so that it never matches
 * more than itself. A string of backticks, which knows no escapes, is rewritten with double quotes when it holds a variable.
 * @throws {BadInputError} the template has a problem (see templateProblems), or a variable it uses has no value.
 */
export function renderQuery(template: string, context: QueryContext, dialect: QueryDialect): string {
  const [problem] = templateProblems(template, context, dialect);
  if (problem !== undefined) throw new BadInputError('query', problem);
  const { pieces } = expandScope(template, context.scope);
  const text: string[] = [];
  let open: Quoted | undefined;
  let quote = '';
  for (const piece of pieces) {
    if (piece.within !== open) {
      text.push(quote);
      open = piece.within;
      quote = open ? (open.quote === '`' && holdsPlaceholder(pieces, open) ? '"' : open.quote) : '';
      text.push(quote);
    }
    if (piece.kind === 'text') text.push(open?.quote === '`' && quote === '"' ? escapeDoubleQuoted(piece.text) : piece.text);
    else if (piece.within) text.push(quotedValue(piece.name, piece.within, context.values));
    else text.push(promqlDuration(piece.name === 'step' ? context.stepMs : context.windowMs));
  }
  text.push(quote);
  return text.join('');
}

function holdsPlaceholder(pieces: readonly Piece[], quoted: Quoted): boolean {
  return pieces.some((piece) => piece.kind === 'placeholder' && piece.within === quoted);
}

function quotedValue(name: string, { quote, matcher }: Quoted, values: Scope): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new BadInputError(name, 'has no value');
  const data = matcher === '=~' || matcher === '!~' ? escapeRegex(value) : value;
  return quote === "'" ? escapeSingleQuoted(data) : escapeDoubleQuoted(data);
}

function promqlDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
