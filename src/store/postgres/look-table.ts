import type { Page } from '../../analysis/ports/page.ts';
import type { Look } from '../../model/analysis.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { packJson, unpackJson } from '../packed-json.ts';
import { checkLimit, pageOf } from '../page.ts';
import { putTogether, type RecordDescription, takeApart } from '../record-parts.ts';
import { packTails } from '../series-chunks.ts';
import type { Session, SqlValue } from './database.ts';
import type { DocumentTable } from './document-table.ts';
import { addSeries, findSeries } from './series-table.ts';

/** Looks with what they judged. The methods mean what those of Store mean, inside the caller's session. */
export interface LookTable {
  /** False when the analysis has a look of that slot. */
  add(session: Session, look: Look, records: readonly MetricRecord[]): Promise<boolean>;
  find(session: Session, analysisId: string, slotMs?: number): Promise<Look | undefined>;
  list(session: Session, analysisId: string, page: { readonly limit: number; readonly cursor?: string }): Promise<Page<Look>>;
  findRecords(session: Session, analysisId: string, slotMs: number): Promise<readonly MetricRecord[] | undefined>;
}

export function lookTable(documents: DocumentTable): LookTable {
  const select = async (session: Session, where: string, values: readonly SqlValue[]): Promise<Look[]> => {
    const rows = await session.rows<{ readonly body: Uint8Array }>(`SELECT body FROM serinus.look WHERE analysis = $1 ${where}`, values);
    return rows.map(({ body }) => unpackJson<Look>(body));
  };
  return {
    async add(session, look, records) {
      const { descriptions, arrays } = takeApart(records);
      const description = await documents.put(session, descriptions);
      const [added] = await session.rows<{ readonly id: number }>(
        `INSERT INTO serinus.look (analysis, slot_ms, body, description, tails) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (analysis, slot_ms) DO NOTHING RETURNING id`,
        [look.analysisId, look.slotMs, packJson(look), description, packTails(arrays)],
      );
      if (added === undefined) return false;
      await addSeries(session, added.id, arrays);
      return true;
    },
    async find(session, analysisId, slotMs) {
      const [where, values] = slotMs === undefined ? ['ORDER BY slot_ms DESC LIMIT 1', []] : ['AND slot_ms = $2', [slotMs]];
      return (await select(session, where, [analysisId, ...values]))[0];
    },
    async list(session, analysisId, { limit, cursor }) {
      const after = cursor === undefined ? Number.MIN_SAFE_INTEGER : readCursor('looks', cursor).position;
      const found = await select(session, 'AND slot_ms > $2 ORDER BY slot_ms LIMIT $3', [analysisId, after, checkLimit(limit) + 1]);
      return pageOf(found, limit, ({ slotMs }) => writeCursor('looks', slotMs, ''));
    },
    async findRecords(session, analysisId, slotMs) {
      const [row] = await session.rows<{ readonly id: number; readonly tails: Uint8Array; readonly description: Uint8Array }>(
        'SELECT id, tails, description FROM serinus.look WHERE analysis = $1 AND slot_ms = $2',
        [analysisId, slotMs],
      );
      if (row === undefined || row.tails.length === 0) return undefined; // Even no series at all are a byte: these have been removed.
      const read = await documents.read(session, [row.description]);
      const descriptions = read(row.description) as readonly RecordDescription[];
      return putTogether({ descriptions, arrays: await findSeries(session, row.id, row.tails) });
    },
  };
}
