import type { DocumentKind } from './document-store.ts';

/** Which looks stay. The latest of an analysis always does, and so does the analysis itself with its verdict. */
export interface LookBounds {
  /** Looks of earlier slots go. */
  readonly beforeMs: number;
  /** Of one analysis so many of its newest looks stay, 1 or more. */
  readonly perAnalysis: number;
}

/**
 * Removal of what is no longer to be kept, a little at a time, so that nothing else waits for long: each call is one transaction of at most
 * `limit` rows of the kind it is named for, and of what nothing needs any more without them. A caller goes on until nothing is left.
 */
export interface Retention {
  /**
   * One step of a walk over all analyses: removes looks and the series that no other look needs.
   * @param step.after where the step before has ended; absent begins the walk. @param step.limit looks, and analyses walked over.
   * @returns how many looks; `next` is where to go on, absent at the end of the walk.
   */
  removeLooks(
    bounds: LookBounds,
    step: { readonly limit: number; readonly after?: string },
  ): Promise<{ readonly removed: number; readonly next?: string }>;
  /** Takes from looks of slots before that moment the series they judged; how many: fewer than `limit` when none is left. */
  removeSeries(of: { readonly beforeMs: number; readonly limit: number }): Promise<number>;
  /** Removes documents of these kinds that last changed before that moment; how many: fewer than `limit` when none is left. */
  removeDocuments(of: {
    readonly kinds: readonly DocumentKind[];
    /** What stands at one of these stays. */
    readonly statusesBut: readonly string[];
    readonly updatedBeforeMs: number;
    readonly limit: number;
  }): Promise<number>;
  /** Gives the disk back some of the space that has become free; whether there may be more to give. */
  giveBackSpace(): Promise<boolean>;
}
