import type { DatabaseSync } from 'node:sqlite';
import { contentHash } from '../content-hash.ts';
import { packBytes } from '../pack-values.ts';
import { joinSeries, openChunk, wholeChunks } from '../series-chunks.ts';

const EMPTY_SERIES = 0;

/** The arrays of one look. */
export interface SeriesTable {
  /** Keeps the whole chunks of the arrays under the look, and only those that are not there yet. */
  add(look: number, arrays: readonly Float64Array[]): void;
  /** The arrays, bit for bit. @throws {RangeError} what is stored contradicts itself: the file is damaged. */
  find(look: number, tails: Uint8Array): Float64Array[];
}

export function seriesTable(db: DatabaseSync): SeriesTable {
  const findChunk = db.prepare('SELECT id FROM chunk WHERE hash = ?');
  const addChunk = db.prepare('INSERT INTO chunk (hash, body) VALUES (?, ?)');
  // All but the newest chunk of a series were there at the look before: one question each.
  const findLonger = db.prepare(
    'SELECT series.id FROM chunk JOIN series ON series.chunk = chunk.id WHERE chunk.hash = ? AND series.before = ?',
  );
  const addSeries = db.prepare('INSERT INTO series (before, chunk) VALUES (?, ?)');
  const addLookSeries = db.prepare('INSERT INTO look_series (look, position, length, series) VALUES (?, ?, ?, ?)');
  const findLookSeries = db.prepare('SELECT length, series FROM look_series WHERE look = ? ORDER BY position');
  const findChunks = db.prepare(`
    WITH RECURSIVE path (depth, before, chunk) AS (
      SELECT 0, before, chunk FROM series WHERE id = ?
      UNION ALL
      SELECT path.depth + 1, series.before, series.chunk FROM path JOIN series ON series.id = path.before
    )
    SELECT chunk.hash, chunk.body FROM path JOIN chunk ON chunk.id = path.chunk ORDER BY path.depth DESC`);

  const chunkId = (hash: Uint8Array, bytes: Uint8Array): number => {
    const found = findChunk.get(hash);
    return Number(found === undefined ? addChunk.run(hash, packBytes(bytes)).lastInsertRowid : found.id);
  };

  /** The path of the whole chunks of the values. */
  const seriesId = (values: Float64Array): number => {
    let series = EMPTY_SERIES;
    for (const bytes of wholeChunks(values)) {
      const hash = contentHash(bytes);
      const found = findLonger.get(hash, series);
      series = Number(found === undefined ? addSeries.run(series, chunkId(hash, bytes)).lastInsertRowid : found.id);
    }
    return series;
  };

  const chunksOf = (series: number): Uint8Array[] =>
    (findChunks.all(series) as unknown as { hash: Uint8Array; body: Uint8Array }[]).map(openChunk);

  return {
    add(look, arrays) {
      for (const [position, values] of arrays.entries()) addLookSeries.run(look, position, values.length, seriesId(values));
    },
    find(look, tails) {
      const rows = findLookSeries.all(look) as unknown as { length: number; series: number }[];
      return joinSeries(
        rows.map(({ length, series }) => ({ length, chunks: chunksOf(series) })),
        tails,
      );
    },
  };
}
