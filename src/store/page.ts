import type { Page } from '../analysis/ports/page.ts';
import { BadInputError } from '../errors.ts';

const MAX_LIMIT = 500;

/** @throws {BadInputError} field `limit`: no integer from 1 to 500. */
export function checkLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new BadInputError('limit', `${limit} is no integer from 1 to ${MAX_LIMIT}`);
  return limit;
}

/**
 * A page of at most `limit` items.
 * @param found limit + 1 items where there are as many: the last only tells that a next page exists.
 */
export function pageOf<T>(found: readonly T[], limit: number, cursorAfter: (item: T) => string): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, nextCursor: cursorAfter(last) } : { items };
}
