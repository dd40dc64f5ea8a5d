import type { DatabaseSync } from 'node:sqlite';
import { bytesOfValues, packBytes, unpackBytes, valuesOfBytes } from '../pack-values.ts';
import { contentHash } from './content-hash.ts';

/** Steps in a chunk. Part of the schema: another number would share nothing with what is stored. */
const CHUNK_STEPS = 64;
const CHUNK_BYTES = CHUNK_STEPS * 8;
const EMPTY_SERIES = 0;

/** The arrays of one look. */
export interface SeriesTable {
  /** Keeps the whole chunks of the arrays under the look, and only those that are not there yet. */
  add(look: number, arrays: readonly Float64Array[]): void;
  /** The arrays, bit for bit. @throws {RangeError} what is stored contradicts itself: the file is damaged. */
  find(look: number, tails: Uint8Array): Float64Array[];
}

/** The packed ends of the arrays, which fill no whole chunk: they are kept with the look, for they change with every look. */
export function packTails(arrays: readonly Float64Array[]): Uint8Array {
  return packBytes(Buffer.concat(arrays.map((values) => bytesOfValues(values.subarray(values.length - (values.length % CHUNK_STEPS))))));
}

export function seriesTable(db: DatabaseSync): SeriesTable {
  const findChunk = db.prepare('SELECT id FROM chunk WHERE hash = ?');
  const addChunk = db.prepare('INSERT INTO chunk (hash, body) VALUES (?, ?)');
  const findSeries = db.prepare('SELECT id FROM series WHERE before = ? AND chunk = ?');
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

  const chunkId = (bytes: Uint8Array): number => {
    const hash = contentHash(bytes);
    const found = findChunk.get(hash);
    return Number(found === undefined ? addChunk.run(hash, packBytes(bytes)).lastInsertRowid : found.id);
  };

  /** The path of the whole chunks of the values. */
  const seriesId = (values: Float64Array): number => {
    const bytes = bytesOfValues(values);
    let series = EMPTY_SERIES;
    for (let end = CHUNK_BYTES; end <= bytes.length; end += CHUNK_BYTES) {
      const chunk = chunkId(bytes.subarray(end - CHUNK_BYTES, end));
      const found = findSeries.get(series, chunk);
      series = Number(found === undefined ? addSeries.run(series, chunk).lastInsertRowid : found.id);
    }
    return series;
  };

  const chunksOf = (series: number): Uint8Array[] =>
    (findChunks.all(series) as unknown as { hash: Uint8Array; body: Uint8Array }[]).map(({ hash, body }) => {
      const bytes = unpackBytes(body);
      if (!contentHash(bytes).every((byte, i) => byte === hash[i])) throw new RangeError('a chunk is not what its hash says');
      return bytes;
    });

  return {
    add(look, arrays) {
      for (const [position, values] of arrays.entries()) addLookSeries.run(look, position, values.length, seriesId(values));
    },
    find(look, tails) {
      const rest = unpackBytes(tails);
      let used = 0;
      const arrays = (findLookSeries.all(look) as unknown as { length: number; series: number }[]).map(({ length, series }) => {
        const tail = rest.subarray(used, used + (length % CHUNK_STEPS) * 8);
        used += tail.length;
        const values = valuesOfBytes(Buffer.concat([...chunksOf(series), tail]));
        if (values.length !== length) throw new RangeError(`a series of ${length} values has ${values.length}`);
        return values;
      });
      if (used !== rest.length) throw new RangeError(`${rest.length - used} bytes belong to no series`);
      return arrays;
    },
  };
}
