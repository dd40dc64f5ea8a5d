/** Room for the looks that clients ask for: each waits for its source, and then has its series in memory. */
export interface RequestRoom {
  /** No further one is to be taken on. */
  isFull(): boolean;
  /** Counts as one until it is settled. */
  use<T>(work: () => Promise<T>): Promise<T>;
}

/** @param most 1 or more. @param isOverloaded no work is to be taken on, for whatever reason. */
export function requestRoom(most: number, isOverloaded: () => boolean): RequestRoom {
  let inHand = 0;
  return {
    isFull: () => inHand >= most || isOverloaded(),
    async use(work) {
      inHand++;
      try {
        return await work();
      } finally {
        inHand--;
      }
    },
  };
}
