import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../errors.ts';
import { assertCurrent, migrate, versionOf } from './migrate.ts';
import { namingErrors } from './sqlite-errors.ts';
import { takeWriterLock } from './writer-lock.ts';

/** A store file in use. */
export interface StoreFile {
  readonly path: string;
  readonly db: DatabaseSync;
  /** Nobody else can change what is in the file while it is open. */
  readonly isOnlyWriter: boolean;
  /** @throws {StoreError} STORE_MISSING: the file at `path` is not the one that was opened; what is written would be lost. */
  readonly assertThere: () => void;
  readonly close: () => void;
}

const BUSY_TIMEOUT_MS = 5_000;

/** A store that lives as long as the process: nothing on a disk, nothing to lock. */
export function openMemory(): StoreFile {
  const db = new DatabaseSync(':memory:');
  migrate(db, ':memory:');
  return { path: ':memory:', db, isOnlyWriter: true, assertThere: () => {}, close: () => closeOnce(db) };
}

/** Opens the file as its only writer, makes it when it is not there, and brings it to this program's schema. @throws {StoreError} */
export function openForWriting(asked: string): StoreFile {
  const file = resolved(asked);
  const { release } = takeWriterLock(file);
  return opened({ file, readOnly: false, release }, (db) => {
    versionOf(db, file); // Before anything is written: another program's database stays as it is.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL'); // For a new file alone, and before anything else is.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864');
    db.exec('BEGIN; PRAGMA user_version = 0; ROLLBACK'); // A write: a file that may only be read would open all the same.
    assertSound(db, file);
    migrate(db, file);
  });
}

/** Opens the file for reading, beside its writer if there is one. @throws {StoreError} */
export function openForReading(asked: string): StoreFile {
  return openBeside(asked, assertCurrent);
}

/** The same, of any version that this program knows: a store is backed up before it is brought to a newer one. @throws {StoreError} */
export function openForBackup(asked: string): StoreFile {
  return openBeside(asked, (db, file) => {
    if (versionOf(db, file) === 0) throw new StoreError('STORE_MISSING', `there is no store in ${file}: it is empty`);
  });
}

function openBeside(asked: string, check: (db: DatabaseSync, file: string) => void): StoreFile {
  const file = resolved(asked);
  if (!existsSync(file)) throw new StoreError('STORE_MISSING', `there is no store ${file}`);
  return opened({ file, readOnly: true, release: () => {} }, (db) => check(db, file));
}

/** The file behind links, so that every path to it leads to one lock. */
function resolved(asked: string): string {
  if (existsSync(asked)) return realpathSync(asked);
  const { dir, base } = path.parse(path.resolve(asked));
  return existsSync(dir) ? path.join(realpathSync(dir), base) : path.resolve(asked);
}

interface Opening {
  readonly file: string;
  readonly readOnly: boolean;
  readonly release: () => void;
}

/** Opens and prepares the database; when either fails, nothing stays open. */
function opened({ file, readOnly, release }: Opening, prepare: (db: DatabaseSync) => void): StoreFile {
  let db: DatabaseSync | undefined;
  const close = (): void => {
    closeOnce(db);
    release();
  };
  try {
    return namingErrors(file, () => {
      db = new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS });
      prepare(db);
      return { path: file, db, isOnlyWriter: !readOnly, assertThere: presence(file), close };
    });
  } catch (error) {
    close();
    throw error;
  }
}

function closeOnce(db: DatabaseSync | undefined): void {
  if (db?.isOpen) db.close();
}

function assertSound(db: DatabaseSync, file: string): void {
  const [finding] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
  if (finding !== 'ok') throw new StoreError('STORE_CORRUPT', `the store ${file} is damaged: ${String(finding)}`);
}

/** SQLite goes on writing to a file that was removed or replaced, and all of it is lost at the end. */
function presence(file: string): () => void {
  const { dev, ino } = statSync(file);
  return () => {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.dev !== dev || now.ino !== ino)
      throw new StoreError('STORE_MISSING', `the store ${file} was removed or replaced while it was open`);
  };
}
