import type { PairStore, PairStream } from '../../analysis/ports/pair-store.ts';
import type { Session } from './database.ts';

/* The numbers of streams, inside the caller's session. They stay: a name for each candidate that ever had pairs. */

/**
 * The number of the stream, which it is given when it has none. Until the transaction ends no other changes what is of this stream: two
 * that add to one tally both count, a half and the pair that it belongs to do not miss one another, and nobody waits in a circle.
 */
export async function lockStream(session: Session, { config, candidate }: PairStream): Promise<number> {
  const sql = 'SELECT id FROM serinus.pair_stream WHERE config = $1 AND candidate = $2 FOR NO KEY UPDATE';
  const [known] = await session.rows<{ readonly id: number }>(sql, [config, candidate]);
  if (known !== undefined) return known.id;
  await session.run('INSERT INTO serinus.pair_stream (config, candidate) VALUES ($1, $2) ON CONFLICT DO NOTHING', [config, candidate]);
  const [added] = await session.rows<{ readonly id: number }>(sql, [config, candidate]);
  return added!.id; // Streams are never removed.
}

/** No stream has this number: that of one without pairs. */
const NONE = 0;

export async function numberOf(session: Session, { config, candidate }: PairStream): Promise<number> {
  const [row] = await session.rows<{ readonly id: number }>('SELECT id FROM serinus.pair_stream WHERE config = $1 AND candidate = $2', [
    config,
    candidate,
  ]);
  return row?.id ?? NONE;
}

export function listStreams(session: Session, { config, fromMs, toMs }: Parameters<PairStore['listStreams']>[0]): Promise<PairStream[]> {
  return session.rows<PairStream>(
    `SELECT config, candidate FROM serinus.pair_stream WHERE ($1::text IS NULL OR config = $1)
       AND EXISTS (SELECT 1 FROM serinus.pair_tally WHERE stream = pair_stream.id AND kind = 'step' AND start_ms >= $2 AND start_ms < $3)
     ORDER BY config, candidate`,
    [config ?? null, fromMs, toMs],
  );
}
