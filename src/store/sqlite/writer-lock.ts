import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../errors.ts';
import { namingErrors } from './sqlite-errors.ts';

export interface WriterLock {
  /** Lets another writer in; once is enough, twice does no harm. */
  readonly release: () => void;
}

/**
 * Makes this process the only writer of the store until `release`, or until it dies: the operating system frees the lock then, even
 * after kill -9. The lock is held on a file of its own beside the store, so readers of the store are not kept out. That file stays:
 * removing it would let two processes hold "the" lock on two files of one name.
 *
 * @throws {StoreError} STORE_LOCKED: another writer, of this process or another, has it.
 */
export function takeWriterLock(storePath: string): WriterLock {
  const lock = namingErrors(storePath, () => new DatabaseSync(`${storePath}.lock`, { timeout: 0 }));
  try {
    namingErrors(storePath, () => lock.exec('BEGIN EXCLUSIVE'));
  } catch (cause) {
    lock.close();
    if (cause instanceof StoreError && cause.code === 'STORE_LOCKED')
      throw new StoreError('STORE_LOCKED', `the store ${storePath} has another writer: only one process may serve it at a time`, { cause });
    throw cause;
  }
  return {
    release: () => {
      if (lock.isOpen) lock.close();
    },
  };
}
