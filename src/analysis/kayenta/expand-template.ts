import { KayentaRefusal } from '../../kayenta/refusal.ts';
import { LEXIS } from '../queries/lexis.ts';
import { escapeDoubleQuoted, escapeRegex, escapeSingleQuoted } from '../queries/quote-value.ts';
import { type Piece, type Quoted, scanTemplate } from '../queries/scan-template.ts';
import type { Bindings } from './bindings.ts';

/** One token whatever stands around it: a name, a number, a duration, names joined by dashes or dots. */
const TOKEN = /^(?:[A-Za-z_:][A-Za-z0-9_:]*|-?\w+(?:[-.]\w+)*)$/;
const MATCHER = String.raw`\s*[A-Za-z_]\w*\s*(?:=~|!~|!=|=)\s*(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*`;
/** Whole label matchers: between braces they can only make the selection smaller. */
const MATCHERS = new RegExp(`^${MATCHER}(?:,${MATCHER})*$`);

/**
 * A PromQL template with its variables filled in, as Kayenta fills them: `${name}` by what is bound, `${name:-text}` by the text where
 * nothing is, `$${name}` by itself. Unlike there, a value stays data: between quotes it is escaped, after `=~` and `!~` it is a regular
 * expression of itself, and outside of quotes it must be a single token, or label matchers between braces.
 *
 * @param isMatchers the template stands between the braces of a selector.
 * @throws {KayentaRefusal} nothing is bound to a name, a value cannot be made safe where it stands, or the template is no PromQL.
 */
export function expandTemplate(template: string, bindings: Bindings, { isMatchers }: { readonly isMatchers: boolean }): string {
  const { pieces, problems } = scanTemplate(template, LEXIS.promql);
  if (problems[0] !== undefined) throw problem(problems[0]);
  const text: string[] = [];
  let open: Quoted | undefined;
  let quote = '';
  let depth = isMatchers ? 1 : 0;
  for (const [i, piece] of pieces.entries()) {
    if (piece.within !== open) {
      text.push(quote);
      open = piece.within;
      quote = open ? (open.quote === '`' && holdsVariable(pieces, open) ? '"' : open.quote) : '';
      text.push(quote);
    }
    const literal = (given: string): string => (open?.quote === '`' && quote === '"' ? escapeDoubleQuoted(given) : given);
    if (piece.kind === 'text') {
      const isEscape = piece.text.endsWith('$') && pieces[i + 1]?.kind === 'placeholder' && pieces[i + 1]?.within === open;
      text.push(literal(isEscape ? piece.text.slice(0, -1) : piece.text));
      if (!open) depth += count(piece.text, '{') - count(piece.text, '}');
      continue;
    }
    const before = pieces[i - 1];
    const textBefore = before?.kind === 'text' && before.within === open ? before.text : '';
    if (textBefore.endsWith('$')) {
      text.push(literal(`\${${piece.name}}`));
      continue;
    }
    const { name, fallback } = variableOf(piece.name);
    const value = bindings.get(name);
    if (value === undefined && fallback === undefined) throw problem(`Cannot resolve variable '${name}'`);
    if (value === undefined) text.push(literal(fallback!));
    else if (open) text.push(quotedValue(name, value, { quoted: open, textBefore }));
    else text.push(bareValue(name, value, depth > 0));
  }
  text.push(quote);
  return text.join('');
}

function variableOf(written: string): { readonly name: string; readonly fallback?: string } {
  const at = written.indexOf(':-');
  return at < 0 ? { name: written } : { name: written.slice(0, at), fallback: written.slice(at + 2) };
}

function quotedValue(
  name: string,
  value: string,
  { quoted, textBefore }: { readonly quoted: Quoted; readonly textBefore: string },
): string {
  const { quote, operator } = quoted;
  const isRegex = operator === '=~' || operator === '!~';
  if (isRegex && /\\Q/.test(textBefore)) throw problem(`\${${name}} stands after \\Q; the value is quoted already`);
  if (isRegex && textBefore.endsWith('\\')) throw problem(`a backslash right before \${${name}} would escape the value`);
  const data = isRegex ? regexOf(value, textBefore) : value;
  return quote === "'" ? escapeSingleQuoted(data) : escapeDoubleQuoted(data);
}

function bareValue(name: string, value: string, isBetweenBraces: boolean): string {
  if (TOKEN.test(value) || (isBetweenBraces && MATCHERS.test(value))) return value;
  throw problem(
    `the value of '${name}' stands outside of quotes, where only a name or a number${isBetweenBraces ? ' or whole label matchers' : ''} can be filled in safely, not ${JSON.stringify(value.slice(0, 80))}`,
  );
}

/** A regular expression of the value alone. A dash has a meaning only between brackets, and reads better without a backslash elsewhere. */
export function regexOf(value: string, textBefore = ''): string {
  const escaped = escapeRegex(value);
  const isInClass = textBefore.lastIndexOf('[') > textBefore.lastIndexOf(']');
  return isInClass ? escaped : escaped.replaceAll('\\-', '-');
}

function holdsVariable(pieces: readonly Piece[], quoted: Quoted): boolean {
  return pieces.some((piece) => piece.kind === 'placeholder' && piece.within === quoted);
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function problem(what: string): KayentaRefusal {
  return new KayentaRefusal(`Problem evaluating custom filter template: ${what}.`);
}
