import type { QueryDialect } from '../ports/metric-source.ts';

/** What is needed to tell code from data in a query language, and no more. */
export interface Lexis {
  /** Signs that open and close a string, and whether a backslash escapes in it. */
  readonly strings: Readonly<Partial<Record<Quote, 'escapes' | 'raw'>>>;
  /** Where a comment that begins at `at` ends; undefined when none begins there. */
  readonly commentEnd: (template: string, at: number) => number | undefined;
  /** Words after which a slash opens a regular expression, as after an operator; undefined when a slash only divides. */
  readonly wordsBeforeRegex: RegExp | undefined;
}

/** A slash is the one around a regular expression. */
export type Quote = '"' | "'" | '`' | '/';

export const LEXIS: Readonly<Record<QueryDialect, Lexis>> = {
  promql: {
    strings: { '"': 'escapes', "'": 'escapes', '`': 'raw' },
    commentEnd: lineComment('#'),
    wordsBeforeRegex: undefined,
  },
  // Double quotes hold identifiers, which are no place for a value, but where quotes and comments in them open nothing.
  influxql: {
    strings: { "'": 'escapes', '"': 'escapes' },
    commentEnd: (template, at) => lineComment('--')(template, at) ?? blockCommentEnd(template, at),
    wordsBeforeRegex: /\b(?:select|from|by|and|or|where)\s*$/i,
  },
  flux: {
    strings: { '"': 'escapes' },
    commentEnd: lineComment('//'),
    wordsBeforeRegex: /\b(?:and|or|not|return|if|then|else)\s*$/,
  },
};

function lineComment(sign: string): Lexis['commentEnd'] {
  return (template, at) => {
    if (!template.startsWith(sign, at)) return undefined;
    const end = template.indexOf('\n', at);
    return end < 0 ? template.length : end;
  };
}

function blockCommentEnd(template: string, at: number): number | undefined {
  if (!template.startsWith('/*', at)) return undefined;
  const end = template.indexOf('*/', at + 2);
  return end < 0 ? template.length : end + 2;
}
