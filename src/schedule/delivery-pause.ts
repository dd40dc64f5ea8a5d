import { backOffMs } from '../analysis/outbox/back-off.ts';
import type { Round } from '../analysis/outbox/deliver-due.ts';

/** How often an idle channel looks for something to do. */
const POLL_MS = 500;
/** A receiver that fails is tried again, with this or another message, after this at the latest. */
const LONGEST_MS = 30_000;

/**
 * Milliseconds until the channel's next round: none while there is work. After a failure its other messages wait as well, for its
 * receiver is most likely down; what it asks for is granted.
 * @param failures rounds that failed in a row, this one included.
 */
export function deliveryPauseMs(round: Round, failures: number): number {
  switch (round.kind) {
    case 'working':
      return 0;
    case 'idle':
      return POLL_MS;
    case 'failing': {
      const asked = round.retryAfterMs === undefined ? 0 : backOffMs(1, round.retryAfterMs);
      return Math.max(Math.min(backOffMs(failures), LONGEST_MS), asked);
    }
  }
}
