import type { DatabaseSync } from 'node:sqlite';

/** What a transaction returns to leave the store as it was. */
export const UNDO: unique symbol = Symbol('undo');

/** All that `work` writes or, when it returns UNDO or throws, nothing. When this returns, the change is on the disk. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec(result === UNDO ? 'ROLLBACK' : 'COMMIT');
    return result;
  } catch (error) {
    // A full disk or an I/O error may have rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
