import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { VariableConfig } from '../../model/config.ts';
import type { QueryDialect } from '../ports/metric-source.ts';
import { expandScope } from './expand-scope.ts';
import { queryProblems } from './query-problems.ts';
import {
  escapeDoubleQuoted,
  escapeFluxString,
  escapeInfluxqlRegex,
  escapeInfluxqlString,
  escapeRegex,
  escapeSingleQuoted,
} from './quote-value.ts';
import type { Piece, Quoted } from './scan-template.ts';
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
  /** What `${start}` and `${stop}` stand for: from when on, and until before when, data are read. PromQL needs neither. */
  readonly startMs?: number;
  readonly stopMs?: number;
}

/**
 * The query with everything filled in. A value can only ever be text inside the string its placeholder stands in:
 * it is escaped for the quotes, and in a regular expression it is made one of itself, so that it never matches
 * more than itself. A string of backticks, which knows no escapes, is rewritten with double quotes when it holds a variable.
 * @throws {BadInputError} the template has a problem (see templateProblems and queryProblems), or a variable it uses has no value, or
 *   one that the language cannot write.
 */
export function renderQuery(template: string, context: QueryContext, dialect: QueryDialect): string {
  const [problem] = [...templateProblems(template, context, dialect), ...queryProblems(template, dialect)];
  if (problem !== undefined) throw new BadInputError('query', problem);
  const { pieces } = expandScope(template, context.scope, dialect);
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
    else if (piece.within) text.push(quotedValue(piece.name, { within: piece.within, values: context.values, dialect }));
    else text.push(codeText(piece.name, context, dialect));
  }
  text.push(quote);
  return text.join('');
}

function holdsPlaceholder(pieces: readonly Piece[], quoted: Quoted): boolean {
  return pieces.some((piece) => piece.kind === 'placeholder' && piece.within === quoted);
}

function quotedValue(
  name: string,
  { within, values, dialect }: { readonly within: Quoted; readonly values: Scope; readonly dialect: QueryDialect },
): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new BadInputError(name, 'has no value');
  switch (dialect) {
    case 'promql': {
      const data = within.operator?.endsWith('~') ? escapeRegex(value) : value;
      return within.quote === "'" ? escapeSingleQuoted(data) : escapeDoubleQuoted(data);
    }
    case 'influxql':
      return within.quote === '/' ? escapeInfluxqlRegex(value) : escapeInfluxqlString(name, value);
    case 'flux':
      return escapeFluxString(value);
  }
}

/** Durations of whole seconds or milliseconds are written alike in all three. */
function codeText(name: string, context: QueryContext, dialect: QueryDialect): string {
  if (name === 'step') return duration(context.stepMs);
  if (name === 'window') return duration(context.windowMs);
  const ms = name === 'start' ? context.startMs : context.stopMs;
  if (ms === undefined) throw new BadInputError('query', `\${${name}} has no time here`);
  const time = new Date(ms).toISOString();
  return dialect === 'influxql' ? `'${time}'` : time;
}

function duration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
