import { canonicalJson } from '../../analysis/config/canonical-json.ts';
import type { Page } from '../../analysis/ports/page.ts';
import type { AnalysisFilter, AnalysisProgress, Store } from '../../analysis/ports/store.ts';
import type { Analysis } from '../../model/analysis.ts';
import type { ConfigDocument } from '../../model/config-document.ts';
import type { NoiseChoice } from '../../model/noise-profile.ts';
import { type AnalysisRow, analysisOf } from '../analysis-row.ts';
import { contentHash } from '../content-hash.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { checkLimit, pageOf } from '../page.ts';
import type { Session, SqlValue } from './database.ts';
import type { DocumentTable } from './document-table.ts';

interface Row extends AnalysisRow {
  readonly config: Uint8Array;
  readonly noise: Uint8Array | null;
}

type ScopesQuestion = Parameters<Store['findLatestAnalysis']>[0];

/** The methods mean what those of Store mean, inside the caller's session. */
export interface AnalysisTable {
  /** False, and nothing added, when its key is taken. */
  add(session: Session, analysis: Analysis): Promise<boolean>;
  find(session: Session, id: string): Promise<Analysis | undefined>;
  findByKey(session: Session, key: string): Promise<Analysis | undefined>;
  findLatest(session: Session, of: ScopesQuestion): Promise<Analysis | undefined>;
  list(session: Session, filter: AnalysisFilter): Promise<Page<Analysis>>;
  due(session: Session, nowMs: number, limit: number): Promise<readonly Analysis[]>;
  /**
   * Locks the analysis; false when it is not running, has another number of looks than one less, or when its rollback would become
   * another verdict.
   */
  moveOn(session: Session, id: string, progress: AnalysisProgress): Promise<boolean>;
  /** Locks the analysis; false when it is not running. */
  end(session: Session, id: string, progress: Pick<AnalysisProgress, 'status' | 'reason' | 'endedAtMs'>): Promise<boolean>;
}

const COLUMNS = `id, key, key_hash, config_name, config_hash, config, noise, control, candidate, scopes_hash, start_ms, created_at_ms, status,
  verdict, score, reason, last_slot_ms, next_slot_ms, looks, ended_at_ms`;
const PLACES = Array.from({ length: COLUMNS.split(',').length }, (_, i) => `$${i + 1}`).join(', ');
const NEWEST_FIRST = 'ORDER BY created_at_ms DESC, id DESC';

export function analysisTable(documents: DocumentTable): AnalysisTable {
  const select = async (session: Session, where: string, values: readonly SqlValue[]): Promise<Analysis[]> => {
    const rows = await session.rows<Row>(`SELECT ${COLUMNS} FROM serinus.analysis ${where}`, values);
    const hashes = rows.flatMap(({ config, noise }) => (noise === null ? [config] : [config, noise]));
    const read = await documents.read(session, hashes);
    return rows.map((row) =>
      analysisOf(row, read(row.config) as ConfigDocument, row.noise === null ? undefined : (read(row.noise) as readonly NoiseChoice[])),
    );
  };
  const first = async (...args: Parameters<typeof select>): Promise<Analysis | undefined> => (await select(...args))[0];

  return {
    async add(session, a) {
      const config = await documents.put(session, a.config);
      const noise = a.noiseProfiles === undefined ? null : await documents.put(session, a.noiseProfiles);
      const values = [
        ...[a.id, a.key, keyHash(a.key), a.configName, a.configHash, config, noise, canonicalJson(a.control), canonicalJson(a.candidate)],
        ...[
          scopesHash(a),
          a.startMs,
          a.createdAtMs,
          a.status,
          a.verdict,
          a.score,
          a.reason,
          a.lastSlotMs,
          a.nextSlotMs,
          a.looks,
          a.endedAtMs,
        ],
      ];
      const sql = `INSERT INTO serinus.analysis (${COLUMNS}) VALUES (${PLACES}) ON CONFLICT (key_hash) DO NOTHING`;
      return (await session.run(sql, values)) === 1;
    },
    find: (session, id) => first(session, 'WHERE id = $1', [id]),
    findByKey: (session, key) => first(session, 'WHERE key_hash = $1', [keyHash(key)]),
    findLatest: (session, of) => first(session, `WHERE scopes_hash = $1 ${NEWEST_FIRST} LIMIT 1`, [scopesHash(of)]),
    async list(session, filter) {
      const limit = checkLimit(filter.limit);
      const { where, values } = conditionsOf(filter);
      const found = await select(session, `${where} ${NEWEST_FIRST} LIMIT $${values.length + 1}`, [...values, limit + 1]);
      return pageOf(found, limit, ({ createdAtMs, id }) => writeCursor('analyses', createdAtMs, id));
    },
    // Only a running analysis can have a next slot: the schema checks it.
    due: (session, nowMs, limit) => select(session, 'WHERE next_slot_ms <= $1 ORDER BY next_slot_ms, id LIMIT $2', [nowMs, limit]),
    async moveOn(session, id, p) {
      const changed = await session.run(
        `UPDATE serinus.analysis SET status = $2, verdict = $3, score = $4, reason = $5, last_slot_ms = $6, next_slot_ms = $7, looks = $8,
           ended_at_ms = $9
         WHERE id = $1 AND status = 'running' AND looks = $8 - 1 AND (verdict <> 'rollback' OR $3 = 'rollback')`,
        [id, p.status, p.verdict, p.score, p.reason, p.lastSlotMs, p.nextSlotMs, p.looks, p.endedAtMs],
      );
      return changed === 1;
    },
    async end(session, id, { status, reason, endedAtMs }) {
      const changed = await session.run(
        `UPDATE serinus.analysis SET status = $2, reason = $3, ended_at_ms = $4, next_slot_ms = NULL WHERE id = $1 AND status = 'running'`,
        [id, status, reason, endedAtMs],
      );
      return changed === 1;
    },
  };
}

/** What a key is found by. */
export function keyHash(key: string): Uint8Array {
  return contentHash(Buffer.from(key));
}

/** What analyses of one config and the same two scopes have in common. */
export function scopesHash({ configName, control, candidate }: ScopesQuestion): Uint8Array {
  return contentHash(Buffer.from(canonicalJson([configName, control, candidate])));
}

function conditionsOf({ status, verdict, configName, cursor }: AnalysisFilter): { readonly where: string; readonly values: SqlValue[] } {
  const values: SqlValue[] = [];
  const place = (value: SqlValue): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (status !== undefined) conditions.push(`status = ${place(status)}`);
  if (verdict !== undefined) conditions.push(`verdict = ${place(verdict)}`);
  if (configName !== undefined) conditions.push(`config_name = ${place(configName)}`);
  if (cursor !== undefined) {
    const { position, tieBreaker } = readCursor('analyses', cursor);
    conditions.push(`(created_at_ms, id) < (${place(position)}, ${place(tieBreaker)})`);
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}
