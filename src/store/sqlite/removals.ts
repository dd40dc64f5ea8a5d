import type { DatabaseSync } from 'node:sqlite';
import type { LookBounds, Retention } from '../../analysis/ports/retention.ts';
import { rowRelease } from './row-release.ts';

/** Removal of what is no longer kept. The methods mean what those of Retention mean, inside the caller's transaction. */
export interface Removals {
  looks(bounds: LookBounds, step: Parameters<Retention['removeLooks']>[1]): Awaited<ReturnType<Retention['removeLooks']>>;
  series(of: Parameters<Retention['removeSeries']>[0]): number;
  documents(of: Parameters<Retention['removeDocuments']>[0]): number;
  space(): boolean;
}

interface LookRow {
  readonly id: number;
  readonly description: number;
}

/** Pages of 4 KiB that are given back at a time: some milliseconds. */
const PAGES = 500;

export function removals(db: DatabaseSync): Removals {
  const release = rowRelease(db);
  // Whoever has one look has but the latest.
  const walk = db.prepare('SELECT id FROM analysis WHERE id > ? AND looks > 1 ORDER BY id LIMIT ?');
  const outdated = db.prepare(`
    SELECT id, description FROM look WHERE analysis = :analysis AND slot_ms < min(
      (SELECT max(slot_ms) FROM look WHERE analysis = :analysis),
      max(:before, ifnull((SELECT slot_ms FROM look WHERE analysis = :analysis ORDER BY slot_ms DESC LIMIT 1 OFFSET :kept - 1), :before)))
    ORDER BY slot_ms LIMIT :limit`);
  const removeLook = db.prepare('DELETE FROM look WHERE id = ?');
  const withSeries = db.prepare('SELECT id FROM look WHERE length(tails) > 0 AND slot_ms < ? ORDER BY slot_ms LIMIT ?');
  const findSeries = db.prepare('SELECT DISTINCT series FROM look_series WHERE look = ?');
  const removeSeries = db.prepare('DELETE FROM look_series WHERE look = ?');
  const removeTails = db.prepare('UPDATE look SET tails = zeroblob(0) WHERE id = ?');
  const removeDocuments = db.prepare(`DELETE FROM client_document WHERE rowid IN (
    SELECT rowid FROM client_document WHERE kind IN (SELECT value FROM json_each(?)) AND updated_at_ms < ?
      AND (status IS NULL OR status NOT IN (SELECT value FROM json_each(?))) LIMIT ?)`);
  const freePages = db.prepare('PRAGMA freelist_count');
  const canShrink = Number(db.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum) === 2;

  const seriesOf = (look: number): number[] => (findSeries.all(look) as { series: number }[]).map(({ series }) => series);
  const outdatedOf = (analysis: string, { beforeMs, perAnalysis }: LookBounds, limit: number) =>
    outdated.all({ analysis, before: beforeMs, kept: perAnalysis, limit }) as unknown as readonly LookRow[];

  return {
    looks(bounds, { limit, after = '' }) {
      const analyses = walk.all(after, limit) as { id: string }[];
      let [removed, last] = [0, after];
      for (const { id } of analyses) {
        const rows = outdatedOf(id, bounds, limit - removed);
        for (const look of rows) {
          const series = seriesOf(look.id);
          removeLook.run(look.id);
          for (const one of series) release.series(one);
          release.document(look.description);
        }
        removed += rows.length;
        if (removed === limit) return { removed, next: last }; // The analysis may have more of them.
        last = id;
      }
      return { removed, ...(analyses.length === limit && { next: last }) };
    },
    series({ beforeMs, limit }) {
      const looks = withSeries.all(beforeMs, limit) as { id: number }[];
      for (const { id } of looks) {
        const series = seriesOf(id);
        removeSeries.run(id);
        removeTails.run(id);
        for (const one of series) release.series(one);
      }
      return looks.length;
    },
    documents: ({ kinds, statusesBut, updatedBeforeMs, limit }) =>
      Number(removeDocuments.run(JSON.stringify(kinds), updatedBeforeMs, JSON.stringify(statusesBut), limit).changes),
    space() {
      if (!canShrink || Number(freePages.get()?.freelist_count) === 0) return false;
      db.exec(`PRAGMA incremental_vacuum(${PAGES})`);
      return Number(freePages.get()?.freelist_count) > 0;
    },
  };
}
