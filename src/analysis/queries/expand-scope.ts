import type { QueryDialect } from '../ports/metric-source.ts';
import { LEXIS } from './lexis.ts';
import { type Piece, type Scan, scanTemplate } from './scan-template.ts';

/** The pieces of a template with every `${scope}` outside of quotes replaced by the pieces of the scope, and the problems of both. */
export function expandScope(template: string, scope: string, dialect: QueryDialect): Scan {
  const lexis = LEXIS[dialect];
  const outer = scanTemplate(template, lexis);
  const pieces = outer.pieces.flatMap((piece): readonly Piece[] =>
    // Scanned anew for each use: two uses must not share their strings' identity.
    isScope(piece) ? bracketed(scanTemplate(scope, lexis).pieces, dialect) : [piece],
  );
  const problems = [...outer.problems, ...scanTemplate(scope, lexis).problems.map((problem) => `in the scope: ${problem}`)];
  return { pieces, problems };
}

const isScope = (piece: Piece): boolean => piece.kind === 'placeholder' && piece.name === 'scope' && !piece.within;

/** PromQL's matchers are a list; a condition must stay whole whatever stands beside it. */
function bracketed(pieces: readonly Piece[], dialect: QueryDialect): readonly Piece[] {
  if (dialect === 'promql') return pieces;
  return [{ kind: 'text', text: '(' }, ...pieces, { kind: 'text', text: ')' }];
}
