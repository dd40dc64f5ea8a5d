import type { DatabaseSync } from 'node:sqlite';
import type { Session, SqlValue } from '../postgres/database.ts';

/** Rows of a table on their way from SQLite to PostgreSQL. */
export interface TableCopy {
  readonly table: string;
  /** PostgreSQL's types by the names of its columns, in the order of the values. */
  readonly columns: Readonly<Record<string, string>>;
  /** SQLite's rows, in an order in which each finds there what it refers to. */
  readonly select: string;
  /** The values of a row. */
  readonly values: (row: Readonly<Record<string, SqlValue>>) => readonly Scalar[];
}

type Scalar = Exclude<SqlValue, readonly unknown[]>;

/** One statement: a round trip and a memory that do not hurt. */
const MAX_ROWS = 1_000;
const MAX_BYTES = 4_000_000;

/** Copies all rows and says of each statement how many rows it has copied. */
export async function copyRows(from: DatabaseSync, session: Session, copy: TableCopy, onRows: (rows: number) => void): Promise<void> {
  const names = Object.keys(copy.columns);
  const places = Object.values(copy.columns).map((type, i) => `$${i + 1}::${type}[]`);
  const sql = `INSERT INTO serinus.${copy.table} (${names.join(', ')}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest(${places.join(', ')})`;
  let columns: Scalar[][] = names.map(() => []);
  let bytes = 0;
  const send = async (): Promise<void> => {
    const rows = columns[0]?.length ?? 0;
    if (rows === 0) return;
    await session.run(sql, columns);
    columns = names.map(() => []);
    bytes = 0;
    onRows(rows);
  };
  for (const row of from.prepare(copy.select).iterate()) {
    for (const [i, value] of copy.values(row as Readonly<Record<string, SqlValue>>).entries()) {
      columns[i]?.push(value);
      if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length;
    }
    if (columns[0]?.length === MAX_ROWS || bytes >= MAX_BYTES) await send();
  }
  await send();
}
