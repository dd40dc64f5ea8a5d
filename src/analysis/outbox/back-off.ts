const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;
/** Of what a receiver asks for: a mistaken header must not silence a channel for days. */
const LONGEST_ASKED_MS = 60 * 60_000;

/**
 * Milliseconds until the next attempt: 1 s, 2 s, 4 s ... to 5 minutes, and no less than the receiver asked for, of which an hour is
 * granted.
 * @param failures in a row, 1 or more.
 */
export function backOffMs(failures: number, retryAfterMs = 0): number {
  return Math.max(Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS), Math.min(retryAfterMs, LONGEST_ASKED_MS));
}
