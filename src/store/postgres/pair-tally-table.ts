import type { PairBatch } from '../../analysis/ports/pair-store.ts';
import type { Timed } from '../../comparison/tally.ts';
import { unpackJson } from '../packed-json.ts';
import { growingTally, packTally, type Tally, type TallyKind } from '../pair-tally.ts';
import type { Session } from './database.ts';

/* Tallies of pairs, inside the caller's session. */

interface Row {
  readonly start_ms: number;
  readonly length_ms: number;
  readonly body: Uint8Array;
}

/** Adds them to what is there. The caller's transaction has the stream's lock. */
export async function addTallies(
  session: Session,
  stream: number,
  { steps, details }: Pick<PairBatch, 'steps' | 'details'>,
): Promise<void> {
  for (const { startMs, lengthMs, tally } of steps) await addTally(session, [stream, 'step', startMs, lengthMs], tally);
  for (const { startMs, lengthMs, tally } of details) await addTally(session, [stream, 'detail', startMs, lengthMs], tally);
}

async function addTally(session: Session, place: readonly [number, TallyKind, number, number], tally: Tally): Promise<void> {
  const [row] = await session.rows<Row>(
    'SELECT body FROM serinus.pair_tally WHERE stream = $1 AND kind = $2 AND start_ms = $3 AND length_ms = $4',
    place,
  );
  const sum = growingTally(place[1]);
  if (row !== undefined) sum.merge(unpackJson<Tally>(row.body));
  sum.merge(tally);
  await session.run(
    `INSERT INTO serinus.pair_tally (stream, kind, start_ms, length_ms, body) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (stream, kind, start_ms, length_ms) DO UPDATE SET body = excluded.body`,
    [...place, packTally(sum.tally())],
  );
}

export async function findTallies<T extends Tally>(
  session: Session,
  { stream, kind, fromMs, toMs }: { readonly stream: number; readonly kind: TallyKind; readonly fromMs: number; readonly toMs: number },
): Promise<Timed<T>[]> {
  const rows = await session.rows<Row>(
    `SELECT start_ms, length_ms, body FROM serinus.pair_tally WHERE stream = $1 AND kind = $2 AND start_ms >= $3 AND start_ms < $4
     ORDER BY start_ms, length_ms`,
    [stream, kind, fromMs, toMs],
  );
  return rows.map(({ start_ms, length_ms, body }) => ({ startMs: start_ms, lengthMs: length_ms, tally: unpackJson<T>(body) }));
}

/** How many. */
export function removeTallies(session: Session, beforeMs: number, limit: number): Promise<number> {
  return session.run(
    'DELETE FROM serinus.pair_tally WHERE id IN (SELECT id FROM serinus.pair_tally WHERE start_ms < $1 ORDER BY start_ms, id LIMIT $2)',
    [beforeMs, limit],
  );
}
