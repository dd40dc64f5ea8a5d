import type { LookBounds, Retention } from '../../analysis/ports/retention.ts';
import type { Session } from './database.ts';

/* Removal of what is no longer kept. The functions mean what the methods of Retention mean, inside the caller's transaction. */

/** "SerinusR" in ASCII. */
const LOCK = '0x536572696e757352';

/** Before a transaction adds series: none of those that it finds there is removed until it ends. */
export async function keepSeries(session: Session): Promise<void> {
  await session.run(`SELECT pg_advisory_xact_lock_shared(${BigInt(LOCK)})`);
}

/** Before a transaction removes series: none is being added that would go on from them. */
const keepOthersOut = (session: Session): Promise<number> => session.run(`SELECT pg_advisory_xact_lock(${BigInt(LOCK)})`);

export async function removeLooks(
  session: Session,
  { beforeMs, perAnalysis }: LookBounds,
  { limit, after = '' }: Parameters<Retention['removeLooks']>[1],
): Promise<{ readonly removed: number; readonly next?: string }> {
  await keepOthersOut(session);
  // Whoever has one look has but the latest.
  const walked = (
    await session.rows<{ readonly id: string }>('SELECT id FROM serinus.analysis WHERE id > $1 AND looks > 1 ORDER BY id LIMIT $2', [
      after,
      limit,
    ])
  ).map(({ id }) => id);
  const looks = await session.rows<{ readonly id: number; readonly analysis: string; readonly description: Uint8Array }>(
    `SELECT look.id, look.analysis, look.description FROM unnest($1::text[]) AS walked (id)
       CROSS JOIN LATERAL (SELECT max(slot_ms) AS slot_ms FROM serinus.look WHERE analysis = walked.id) AS latest
       CROSS JOIN LATERAL (SELECT (SELECT slot_ms FROM serinus.look WHERE analysis = walked.id ORDER BY slot_ms DESC
         LIMIT 1 OFFSET $3 - 1) AS slot_ms) AS oldest_kept
       JOIN serinus.look ON look.analysis = walked.id AND look.slot_ms < least(latest.slot_ms, greatest($2::bigint, oldest_kept.slot_ms))
     ORDER BY walked.id COLLATE "C", look.slot_ms LIMIT $4`,
    [walked, beforeMs, perAnalysis, limit],
  );
  const ids = looks.map(({ id }) => id);
  const series = await seriesOf(session, ids);
  await session.run('DELETE FROM serinus.look WHERE id = ANY($1::bigint[])', [ids]);
  await releaseSeries(session, series);
  await releaseDocuments(
    session,
    looks.map(({ description }) => description),
  );
  if (looks.length === limit) {
    const unfinished = walked.indexOf(looks.at(-1)!.analysis); // It may have more of them.
    return { removed: looks.length, next: walked[unfinished - 1] ?? after };
  }
  return { removed: looks.length, ...(walked.length === limit && { next: walked.at(-1)! }) };
}

export async function removeSeries(session: Session, { beforeMs, limit }: Parameters<Retention['removeSeries']>[0]): Promise<number> {
  await keepOthersOut(session);
  const looks = await session.rows<{ readonly id: number }>(
    'SELECT id FROM serinus.look WHERE length(tails) > 0 AND slot_ms < $1 ORDER BY slot_ms LIMIT $2',
    [beforeMs, limit],
  );
  const ids = looks.map(({ id }) => id);
  const series = await seriesOf(session, ids);
  await session.run('DELETE FROM serinus.look_series WHERE look = ANY($1::bigint[])', [ids]);
  await session.run("UPDATE serinus.look SET tails = '' WHERE id = ANY($1::bigint[])", [ids]);
  await releaseSeries(session, series);
  return looks.length;
}

export function removeDocuments(
  session: Session,
  { kinds, statusesBut, updatedBeforeMs, limit }: Parameters<Retention['removeDocuments']>[0],
): Promise<number> {
  return session.run(
    `DELETE FROM serinus.client_document WHERE (kind, id) IN (
       SELECT kind, id FROM serinus.client_document WHERE kind = ANY($1::text[]) AND updated_at_ms < $2
         AND (status IS NULL OR status <> ALL ($3::text[])) LIMIT $4)`,
    [kinds, updatedBeforeMs, statusesBut, limit],
  );
}

async function seriesOf(session: Session, looks: readonly number[]): Promise<Uint8Array[]> {
  const rows = await session.rows<{ readonly series: Uint8Array }>(
    'SELECT DISTINCT series FROM serinus.look_series WHERE look = ANY($1::bigint[])',
    [looks],
  );
  return rows.map(({ series }) => series);
}

/** Removes the series, and those that they went on from, as far as neither a look nor a longer series needs them; their chunks likewise. */
async function releaseSeries(session: Session, series: readonly Uint8Array[]): Promise<void> {
  for (let ends = series; ends.length > 0; ) {
    const removed = await session.rows<{ readonly before: Uint8Array; readonly chunk: Uint8Array }>(
      `DELETE FROM serinus.series WHERE hash = ANY($1::bytea[]) AND before IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM serinus.look_series WHERE look_series.series = series.hash)
         AND NOT EXISTS (SELECT 1 FROM serinus.series AS longer WHERE longer.before = series.hash) RETURNING before, chunk`,
      [ends],
    );
    await session.run(
      `DELETE FROM serinus.chunk WHERE hash = ANY($1::bytea[])
         AND NOT EXISTS (SELECT 1 FROM serinus.series WHERE series.chunk = chunk.hash)`,
      [removed.map(({ chunk }) => chunk)],
    );
    ends = removed.map(({ before }) => before);
  }
}

async function releaseDocuments(session: Session, hashes: readonly Uint8Array[]): Promise<void> {
  await session.run(
    `DELETE FROM serinus.document WHERE hash = ANY($1::bytea[])
       AND NOT EXISTS (SELECT 1 FROM serinus.look WHERE look.description = document.hash)
       AND NOT EXISTS (SELECT 1 FROM serinus.analysis WHERE analysis.config = document.hash)
       AND NOT EXISTS (SELECT 1 FROM serinus.analysis WHERE analysis.noise = document.hash)`,
    [hashes],
  );
}
