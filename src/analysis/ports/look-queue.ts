/** One look that is to be made. */
export interface DueLook {
  readonly analysisId: string;
  readonly slotMs: number;
}

/** What waits to be judged, as of the last tick. */
export interface QueueDepth {
  /** Looks that are due and not stored yet, of all processes on the store; those under way are among them. */
  readonly due: number;
  /** The slot of the one that is due longest, Unix milliseconds; undefined when nothing is due. */
  readonly oldestSlotMs: number | undefined;
  /** Looks under way in this process. */
  readonly running: number;
}

/**
 * Who has the looks made that are due: every second it asks the store, and each due look is made once, in this process or in another
 * one. The store is the truth: whatever a queue loses is due there still.
 */
export interface LookQueue {
  /** Has done what is due now; resolves when the looks that this process made for it are stored. For tests: it ticks by itself. */
  tick(): Promise<void>;
  depth(): QueueDepth;
  /** @throws {Error} its database does not answer. */
  check(): Promise<void>;
  /** No new looks; those in hand have `graceMs` to finish, then they are aborted and left for another process or the next start. */
  stop(graceMs: number): Promise<void>;
}
