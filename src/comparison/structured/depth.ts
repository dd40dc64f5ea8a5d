import { PairError } from '../pair-error.ts';

/** Levels of arrays and objects in one another. JSON has no limit, the stack has one. */
const MOST_LEVELS = 100;

/** @param depth levels around the value. @throws {PairError} it lies deeper than is compared. */
export function checkDepth(depth: number): void {
  if (depth > MOST_LEVELS) throw new PairError('TOO_DEEP', `an answer has more than ${MOST_LEVELS} levels of arrays and objects`);
}
