import type { DatabaseSync } from 'node:sqlite';
import type { Page } from '../../analysis/ports/page.ts';
import type { Look } from '../../model/analysis.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { packJson, unpackJson } from '../packed-json.ts';
import { checkLimit, pageOf } from '../page.ts';
import { putTogether, type RecordDescription, takeApart } from '../record-parts.ts';
import { packTails } from '../series-chunks.ts';
import type { DocumentTable } from './document-table.ts';
import { seriesTable } from './series-table.ts';

/** Looks with what they judged. The methods mean what those of Store mean, inside the caller's transaction. */
export interface LookTable {
  /** False when the analysis has a look of that slot. */
  add(look: Look, records: readonly MetricRecord[]): boolean;
  find(analysisId: string, slotMs?: number): Look | undefined;
  list(analysisId: string, page: { readonly limit: number; readonly cursor?: string }): Page<Look>;
  findRecords(analysisId: string, slotMs: number): MetricRecord[] | undefined;
}

interface LookRow {
  readonly body: Uint8Array;
}

interface RecordsRow {
  readonly id: number;
  readonly tails: Uint8Array;
  readonly description: Uint8Array;
}

export function lookTable(db: DatabaseSync, documents: DocumentTable): LookTable {
  const series = seriesTable(db);
  const add = db.prepare('INSERT INTO look (analysis, slot_ms, body, description, tails) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const find = db.prepare('SELECT body FROM look WHERE analysis = ? AND slot_ms = ?');
  const findLatest = db.prepare('SELECT body FROM look WHERE analysis = ? ORDER BY slot_ms DESC LIMIT 1');
  const list = db.prepare('SELECT body FROM look WHERE analysis = ? AND slot_ms > ? ORDER BY slot_ms LIMIT ?');
  const findRecords = db.prepare(`
    SELECT look.id, look.tails, document.body AS description FROM look JOIN document ON document.id = look.description
    WHERE analysis = ? AND slot_ms = ?`);
  const looksOf = (rows: readonly unknown[]): Look[] => (rows as readonly LookRow[]).map(({ body }) => unpackJson<Look>(body));

  return {
    add(look, records) {
      const { descriptions, arrays } = takeApart(records);
      const place = [look.analysisId, look.slotMs] as const;
      const added = add.run(...place, packJson(look), documents.idOf(descriptions), packTails(arrays));
      if (added.changes === 0) return false;
      series.add(Number(added.lastInsertRowid), arrays);
      return true;
    },
    find: (analysisId, slotMs) => looksOf(slotMs === undefined ? findLatest.all(analysisId) : find.all(analysisId, slotMs))[0],
    list(analysisId, { limit, cursor }) {
      const after = cursor === undefined ? Number.MIN_SAFE_INTEGER : readCursor('looks', cursor).position;
      return pageOf(looksOf(list.all(analysisId, after, checkLimit(limit) + 1)), limit, ({ slotMs }) => writeCursor('looks', slotMs, ''));
    },
    findRecords(analysisId, slotMs) {
      const row = findRecords.get(analysisId, slotMs) as unknown as RecordsRow | undefined;
      if (row === undefined || row.tails.length === 0) return undefined; // Even no series at all are a byte: these have been removed.
      return putTogether({ descriptions: unpackJson<RecordDescription[]>(row.description), arrays: series.find(row.id, row.tails) });
    },
  };
}
