import pLimit from 'p-limit';
import { SerinusError } from '../../errors.ts';

/** So many are in hand or wait; each reads thousands of tallies. */
const MOST = 16;

/**
 * Does one work after the other: side by side they would hold more and be no sooner done.
 * @param what are asked for, for the error. @returns does the work in its turn. @throws {SerinusError} TOO_BUSY: too many wait.
 */
export function inTurn(what: string): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(1);
  return async (work) => {
    if (limit.activeCount + limit.pendingCount >= MOST)
      throw new SerinusError('TOO_BUSY', 503, `too many ${what} are asked for at a time; ask again later`);
    return limit(work);
  };
}
