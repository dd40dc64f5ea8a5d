import { StoreError } from '../../errors.ts';
import { isDecodingError } from '../decoding-error.ts';

/** By SQLite's primary result code, see https://sqlite.org/rescode.html. Anything else is STORE_FAILED. */
const MEANINGS: Readonly<Record<number, { readonly code: `STORE_${string}`; readonly says: string }>> = {
  5: { code: 'STORE_LOCKED', says: 'is locked by another process' },
  8: { code: 'STORE_READ_ONLY', says: 'cannot be written to' },
  10: { code: 'STORE_IO', says: 'cannot be read or written: the disk reports an error' },
  11: { code: 'STORE_CORRUPT', says: 'is damaged' },
  13: { code: 'STORE_FULL', says: 'cannot grow: the disk is full' },
  14: { code: 'STORE_CANNOT_OPEN', says: 'cannot be opened: does its directory exist, and may this user write there?' },
  26: { code: 'STORE_CORRUPT', says: 'is no SQLite database, or its head is damaged' },
};

/** Runs `work` on the store at `path` and says every failure of SQLite as a StoreError. Other errors pass as they are. */
export function namingErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw namedError(path, cause);
  }
}

/** As namingErrors, for work that decodes what was stored: when that fails, the store is damaged. */
export function readingBack<T>(path: string, work: () => T): T {
  return namingErrors(path, () => {
    try {
      return work();
    } catch (cause) {
      if (!isDecodingError(cause)) throw cause;
      throw new StoreError('STORE_CORRUPT', `the store ${path} is damaged: ${cause.message}`, { cause });
    }
  });
}

function namedError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'ERR_INVALID_STATE') return new StoreError('STORE_CLOSED', `the store ${path} is closed`, { cause });
  if (cause.code !== 'ERR_SQLITE_ERROR' || !('errcode' in cause)) return cause;
  const primary = Number(cause.errcode) & 0xff;
  const { code, says } = MEANINGS[primary] ?? { code: 'STORE_FAILED', says: 'failed' };
  return new StoreError(code, `the store ${path} ${says} (SQLite ${String(cause.errcode)}: ${cause.message})`, { cause });
}
