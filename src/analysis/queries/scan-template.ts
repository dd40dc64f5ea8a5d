import type { Lexis, Quote } from './lexis.ts';

/** A quoted string or a regular expression between slashes. */
export interface Quoted {
  readonly quote: Quote;
  /** The operator right before it, such as `=~`; undefined when none is there (an argument, a name). */
  readonly operator: string | undefined;
}

/** A piece of a query template: text between placeholders, or a `${name}`. `within` is absent outside of quotes. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly within?: Quoted }
  | { readonly kind: 'placeholder'; readonly name: string; readonly within?: Quoted };

/** A template cut into pieces: outside of quotes each string's own quotes belong to the string's pieces' `within`, not to any text. */
export interface Scan {
  readonly pieces: readonly Piece[];
  /** What makes the template no query at all, whatever is filled in. */
  readonly problems: readonly string[];
}

const PLACEHOLDER = /\$\{([^{}"'`\n]*)\}/y;

/**
 * Cuts a template into text, strings, regular expressions and placeholders. Every string is one run of pieces that share the same
 * `within` object; an empty string is one empty text. Comments are dropped.
 */
export function scanTemplate(template: string, lexis: Lexis): Scan {
  const pieces: Piece[] = [];
  const problems: string[] = [];
  let within: Quoted | undefined;
  let text = '';
  let at = 0;

  const endText = (): void => {
    if (text !== '' || within) pieces.push({ kind: 'text', text, ...(within && { within }) });
    text = '';
  };
  const placeholderHere = (): string | undefined => {
    PLACEHOLDER.lastIndex = at;
    return PLACEHOLDER.exec(template)?.[1];
  };
  const opensHere = (char: string): char is Quote =>
    Object.hasOwn(lexis.strings, char) || (char === '/' && lexis.wordsBeforeRegex !== undefined && !endsOperand(text, pieces, lexis));

  while (at < template.length) {
    const char = template[at]!;
    const name = placeholderHere();
    const commentEnd = within ? undefined : lexis.commentEnd(template, at);
    if (commentEnd !== undefined) {
      if (template.slice(at, commentEnd).includes('${')) problems.push('a placeholder inside a comment');
      at = commentEnd;
      if (at < template.length && template[at] !== '\n') text += ' '; // a comment parts what is on either side of it
    } else if (name !== undefined) {
      endText();
      pieces.push({ kind: 'placeholder', name, ...(within && { within }) });
      at += name.length + 3;
    } else if (template.startsWith('${', at)) {
      problems.push(`"\${" without its "}" at ${JSON.stringify(template.slice(at, at + 20))}`);
      text += '${';
      at += 2;
    } else if (within) {
      if (char === within.quote) {
        endText();
        within = undefined;
        at += 1;
      } else if (char === '\\' && (within.quote === '/' || lexis.strings[within.quote] === 'escapes')) {
        if (template.startsWith('${', at + 1)) problems.push('a backslash right before "${": inside quotes it would escape the value');
        // Servers differ in whether the second of two backslashes still escapes the slash after them.
        if (within.quote === '/' && template.startsWith('\\/', at + 1))
          problems.push('two backslashes before a slash: write the backslash as \\x5c');
        const length = template.startsWith('${', at + 1) ? 1 : 2;
        text += template.slice(at, at + length);
        at += length;
      } else {
        text += char;
        at += 1;
      }
    } else if (opensHere(char)) {
      const operator = /[=!<>~]+(?=\s*$)/.exec(text)?.[0];
      endText();
      within = { quote: char, operator };
      at += 1;
    } else {
      text += char;
      at += 1;
    }
  }
  if (within) problems.push(`a string opened with ${within.quote} is never closed`);
  endText();
  return { pieces, problems };
}

/** Whether what stands before a slash is something that can be divided. */
function endsOperand(text: string, pieces: readonly Piece[], { wordsBeforeRegex }: Lexis): boolean {
  if (text.trim() === '') return pieces.length > 0;
  return /[\w)\]}]\s*$/.test(text) && !wordsBeforeRegex?.test(text);
}
