/** The ids that were added last, in bounded room. */
export interface RecentIds {
  has(id: string): boolean;
  add(id: string): void;
}

/** @param most how many are remembered, >= 1. */
export function recentIds(most: number): RecentIds {
  // In the order in which they came.
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids.add(id);
      if (ids.size <= most) return;
      for (const oldest of ids) {
        ids.delete(oldest);
        break;
      }
    },
  };
}
