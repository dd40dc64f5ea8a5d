import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../errors.ts';
import { MIGRATIONS } from './migrations.ts';
import { transact } from './transaction.ts';

/** "Seri" in ASCII: marks a SQLite file as ours. */
const APPLICATION_ID = 0x53657269;

/** Brings a new or older store to this program's schema, each step all or nothing. @throws {StoreError} as versionOf does. */
export function migrate(db: DatabaseSync, path: string): void {
  const version = versionOf(db, path);
  for (const [done, sql] of MIGRATIONS.entries()) {
    if (done < version) continue;
    transact(db, () => db.exec(`${sql}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${done + 1};`));
  }
}

/**
 * Makes sure that a store which may not be changed has this program's schema.
 * @throws {StoreError} STORE_TOO_OLD, and as versionOf does.
 */
export function assertCurrent(db: DatabaseSync, path: string): void {
  const version = versionOf(db, path);
  if (version < MIGRATIONS.length)
    throw new StoreError(
      'STORE_TOO_OLD',
      `the store ${path} has schema ${version}, this program reads ${MIGRATIONS.length}: let it open the store for writing once`,
    );
}

/**
 * The version of the store's schema, 1 or more; 0 for a database without anything in it.
 * @throws {StoreError} STORE_FOREIGN: another program's database; STORE_TOO_NEW: a later version of this program has written it.
 */
export function versionOf(db: DatabaseSync, path: string): number {
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  const version = pragma(db, 'user_version');
  if (isEmpty && version === 0) return 0;
  if (pragma(db, 'application_id') !== APPLICATION_ID)
    throw new StoreError('STORE_FOREIGN', `the store ${path} is a SQLite database of another program`);
  if (version > MIGRATIONS.length)
    throw new StoreError(
      'STORE_TOO_NEW',
      `the store ${path} has schema ${version}, this program knows up to ${MIGRATIONS.length}: a newer version has written it`,
    );
  return version;
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
