import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Page } from '../../analysis/ports/page.ts';
import type { Mark, NewSample, PairStore, Review, Sample, SampleCounts, SampleFilter } from '../../analysis/ports/pair-store.ts';
import { pageOf } from '../page.ts';
import { keysOf, packSample, SAMPLE_COLUMNS, type SampleRow, sampleCounts, sampleOf, sampleQuery } from '../pair-sample.ts';

/** Samples of pairs, inside the caller's transaction. */
export interface PairSampleTable {
  /** Adds those of pairs that have none. */
  add(stream: number, samples: readonly NewSample[]): void;
  list(stream: number, filter: SampleFilter): Page<Sample>;
  review(stream: number, id: string, review: Review): Sample | undefined;
  count(stream: number, fromMs: number, toMs: number): SampleCounts;
  marks(stream: number, fromMs: number, toMs: number): Awaited<ReturnType<PairStore['listMarks']>>;
  /** How many. */
  remove(of: { readonly beforeMs: number; readonly limit: number }): number;
}

export function pairSampleTable(db: DatabaseSync): PairSampleTable {
  const add =
    db.prepare(`INSERT INTO pair_sample (stream, pair, at_ms, is_divergent, similarity, segment, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (stream, pair) DO NOTHING`);
  const review = db.prepare(`UPDATE pair_sample SET mark = ?, note = ?, marked_by = ?, marked_at_ms = ? WHERE stream = ? AND pair = ?
    RETURNING ${SAMPLE_COLUMNS}`);
  const count = db.prepare('SELECT mark, count(*) AS samples FROM pair_sample WHERE stream = ? AND at_ms >= ? AND at_ms < ? GROUP BY mark');
  const marks = db.prepare(`SELECT at_ms, mark FROM pair_sample WHERE stream = ? AND at_ms >= ? AND at_ms < ? AND mark IS NOT NULL
    ORDER BY at_ms, pair`);
  const remove = db.prepare('DELETE FROM pair_sample WHERE id IN (SELECT id FROM pair_sample WHERE at_ms < ? ORDER BY at_ms, id LIMIT ?)');
  // One statement for each set of conditions in use, so that each can use its index.
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  return {
    add(stream, samples) {
      for (const sample of samples) {
        const { pair, atMs, isDivergent, similarity, segment } = keysOf(sample);
        add.run(stream, pair, atMs, isDivergent, similarity, segment, packSample(sample));
      }
    },
    list(stream, filter) {
      const values: (string | number)[] = [stream];
      const query = sampleQuery(filter, (value) => {
        values.push(value);
        return '?';
      });
      const where = ['stream = ?', ...query.conditions].join(' AND ');
      const rows = prepared(`SELECT ${SAMPLE_COLUMNS} FROM pair_sample WHERE ${where} ${query.order} LIMIT ?`).all(
        ...values,
        query.limit + 1,
      );
      return pageOf((rows as unknown as readonly SampleRow[]).map(sampleOf), query.limit, query.cursorAfter);
    },
    review(stream, id, { mark, note, by, markedAtMs }) {
      const row = review.get(mark, note ?? null, by ?? null, markedAtMs, stream, id);
      return row && sampleOf(row as unknown as SampleRow);
    },
    count: (stream, fromMs, toMs) => sampleCounts(count.all(stream, fromMs, toMs) as unknown as Parameters<typeof sampleCounts>[0]),
    marks: (stream, fromMs, toMs) => marks.all(stream, fromMs, toMs).map((row) => ({ atMs: row.at_ms as number, mark: row.mark as Mark })),
    remove: ({ beforeMs, limit }) => Number(remove.run(beforeMs, limit).changes),
  };
}
