import {
  MARKS,
  type Mark,
  type NewSample,
  type Review,
  type Sample,
  type SampleCounts,
  type SampleFilter,
} from '../analysis/ports/pair-store.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { checkLimit } from './page.ts';

/** The columns of a sample that are read. */
export interface SampleRow {
  /** See packSample. */
  readonly body: Uint8Array;
  readonly mark: Mark | null;
  readonly note: string | null;
  readonly marked_by: string | null;
  readonly marked_at_ms: number | null;
}
export const SAMPLE_COLUMNS = 'body, mark, note, marked_by, marked_at_ms';

/** What is less alike than any two answers: nobody can tell how alike they are. */
const UNKNOWN = 2;

/** What a sample is listed by, as numbers and texts. */
export function keysOf({ pair, atMs, isDivergent, similarity, segment }: NewSample) {
  return { pair: pair.id, atMs, isDivergent: isDivergent ? 1 : 0, similarity: similarity ?? UNKNOWN, segment };
}

export const packSample = (sample: NewSample): Uint8Array => packJson(sample);

export function sampleOf({ body, mark, note, marked_by, marked_at_ms }: SampleRow): Sample {
  const sample = unpackJson<NewSample>(body);
  if (mark === null || marked_at_ms === null) return sample;
  const review: Review = { mark, ...(note !== null && { note }), ...(marked_by !== null && { by: marked_by }), markedAtMs: marked_at_ms };
  return { ...sample, review };
}

/** A page of samples as a query of any store: what follows `WHERE stream = ... AND`. */
export interface SampleQuery {
  readonly conditions: readonly string[];
  readonly order: string;
  readonly limit: number;
  readonly cursorAfter: (sample: Sample) => string;
}

/**
 * @param place takes a value of the query and says what stands for it.
 * @throws {BadInputError} fields `limit` and `cursor`.
 */
export function sampleQuery(filter: SampleFilter, place: (value: string | number) => string): SampleQuery {
  const { fromMs, toMs, isDivergent, mark, segment, order = 'newest', cursor } = filter;
  const limit = checkLimit(filter.limit);
  const conditions: string[] = [];
  if (fromMs !== undefined) conditions.push(`at_ms >= ${place(fromMs)}`);
  if (toMs !== undefined) conditions.push(`at_ms < ${place(toMs)}`);
  if (isDivergent !== undefined) conditions.push(`is_divergent = ${place(isDivergent ? 1 : 0)}`);
  if (mark === 'none' || mark === 'any') conditions.push(`mark IS ${mark === 'none' ? '' : 'NOT '}NULL`);
  else if (mark !== undefined) conditions.push(`mark = ${place(mark)}`);
  if (segment !== undefined) conditions.push(`segment = ${place(segment)}`);
  const { column, compare, direction } = ORDERS[order];
  if (cursor !== undefined) {
    const { position, tieBreaker } = readCursor(ORDERS[order].cursor, cursor);
    conditions.push(`(${column}, pair) ${compare} (${place(position)}, ${place(tieBreaker)})`);
  }
  return {
    conditions,
    order: `ORDER BY ${column} ${direction}, pair ${direction}`,
    limit,
    cursorAfter: (sample) =>
      writeCursor(ORDERS[order].cursor, order === 'newest' ? sample.atMs : (sample.similarity ?? UNKNOWN), sample.pair.id),
  };
}

const ORDERS = {
  newest: { cursor: 'samples', column: 'at_ms', compare: '<', direction: 'DESC' },
  'least-similar': { cursor: 'least similar samples', column: 'similarity', compare: '>', direction: 'ASC' },
} as const;

/** @param rows how many samples have each mark; null is of those without. */
export function sampleCounts(rows: readonly { readonly mark: Mark | null; readonly samples: number }[]): SampleCounts {
  const of = (mark: Mark): number => rows.find((row) => row.mark === mark)?.samples ?? 0;
  return {
    stored: rows.reduce((sum, { samples }) => sum + samples, 0),
    marks: Object.fromEntries(MARKS.map((mark) => [mark, of(mark)])) as Record<Mark, number>,
  };
}
