/** Part of a long list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it to get the next page; absent on the last. */
  readonly nextCursor?: string;
}
