import { contentHash } from '../content-hash.ts';
import { packBytes } from '../pack-values.ts';
import { joinSeries, openChunk, wholeChunks } from '../series-chunks.ts';
import type { Session } from './database.ts';

/** The series of no chunks, on which every other rests. */
export const EMPTY_SERIES = new Uint8Array(16);

/** A series that ends with a whole chunk. */
interface Link {
  readonly hash: Uint8Array;
  /** The series without that chunk. */
  readonly before: Uint8Array;
  readonly chunk: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Keeps the whole chunks of the arrays under the look, and only those that are not there yet. */
export async function addSeries(session: Session, look: number, arrays: readonly Float64Array[]): Promise<void> {
  if (arrays.length === 0) return;
  const paths = arrays.map(pathOf);
  await addLinks(session, await missingLinks(session, paths));
  await session.run(
    `INSERT INTO serinus.look_series (look, position, length, series)
     SELECT $1, position - 1, length, series FROM unnest($2::integer[], $3::bytea[]) WITH ORDINALITY AS given (length, series, position)`,
    [look, arrays.map(({ length }) => length), paths.map((path) => path.at(-1)?.hash ?? EMPTY_SERIES)],
  );
}

/** The arrays of the look, bit for bit. @throws {RangeError} what is stored contradicts itself: the store is damaged. */
export async function findSeries(session: Session, look: number, tails: Uint8Array): Promise<Float64Array[]> {
  const series = await session.rows<{ readonly length: number }>(
    'SELECT length FROM serinus.look_series WHERE look = $1 ORDER BY position',
    [look],
  );
  const rows = await session.rows<{ readonly position: number; readonly hash: Uint8Array; readonly body: Uint8Array }>(
    `WITH RECURSIVE path (position, depth, before, chunk) AS (
       SELECT position, 0, before, chunk FROM serinus.look_series JOIN serinus.series ON hash = look_series.series WHERE look = $1
       UNION ALL
       SELECT path.position, path.depth + 1, series.before, series.chunk FROM path JOIN serinus.series ON series.hash = path.before
     )
     SELECT position, chunk.hash, chunk.body FROM path JOIN serinus.chunk ON chunk.hash = path.chunk ORDER BY position, depth DESC`,
    [look],
  );
  const chunks = series.map((): Uint8Array[] => []);
  for (const { position, hash, body } of rows) chunks[position]?.push(openChunk({ hash, body }));
  return joinSeries(
    series.map(({ length }, position) => ({ length, chunks: chunks[position]! })),
    tails,
  );
}

/** The series after each whole chunk of the values. The last one is named by all that it holds. */
function pathOf(values: Float64Array): Link[] {
  let before: Uint8Array = EMPTY_SERIES;
  return wholeChunks(values).map((bytes) => {
    const chunk = contentHash(bytes);
    const link = { hash: seriesHash(before, chunk), before, chunk, bytes };
    before = link.hash;
    return link;
  });
}

/** What a series is known by that goes on from `before` with a chunk. */
export function seriesHash(before: Uint8Array, chunk: Uint8Array): Uint8Array {
  return contentHash(Buffer.concat([before, chunk]));
}

/** Those that are not stored. A stored series has all before it, so the ends, which is where most have grown, are asked for first. */
async function missingLinks(session: Session, paths: readonly (readonly Link[])[]): Promise<Link[]> {
  const ends = await stored(
    session,
    paths.flatMap((path) => path.slice(-2)),
  );
  const grown = paths.filter((path) => path.length > 0 && !ends.has(path.at(-1)!));
  const further = await stored(
    session,
    grown.flatMap((path) => (path.length > 2 && !ends.has(path.at(-2)!) ? path.slice(0, -2) : [])),
  );
  return grown.flatMap((path) => {
    const last = path.findLastIndex((link) => ends.has(link) || further.has(link));
    return path.slice(last + 1);
  });
}

async function stored(session: Session, links: readonly Link[]): Promise<{ has(link: Link): boolean }> {
  const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
  if (links.length === 0) return { has: () => false };
  const rows = await session.rows<{ readonly hash: Uint8Array }>('SELECT hash FROM serinus.series WHERE hash = ANY($1::bytea[])', [
    links.map(({ hash }) => hash),
  ]);
  const hashes = new Set(rows.map(({ hash }) => keyOf(hash)));
  return { has: ({ hash }) => hashes.has(keyOf(hash)) };
}

/** In the order of their hashes: two replicas that add the same then wait for one another and are never in a circle. */
async function addLinks(session: Session, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  const byChunk = [...links].sort((a, b) => Buffer.compare(a.chunk, b.chunk));
  await session.run('INSERT INTO serinus.chunk (hash, body) SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT DO NOTHING', [
    byChunk.map(({ chunk }) => chunk),
    byChunk.map(({ bytes }) => packBytes(bytes)),
  ]);
  const byHash = [...links].sort((a, b) => Buffer.compare(a.hash, b.hash));
  await session.run(
    'INSERT INTO serinus.series (hash, before, chunk) SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) ON CONFLICT DO NOTHING',
    [byHash.map(({ hash }) => hash), byHash.map(({ before }) => before), byHash.map(({ chunk }) => chunk)],
  );
}
