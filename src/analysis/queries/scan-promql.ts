/** A quoted string that is the value of a label matcher, or any other one (an argument of label_replace, a label's name). */
export interface Quoted {
  readonly quote: '"' | "'" | '`';
  /** The operator right before it; undefined when it is no label matcher's value. */
  readonly matcher: '=' | '!=' | '=~' | '!~' | undefined;
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
 * Cuts a PromQL template into text, strings and placeholders. It knows what is needed to tell code from data and no more:
 * the three kinds of strings ('..' and ".." with backslash escapes, `..` without), the matcher before them, and comments.
 * Every string is one run of pieces that share the same `within` object; an empty string is one empty text.
 */
export function scanPromql(template: string): Scan {
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

  while (at < template.length) {
    const char = template[at]!;
    const name = placeholderHere();
    if (name !== undefined) {
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
      } else if (char === '\\' && within.quote !== '`') {
        if (template.startsWith('${', at + 1)) problems.push('a backslash right before "${": inside quotes it would escape the value');
        const length = template.startsWith('${', at + 1) ? 1 : 2;
        text += template.slice(at, at + length);
        at += length;
      } else {
        text += char;
        at += 1;
      }
    } else if (char === '"' || char === "'" || char === '`') {
      const matcher = matcherBefore(text);
      endText();
      within = { quote: char, matcher };
      at += 1;
    } else if (char === '#') {
      const end = template.indexOf('\n', at);
      const comment = template.slice(at, end < 0 ? template.length : end);
      if (comment.includes('${')) problems.push('a placeholder inside a comment');
      at += comment.length;
    } else {
      text += char;
      at += 1;
    }
  }
  if (within) problems.push(`a string opened with ${within.quote} is never closed`);
  endText();
  return { pieces, problems };
}

/** Comments are dropped while scanning, so that only blanks can stand between a matcher and its string. */
function matcherBefore(text: string): Quoted['matcher'] {
  const operator = /([=!<>~]+)\s*$/.exec(text)?.[1];
  return operator === '=' || operator === '!=' || operator === '=~' || operator === '!~' ? operator : undefined;
}
