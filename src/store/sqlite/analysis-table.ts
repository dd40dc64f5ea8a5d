import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson } from '../../analysis/config/canonical-json.ts';
import type { AnalysisProgress, Store } from '../../analysis/ports/store.ts';
import { recentlyUsed } from '../../analysis/recently-used.ts';
import type { Analysis } from '../../model/analysis.ts';
import type { ConfigDocument } from '../../model/config-document.ts';
import type { NoiseChoice } from '../../model/noise-profile.ts';
import { type AnalysisRow, analysisOf } from '../analysis-row.ts';
import type { DocumentTable } from './document-table.ts';

interface Row extends AnalysisRow {
  readonly config_document: string;
  readonly noise_document: string | null;
}

/** What every query of analyses begins with; its rows are read by analysesOf. */
export const SELECT_ANALYSES =
  'SELECT analysis.*, hex(document.hash) AS config_document, iif(noise.id IS NULL, NULL, hex(noise.hash)) AS noise_document FROM analysis ' +
  'JOIN document ON document.id = analysis.config LEFT JOIN document AS noise ON noise.id = analysis.noise';

export function analysesOf(rows: readonly unknown[], documents: DocumentTable): Analysis[] {
  return (rows as readonly Row[]).map((row) => {
    const noise = row.noise_document === null ? undefined : documents.read<NoiseChoice[]>(row.noise_document);
    return analysisOf(row, documents.read<ConfigDocument>(row.config_document), noise);
  });
}

type ScopesQuestion = Parameters<Store['findLatestAnalysis']>[0];

/** Everything about analyses but their listing. The methods mean what those of Store mean, inside the caller's transaction. */
export interface AnalysisTable {
  /** Its key must not be taken. */
  add(analysis: Analysis): void;
  /** Outside of a transaction that changes it. The object may be shared. */
  find(id: string): Analysis | undefined;
  findByKey(key: string): Analysis | undefined;
  findLatest(of: ScopesQuestion): Analysis | undefined;
  due(nowMs: number, limit: number): Analysis[];
  /** False when the analysis is not running, has another number of looks than one less, or when its rollback would become another verdict. */
  moveOn(id: string, progress: AnalysisProgress): boolean;
  /** False when the analysis is not running. */
  end(id: string, progress: Pick<AnalysisProgress, 'status' | 'reason' | 'endedAtMs'>): boolean;
  /** Keeps no analysis in memory any longer. */
  forget(): void;
}

/** Analyses kept in memory: those whose verdicts are being waited for. */
const KEPT = 256;

/** @param isOnlyWriter nothing but this table changes the file's analyses: those found last are kept in memory until they change. */
export function analysisTable(db: DatabaseSync, documents: DocumentTable, isOnlyWriter: boolean): AnalysisTable {
  const add = db.prepare(`
    INSERT INTO analysis (id, key, config_name, config_hash, config, noise, control, candidate, start_ms, created_at_ms, status, verdict, score,
      reason, last_slot_ms, next_slot_ms, looks, ended_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const find = db.prepare(`${SELECT_ANALYSES} WHERE analysis.id = ?`);
  const findByKey = db.prepare(`${SELECT_ANALYSES} WHERE key = ?`);
  const findLatest = db.prepare(
    `${SELECT_ANALYSES} WHERE config_name = ? AND control = ? AND candidate = ? ORDER BY created_at_ms DESC, analysis.id DESC LIMIT 1`,
  );
  // Only a running analysis can have a next slot: the schema checks it.
  const due = db.prepare(`${SELECT_ANALYSES} WHERE next_slot_ms <= ? ORDER BY next_slot_ms, analysis.id LIMIT ?`);
  const moveOn = db.prepare(`
    UPDATE analysis SET status = ?, verdict = ?, score = ?, reason = ?, last_slot_ms = ?, next_slot_ms = ?, looks = ?, ended_at_ms = ?
    WHERE id = ? AND status = 'running' AND looks = ? - 1 AND (verdict <> 'rollback' OR ? = 'rollback')`);
  const end = db.prepare(
    "UPDATE analysis SET status = ?, reason = ?, ended_at_ms = ?, next_slot_ms = NULL WHERE id = ? AND status = 'running'",
  );

  const kept = recentlyUsed<Analysis>(KEPT);
  const load = (id: string): Analysis | undefined => analysesOf(find.all(id), documents)[0];

  return {
    add(a) {
      const config = documents.idOf(a.config);
      const noise = a.noiseProfiles === undefined ? null : documents.idOf(a.noiseProfiles);
      const scopes = [canonicalJson(a.control), canonicalJson(a.candidate)] as const;
      const head = [a.id, a.key, a.configName, a.configHash, config, noise, ...scopes, a.startMs, a.createdAtMs] as const;
      add.run(...head, a.status, a.verdict, a.score, a.reason, a.lastSlotMs, a.nextSlotMs, a.looks, a.endedAtMs);
    },
    find(id) {
      const known = kept.get(id);
      if (known !== undefined) return known;
      const analysis = load(id);
      if (analysis !== undefined && isOnlyWriter) kept.set(id, analysis);
      return analysis;
    },
    findByKey: (key) => analysesOf(findByKey.all(key), documents)[0],
    findLatest: (of) => analysesOf(findLatest.all(of.configName, canonicalJson(of.control), canonicalJson(of.candidate)), documents)[0],
    due: (nowMs, limit) => analysesOf(due.all(nowMs, limit), documents),
    moveOn(id, p) {
      kept.delete(id);
      const place = [p.lastSlotMs, p.nextSlotMs, p.looks, p.endedAtMs] as const;
      return moveOn.run(p.status, p.verdict, p.score, p.reason, ...place, id, p.looks, p.verdict).changes === 1;
    },
    end(id, { status, reason, endedAtMs }) {
      kept.delete(id);
      return end.run(status, reason, endedAtMs, id).changes === 1;
    },
    forget: () => kept.clear(),
  };
}
