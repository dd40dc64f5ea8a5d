import type { Page } from '../../analysis/ports/page.ts';
import type { Mark, NewSample, PairStore, Review, Sample, SampleCounts, SampleFilter } from '../../analysis/ports/pair-store.ts';
import { pageOf } from '../page.ts';
import { keysOf, packSample, SAMPLE_COLUMNS, type SampleRow, sampleCounts, sampleOf, sampleQuery } from '../pair-sample.ts';
import type { Session } from './database.ts';

/* Samples of pairs, inside the caller's session. */

/** Adds those of pairs that have none. */
export async function addSamples(session: Session, stream: number, samples: readonly NewSample[]): Promise<void> {
  if (samples.length === 0) return;
  const keys = samples.map(keysOf);
  await session.run(
    `INSERT INTO serinus.pair_sample (stream, pair, at_ms, is_divergent, similarity, segment, body)
     SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::integer[], $5::float8[], $6::text[], $7::bytea[])
     ON CONFLICT (stream, pair) DO NOTHING`,
    [
      stream,
      keys.map(({ pair }) => pair),
      keys.map(({ atMs }) => atMs),
      keys.map(({ isDivergent }) => isDivergent),
      keys.map(({ similarity }) => similarity),
      keys.map(({ segment }) => segment),
      samples.map(packSample),
    ],
  );
}

export async function listSamples(session: Session, stream: number, filter: SampleFilter): Promise<Page<Sample>> {
  const values: (string | number)[] = [stream];
  const query = sampleQuery(filter, (value) => `$${values.push(value)}`);
  const where = ['stream = $1', ...query.conditions].join(' AND ');
  const rows = await session.rows<SampleRow>(
    `SELECT ${SAMPLE_COLUMNS} FROM serinus.pair_sample WHERE ${where} ${query.order} LIMIT ${query.limit + 1}`,
    values,
  );
  return pageOf(rows.map(sampleOf), query.limit, query.cursorAfter);
}

export async function reviewSample(
  session: Session,
  { stream, id }: { readonly stream: number; readonly id: string },
  { mark, note, by, markedAtMs }: Review,
): Promise<Sample | undefined> {
  const [row] = await session.rows<SampleRow>(
    `UPDATE serinus.pair_sample SET mark = $3, note = $4, marked_by = $5, marked_at_ms = $6 WHERE stream = $1 AND pair = $2
     RETURNING ${SAMPLE_COLUMNS}`,
    [stream, id, mark, note ?? null, by ?? null, markedAtMs],
  );
  return row && sampleOf(row);
}

/** A span of time of a stream. */
export interface Span {
  readonly stream: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export async function countSamples(session: Session, { stream, fromMs, toMs }: Span): Promise<SampleCounts> {
  const rows = await session.rows<{ readonly mark: Mark | null; readonly samples: number }>(
    'SELECT mark, count(*) AS samples FROM serinus.pair_sample WHERE stream = $1 AND at_ms >= $2 AND at_ms < $3 GROUP BY mark',
    [stream, fromMs, toMs],
  );
  return sampleCounts(rows);
}

export async function listMarks(session: Session, { stream, fromMs, toMs }: Span): ReturnType<PairStore['listMarks']> {
  const rows = await session.rows<{ readonly at_ms: number; readonly mark: Mark }>(
    `SELECT at_ms, mark FROM serinus.pair_sample WHERE stream = $1 AND at_ms >= $2 AND at_ms < $3 AND mark IS NOT NULL ORDER BY at_ms, pair`,
    [stream, fromMs, toMs],
  );
  return rows.map(({ at_ms, mark }) => ({ atMs: at_ms, mark }));
}

/** How many. */
export function removeSamples(session: Session, beforeMs: number, limit: number): Promise<number> {
  return session.run(
    'DELETE FROM serinus.pair_sample WHERE id IN (SELECT id FROM serinus.pair_sample WHERE at_ms < $1 ORDER BY at_ms, id LIMIT $2)',
    [beforeMs, limit],
  );
}
