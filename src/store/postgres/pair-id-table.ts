import type { Hashes } from '../../comparison/request-hash.ts';
import type { Session } from './database.ts';

/* Which requests have been counted, by their hashes, inside the caller's session. */

/** Hashes as two arrays, which the database makes one number of: `($1 << 32) + $2`. */
export function wordsOf(hashes: Hashes): { readonly high: readonly number[]; readonly low: readonly number[] } {
  const count = hashes.length / 2;
  return {
    high: Array.from({ length: count }, (_, i) => hashes[2 * i]! | 0),
    low: Array.from({ length: count }, (_, i) => hashes[2 * i + 1]!),
  };
}

const GIVEN = `SELECT (high::bigint << 32) + low AS hash, (position - 1)::int AS position
  FROM unnest($1::integer[], $2::bigint[]) WITH ORDINALITY AS words (high, low, position)`;

/**
 * Adds those that are not there, in the order of their hashes, so that replicas that add the same wait for one another and never in a
 * circle. @returns positions of the others.
 */
export async function addIds(session: Session, hashes: Hashes, atMs: number): Promise<number[]> {
  const { high, low } = wordsOf(hashes);
  const rows = await session.rows<{ readonly position: number }>(
    `WITH given AS MATERIALIZED (${GIVEN}), added AS (
       INSERT INTO serinus.pair_id (hash, at_ms) SELECT hash, $3 FROM given ORDER BY hash ON CONFLICT (hash) DO NOTHING RETURNING hash
     ) SELECT position FROM given WHERE hash NOT IN (SELECT hash FROM added) ORDER BY position`,
    [high, low, atMs],
  );
  return rows.map(({ position }) => position);
}

/** Positions of those that are there. */
export async function knownIds(session: Session, hashes: Hashes): Promise<number[]> {
  const { high, low } = wordsOf(hashes);
  const rows = await session.rows<{ readonly position: number }>(
    `WITH given AS MATERIALIZED (${GIVEN}) SELECT position FROM given JOIN serinus.pair_id USING (hash) ORDER BY position`,
    [high, low],
  );
  return rows.map(({ position }) => position);
}

/** The rows of ids are small and many: for one of anything else so many of them go. */
const IDS_OF_ROW = 100;

/** How many. @param limit rows of anything else. */
export function removeIds(session: Session, beforeMs: number, limit: number): Promise<number> {
  return session.run(
    'DELETE FROM serinus.pair_id WHERE hash IN (SELECT hash FROM serinus.pair_id WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)',
    [beforeMs, IDS_OF_ROW * limit],
  );
}
