import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKind } from '../../analysis/ports/document-store.ts';
import { StoreError } from '../../errors.ts';
import { isDecodingError } from '../decoding-error.ts';
import { addDocument } from '../postgres/client-document-table.ts';
import { type Database, openDatabase, type PostgresOptions, type Session } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { addIds } from '../postgres/pair-id-table.ts';
import { clientDocumentTable } from '../sqlite/client-document-table.ts';
import { countHashes, storedHashes } from '../sqlite/hash-runs.ts';
import { openForWriting } from '../sqlite/open-file.ts';
import { copyRows, type TableCopy } from './copy-rows.ts';
import { tablesToCopy } from './tables.ts';

/** How far a copy is, in rows of all tables. */
export type CopyProgress = (of: { readonly done: number; readonly total: number }) => void;

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
}

/** No statement of a copy is short. */
const PATIENCE_MS = 3_600_000;

/**
 * Copies a whole store from a file to an empty database, in one transaction: all of it, or nothing. The file stays as it is, but that an
 * older one is brought to this program's schema; no server may be writing to it.
 * @returns every table with its rows, which were counted on both sides.
 * @throws {StoreError} STORE_NOT_EMPTY: the database holds analyses or anything else already; STORE_COPY_DIFFERS: the counts do; STORE_MISSING:
 *  there is no such file; and whatever opening the two throws.
 */
export async function copyToPostgres(
  file: string,
  to: PostgresOptions,
  onProgress: CopyProgress = () => {},
): Promise<readonly CopiedTable[]> {
  if (!existsSync(file)) throw new StoreError('STORE_MISSING', `there is no store ${file}`);
  // Before the file is touched: this opens no connection, and refuses an address that is none.
  const database = openDatabase({ ...to, poolSize: 1, statementTimeoutMs: PATIENCE_MS });
  const { db, path, close } = openForWriting(file);
  try {
    await migrate(database);
    return await database.write((session) => copyAll(db, session, database, onProgress));
  } catch (cause) {
    if (!isDecodingError(cause)) throw cause;
    throw new StoreError('STORE_CORRUPT', `the store ${path} is damaged: ${cause.message}`, { cause });
  } finally {
    close();
    await database.close();
  }
}

async function copyAll(
  from: DatabaseSync,
  session: Session,
  { name }: Database,
  onProgress: CopyProgress,
): Promise<readonly CopiedTable[]> {
  const tables = tablesToCopy();
  const names = [...tables.map(({ table }) => table), 'client_document', 'pair_id'];
  // Replicas that run already would add to it meanwhile.
  await session.run(`LOCK TABLE ${names.map((table) => `serinus.${table}`).join(', ')} IN EXCLUSIVE MODE`);
  for (const { table, rows } of await counted(session, names))
    if (rows > (table === 'series' ? 1 : 0))
      throw new StoreError('STORE_NOT_EMPTY', `the store ${name} is not empty: it has rows in ${table}`);

  const rowsOf = (table: string): number => Number(from.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  const given = names.map((table) => ({ table, rows: table === 'pair_id' ? countHashes(from) : rowsOf(table) }));
  const total = given.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  const onRows = (rows: number): void => {
    done += rows;
    onProgress({ done, total });
  };
  onRows(1); // the empty series, which every store has
  for (const table of tables) await copyRows(from, session, table, onRows);
  await copyDocuments(from, session, onRows);
  await copyIds(from, session, onRows);
  for (const column of ['look.id', 'outbox.sequence', 'pair_stream.id', 'pair_tally.id', 'pair_sample.id'])
    await session.run(goOnFrom(column));

  const had = await counted(session, names);
  for (const [i, { table, rows }] of given.entries())
    if (had[i]?.rows !== rows)
      throw new StoreError(
        'STORE_COPY_DIFFERS',
        `${table} has ${rows} rows in the file and ${had[i]?.rows} in ${name}: nothing was copied`,
      );
  return given;
}

async function copyDocuments(from: DatabaseSync, session: Session, onRows: (rows: number) => void): Promise<void> {
  const documents = clientDocumentTable(from);
  for (const row of from.prepare('SELECT kind, id FROM client_document').iterate()) {
    const document = documents.find(row.kind as DocumentKind, row.id as string);
    if (document !== undefined && (await addDocument(session, document))) onRows(1);
  }
}

/** A row of the file holds many ids. */
async function copyIds(from: DatabaseSync, session: Session, onRows: (rows: number) => void): Promise<void> {
  for (const { atMs, hashes } of storedHashes(from)) {
    await addIds(session, hashes, atMs);
    onRows(hashes.length / 2);
  }
}

async function counted(session: Session, tables: readonly TableCopy['table'][]): Promise<CopiedTable[]> {
  const counts: CopiedTable[] = [];
  for (const table of tables) {
    const [row] = await session.rows<{ readonly rows: number }>(`SELECT count(*) AS rows FROM serinus.${table}`);
    counts.push({ table, rows: row?.rows ?? 0 });
  }
  return counts;
}

/** New rows get numbers above those that were copied. */
function goOnFrom(column: string): string {
  const [table, name] = column.split('.');
  return `SELECT setval(pg_get_serial_sequence('serinus.${table}', '${name}'), coalesce(max(${name}), 0) + 1, false) FROM serinus.${table}`;
}
