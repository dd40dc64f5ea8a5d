import { type Piece, type Scan, scanPromql } from './scan-promql.ts';

/** The pieces of a template with every `${scope}` outside of quotes replaced by the pieces of the scope, and the problems of both. */
export function expandScope(template: string, scope: string): Scan {
  const outer = scanPromql(template);
  const pieces = outer.pieces.flatMap((piece): readonly Piece[] =>
    // Scanned anew for each use: two uses must not share their strings' identity.
    piece.kind === 'placeholder' && piece.name === 'scope' && !piece.within ? scanPromql(scope).pieces : [piece],
  );
  return { pieces, problems: [...outer.problems, ...scanPromql(scope).problems.map((problem) => `in the scope: ${problem}`)] };
}
