import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Page } from '../../analysis/ports/page.ts';
import type { AnalysisFilter } from '../../analysis/ports/store.ts';
import type { Analysis } from '../../model/analysis.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { checkLimit, pageOf } from '../page.ts';
import { analysesOf, SELECT_ANALYSES } from './analysis-table.ts';
import type { DocumentTable } from './document-table.ts';

/** Lists analyses, newest first. @throws {BadInputError} fields `limit` and `cursor`. */
export function analysisListing(db: DatabaseSync, documents: DocumentTable): (filter: AnalysisFilter) => Page<Analysis> {
  // One statement for each set of conditions in use, so that each can use its index; there are 16 at most.
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  return (filter) => {
    const limit = checkLimit(filter.limit);
    const conditions = conditionsOf(filter);
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
    const values = conditions.flatMap((condition) => condition.values);
    const rows = prepared(`${SELECT_ANALYSES} ${where} ORDER BY created_at_ms DESC, analysis.id DESC LIMIT ?`).all(...values, limit + 1);
    return pageOf(analysesOf(rows, documents), limit, ({ createdAtMs, id }) => writeCursor('analyses', createdAtMs, id));
  };
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

function conditionsOf({ status, verdict, configName, cursor }: AnalysisFilter): Condition[] {
  const conditions: Condition[] = [];
  if (status !== undefined) conditions.push({ sql: 'status = ?', values: [status] });
  if (verdict !== undefined) conditions.push({ sql: 'verdict = ?', values: [verdict] });
  if (configName !== undefined) conditions.push({ sql: 'config_name = ?', values: [configName] });
  if (cursor !== undefined) {
    const { position, tieBreaker } = readCursor('analyses', cursor);
    conditions.push({ sql: '(created_at_ms, analysis.id) < (?, ?)', values: [position, tieBreaker] });
  }
  return conditions;
}
