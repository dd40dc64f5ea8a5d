/** The ids that were added last, in bounded room. */
export interface RecentIds {
  has(id: string): boolean;
  /** @param id that is not there. */
  add(id: string): void;
}

/** @param most how many are remembered, >= 1. */
export function recentIds(most: number): RecentIds {
  const ids = new Set<string>();
  // A set knows its oldest member too, but finds it slowly once many were deleted.
  const ring: string[] = [];
  let next = 0;
  return {
    has: (id) => ids.has(id),
    add(id) {
      const oldest = ring[next];
      if (oldest !== undefined) ids.delete(oldest);
      ring[next] = id;
      ids.add(id);
      next = (next + 1) % most;
    },
  };
}
