import { CODE_PLACEHOLDERS } from '../../analysis/queries/code-placeholders.ts';
import { LEXIS } from '../../analysis/queries/lexis.ts';
import { type Piece, type Quoted, scanTemplate } from '../../analysis/queries/scan-template.ts';

const MATCHERS = ['=', '!=', '=~', '!~'];

/** A query of ours made of a Kayenta's template. */
export interface CarriedQuery {
  readonly query: string;
  /** The variables in it, by our names, with what Kayenta takes when a request says nothing. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** What the author should look at. */
  readonly remarks: readonly string[];
}

export interface ScopeLabel {
  readonly label: string;
  /** Name of the variable that stands for Kayenta's `${scope}`. */
  readonly variable: string;
}

/** The label that a template holds exactly the request's scope against, as in `version="${scope}"`; the first one. */
export function scopeLabel(text: string): string | undefined {
  const { pieces } = scanTemplate(text, LEXIS.promql);
  for (const [i, piece] of pieces.entries()) if (isWholeScope(pieces, i)) return labelBefore(pieces, piece.within!);
  return undefined;
}

/**
 * A Kayenta's template as a query of ours: `label="${scope}"` becomes `${scope}`, which stands for the side's matchers, and any other
 * variable one of the config's. A variable outside of a matcher's string cannot be one of ours: its default takes its place.
 * @returns why it cannot be carried over, when such a variable has no default or the text is no PromQL.
 */
export function carryVariables(text: string, scope: ScopeLabel): CarriedQuery | { readonly problem: string } {
  const { pieces, problems } = scanTemplate(text, LEXIS.promql);
  if (problems[0] !== undefined) return { problem: problems[0] };
  const variables = new Map<string, string | undefined>();
  const remarks: string[] = [];
  const out: string[] = [];
  let open: Quoted | undefined;
  let replaced: Quoted | undefined;
  for (const [i, piece] of pieces.entries()) {
    if (piece.within && piece.within === replaced) continue;
    if (piece.within !== open) {
      out.push(open?.quote ?? '');
      open = piece.within;
      out.push(open?.quote ?? '');
    }
    if (piece.kind === 'text') {
      out.push(piece.text);
      continue;
    }
    const before = pieces[i - 1];
    if (before?.kind === 'text' && before.text.endsWith('$')) return { problem: `"$\${${piece.name}}" is text for Kayenta` };
    if (isWholeScope(pieces, i) && labelBefore(pieces, open!) === scope.label) {
      // The label and the quote that are written already go with it.
      const written = out.splice(0).join('');
      out.push(written.replace(/[A-Za-z_]\w*\s*=\s*["'`]$/, ''), '${scope}');
      replaced = open;
      open = undefined;
      continue;
    }
    const [, kayentaName = '', fallback] = /^(.*?)(?::-(.*))?$/s.exec(piece.name) ?? [];
    if (open && MATCHERS.includes(open.operator ?? '')) {
      const name = kayentaName === 'scope' ? scope.variable : variableName(kayentaName);
      if (!variables.has(name) || fallback !== undefined) variables.set(name, fallback);
      out.push(`\${${name}}`);
    } else if (fallback !== undefined) {
      remarks.push(`\${${kayentaName}} stands where a value cannot, and is its default ${fallback} now`);
      out.push(fallback);
    } else return { problem: `\${${kayentaName}} stands outside of a label matcher's string and has no default` };
  }
  out.push(open?.quote ?? '');
  return { query: out.join(''), variables, remarks };
}

/** Our name of a variable of a Kayenta's: some stand for something else here, and not every text is a name. */
function variableName(kayentaName: string): string {
  const name = kayentaName.replace(/\W/g, '_').replace(/^(?=\d|$)/, '_');
  return CODE_PLACEHOLDERS.includes(name) ? `request_${name}` : name;
}

function isWholeScope(pieces: readonly Piece[], i: number): boolean {
  const piece = pieces[i]!;
  const { within } = piece;
  return (
    piece.kind === 'placeholder' &&
    piece.name === 'scope' &&
    within?.operator === '=' &&
    pieces.every((other, j) => other.within !== within || i === j || (other.kind === 'text' && other.text === ''))
  );
}

/** The label whose value a string is. */
function labelBefore(pieces: readonly Piece[], within: Quoted): string | undefined {
  const before = pieces[pieces.findIndex((piece) => piece.within === within) - 1];
  return before?.kind === 'text' && !before.within ? /([A-Za-z_]\w*)\s*=\s*$/.exec(before.text)?.[1] : undefined;
}
