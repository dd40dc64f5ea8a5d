import type { DatabaseSync } from 'node:sqlite';

/** Removes rows that others shared, once nothing refers to them; inside the caller's transaction. */
export interface RowRelease {
  /** The series, and those that it went on from, as far as neither a look nor a longer series needs them; their chunks likewise. */
  series(id: number): void;
  document(id: number): void;
}

const EMPTY_SERIES = 0;

export function rowRelease(db: DatabaseSync): RowRelease {
  const removeSeries = db.prepare(`DELETE FROM series WHERE id = ?
    AND NOT EXISTS (SELECT 1 FROM look_series WHERE look_series.series = series.id)
    AND NOT EXISTS (SELECT 1 FROM series AS longer WHERE longer.before = series.id) RETURNING before, chunk`);
  const removeChunk = db.prepare('DELETE FROM chunk WHERE id = ? AND NOT EXISTS (SELECT 1 FROM series WHERE series.chunk = chunk.id)');
  const removeDocument = db.prepare(`DELETE FROM document WHERE id = ?
    AND NOT EXISTS (SELECT 1 FROM look WHERE look.description = document.id)
    AND NOT EXISTS (SELECT 1 FROM analysis WHERE analysis.config = document.id)
    AND NOT EXISTS (SELECT 1 FROM analysis WHERE analysis.noise = document.id)`);
  return {
    series(id) {
      for (let series = id; series !== EMPTY_SERIES; ) {
        const removed = removeSeries.get(series) as { before: number; chunk: number } | undefined;
        if (removed === undefined) return;
        removeChunk.run(removed.chunk);
        series = removed.before;
      }
    },
    document(id) {
      removeDocument.run(id);
    },
  };
}
