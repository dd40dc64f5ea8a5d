import { statfsSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../errors.ts';
import { MIGRATIONS } from './migrations.ts';
import type { StoreFile } from './open-file.ts';
import { namingErrors } from './sqlite-errors.ts';
import { transact } from './transaction.ts';

/** A disk with less is full: the log has blocks to spare for a small write when there is no room for a look any more. */
const ROOM_BYTES = 1 << 20;
/**
 * Each try for a lock holds up the whole process. Nobody else writes to the file while this program serves it, but for tools that were
 * told to.
 */
const SERVING_BUSY_MS = 250;

export interface WriteCheck {
  /** One transaction, remembered when it finds the store damaged. */
  readonly write: <T>(work: () => T) => T;
  /** @throws {StoreError} STORE_FULL, STORE_LOCKED, STORE_IO, ...: changes cannot be kept; STORE_CORRUPT: the last one found it damaged. */
  readonly assertWritable: () => void;
}

/** Writes to a file that is served, and says whether it can: whoever asks need not wait for the next look to fail. */
export function openWriteCheck(file: StoreFile): WriteCheck {
  const { db, isOnlyWriter } = file;
  let damage: StoreError | undefined;
  if (isOnlyWriter) db.exec(`PRAGMA busy_timeout = ${SERVING_BUSY_MS}`);
  const named = <T>(work: () => T): T => namingErrors(file.path, () => transact(db, work));
  return {
    write(work) {
      try {
        const result = named(work);
        damage = undefined;
        return result;
      } catch (error) {
        if (error instanceof StoreError && error.code === 'STORE_CORRUPT') damage = error;
        throw error;
      }
    },
    assertWritable() {
      if (!isOnlyWriter) return;
      named(() => db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)); // what it is already: the smallest change there is
      assertRoom(file.path);
      if (damage) throw damage;
    },
  };
}

function assertRoom(file: string): void {
  if (file === ':memory:') return;
  const { bavail, blocks, bsize } = statfsSync(path.dirname(file));
  // Some network file systems do not know their size.
  if (blocks > 0 && bavail * bsize < ROOM_BYTES)
    throw new StoreError('STORE_FULL', `the store ${file} cannot grow: its disk has ${bavail * bsize} bytes left`);
}
