import { BadInputError } from '../errors.ts';

/** The orders in which a store lists. A cursor names the one it was made for and fits no other. */
export type Ordering = 'analyses' | 'looks' | 'samples' | 'least similar samples';

/** An opaque place in a listing: after the item that has this position and tie-breaker. */
export function writeCursor(ordering: Ordering, position: number, tieBreaker: string): string {
  return Buffer.from(JSON.stringify([ordering, position, tieBreaker])).toString('base64url');
}

/** @throws {BadInputError} field `cursor`: not written by writeCursor for this ordering. */
export function readCursor(ordering: Ordering, cursor: string): { readonly position: number; readonly tieBreaker: string } {
  const [of, position, tieBreaker] = parts(cursor);
  const isOurs = of === ordering && isPosition(ordering, position) && typeof tieBreaker === 'string';
  if (!isOurs || writeCursor(ordering, position, tieBreaker) !== cursor)
    throw new BadInputError('cursor', `${JSON.stringify(cursor)} is none that a list of ${ordering} gave`);
  return { position, tieBreaker };
}

/** Similarities are fractions, all others moments. */
const isPosition = (ordering: Ordering, position: unknown): position is number =>
  ordering === 'least similar samples' ? Number.isFinite(position) : Number.isSafeInteger(position);

function parts(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // Whatever it is, it is no cursor: the caller says so.
  }
}
