import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../errors.ts';
import { openForBackup } from './open-file.ts';
import { namingErrors } from './sqlite-errors.ts';

export interface BackupRequest {
  /** The store's file; a server may be writing to it. */
  readonly from: string;
  /** The file to make. */
  readonly to: string;
  /** Takes the place of a file that is there. */
  readonly overwrite: boolean;
}

/** What is in a backup. */
export interface Backup {
  readonly bytes: number;
  readonly analyses: number;
  readonly looks: number;
}

/**
 * Copies a store as it is at one moment, beside its writer if there is one: everything acknowledged before the call is in the copy. The
 * file appears whole, checked and on the disk, or not at all.
 *
 * @throws {StoreError} STORE_FILE_TAKEN: something is at `to` that is not to be replaced; STORE_MISSING, STORE_FOREIGN, STORE_TOO_NEW,
 *  STORE_CORRUPT: of the store; STORE_FULL, STORE_IO, STORE_CANNOT_OPEN: the disk refuses.
 */
export function backupSqliteStore({ from, to, overwrite }: BackupRequest): Backup {
  const store = openForBackup(from);
  const partial = `${to}.partial`;
  try {
    return namingErrors(`${store.path}, on its way to ${to},`, () => {
      assertFree(to, { overwrite, store: store.path });
      rmSync(partial, { force: true }); // What a backup that was killed has left.
      store.db.prepare('VACUUM INTO ?').run(partial);
      const backup = checked(partial, store.path);
      sync(partial);
      assertFree(to, { overwrite, store: store.path });
      renameSync(partial, to);
      sync(path.dirname(to));
      return backup;
    });
  } finally {
    rmSync(partial, { force: true });
    store.close();
  }
}

function assertFree(to: string, { overwrite, store }: { readonly overwrite: boolean; readonly store: string }): void {
  const there = statSync(to, { throwIfNoEntry: false });
  const own = statSync(store);
  if (there?.dev === own.dev && there.ino === own.ino) throw new StoreError('STORE_FILE_TAKEN', `${to} is the store itself`);
  if (there !== undefined && !overwrite) throw new StoreError('STORE_FILE_TAKEN', `${to} is there already`);
  // SQLite would take its log for that of the backup.
  if (existsSync(`${to}-wal`))
    throw new StoreError('STORE_FILE_TAKEN', `${to} is a store in use, or one that was killed: ${to}-wal is there`);
}

/** Reads every page of the copy and checks every reference. */
function checked(file: string, store: string): Backup {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const [finding] = Object.values(db.prepare('PRAGMA integrity_check(1)').get() ?? {});
    const dangling = db.prepare('PRAGMA foreign_key_check').get();
    if (finding !== 'ok' || dangling !== undefined)
      throw new StoreError(
        'STORE_CORRUPT',
        `the store ${store} is damaged, and so is a copy: ${finding === 'ok' ? 'rows are missing' : finding}`,
      );
    const count = (table: string): number => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
    return { bytes: statSync(file).size, analyses: count('analysis'), looks: count('look') };
  } finally {
    db.close();
  }
}

/** What the file or the folder holds is on the disk when this returns. */
function sync(place: string): void {
  const descriptor = openSync(place, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
