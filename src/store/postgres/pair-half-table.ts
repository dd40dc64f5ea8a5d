import type { HalfSide, PairHalf, PairStore } from '../../analysis/ports/pair-store.ts';
import { halvesById, halvesByStream, type WaitingRow } from '../pair-half.ts';
import type { Session } from './database.ts';

/* Halves that wait, a row a request, inside the caller's session. */

/** Adds those that are not there. The caller's transaction has the stream's lock. */
export async function addHalves(
  session: Session,
  stream: number,
  halves: readonly PairHalf[],
): Promise<{ readonly complete: readonly string[]; readonly known: number }> {
  const added =
    (await addSide(session, { stream, side: 'control', halves })) + (await addSide(session, { stream, side: 'candidate', halves }));
  const ids = [...new Set(halves.map(({ id }) => id))];
  const rows = await session.rows<{ readonly id: string }>(
    `SELECT id FROM serinus.pair_waiting WHERE stream = $1 AND id = ANY($2::text[]) AND control IS NOT NULL AND candidate IS NOT NULL`,
    [stream, ids],
  );
  const complete = new Set(rows.map(({ id }) => id));
  return { complete: ids.filter((id) => complete.has(id)), known: halves.length - added };
}

/** How many were added. */
async function addSide(
  session: Session,
  { stream, side, halves }: { readonly stream: number; readonly side: HalfSide; readonly halves: readonly PairHalf[] },
): Promise<number> {
  // One statement may touch a row once: the first of an id is the one that stays.
  const first = new Map(
    halves
      .filter((half) => half.side === side)
      .toReversed()
      .map((half) => [half.id, half]),
  );
  const each = [...first.values()];
  return session.run(
    `INSERT INTO serinus.pair_waiting (stream, id, arrived_at_ms, ${side})
     SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[])
     ON CONFLICT (stream, id) DO UPDATE SET ${side} = excluded.${side},
       arrived_at_ms = least(pair_waiting.arrived_at_ms, excluded.arrived_at_ms)
     WHERE pair_waiting.${side} IS NULL`,
    [stream, each.map(({ id }) => id), each.map(({ arrivedAtMs }) => arrivedAtMs), each.map((half) => JSON.stringify(half))],
  );
}

export async function findHalves(session: Session, stream: number, ids: readonly string[]): Promise<PairHalf[]> {
  const rows = await session.rows<WaitingRow>(
    'SELECT id, control, candidate FROM serinus.pair_waiting WHERE stream = $1 AND id = ANY($2::text[])',
    [stream, ids],
  );
  return halvesById(rows, ids);
}

export async function waitingHalves(
  session: Session,
  { config, arrivedBeforeMs, limit, only }: Parameters<PairStore['waitingHalves']>[0],
): Promise<Awaited<ReturnType<PairStore['waitingHalves']>>> {
  const rows = await session.rows<Parameters<typeof halvesByStream>[0][number]>(
    `SELECT stream, pair_waiting.id, control, pair_waiting.candidate, config, pair_stream.candidate AS name
     FROM serinus.pair_waiting JOIN serinus.pair_stream ON pair_stream.id = stream WHERE config = $1 AND arrived_at_ms < $2
     ${only === 'complete' ? 'AND control IS NOT NULL AND pair_waiting.candidate IS NOT NULL' : ''}
     ORDER BY arrived_at_ms, stream, pair_waiting.id LIMIT $3`,
    [config, arrivedBeforeMs, limit],
  );
  return halvesByStream(rows);
}

export async function removeHalves(session: Session, stream: number, ids: readonly string[]): Promise<void> {
  // Most streams never have any.
  const [any] = await session.rows('SELECT 1 FROM serinus.pair_waiting WHERE stream = $1 LIMIT 1', [stream]);
  if (any !== undefined) await session.run('DELETE FROM serinus.pair_waiting WHERE stream = $1 AND id = ANY($2::text[])', [stream, ids]);
}

/** How many requests. */
export function removeOldHalves(session: Session, beforeMs: number, limit: number): Promise<number> {
  return session.run(
    `DELETE FROM serinus.pair_waiting WHERE (stream, id) IN (
       SELECT stream, id FROM serinus.pair_waiting WHERE arrived_at_ms < $1 ORDER BY arrived_at_ms LIMIT $2)`,
    [beforeMs, limit],
  );
}
