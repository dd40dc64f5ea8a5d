import type { Look } from '../model/analysis.ts';
import type { Store } from './ports/store.ts';
import { recentlyUsed } from './recently-used.ts';

const KEPT = 256;

/** Looks as the store has them, read once. */
export interface RecentLooks {
  /** At once when it is in memory: a promise costs a reply more than the search. */
  find(analysisId: string, slotMs: number): Look | Promise<Look | undefined>;
}

/**
 * The stored look asked for last of each analysis, kept in memory for the analyses asked for last: a verdict is asked for far more often
 * than it is judged, and a stored look never changes.
 */
export function recentLooks(store: Pick<Store, 'findLook'>): RecentLooks {
  const kept = recentlyUsed<Look>(KEPT);
  return {
    find(analysisId, slotMs) {
      const known = kept.get(analysisId);
      if (known?.slotMs === slotMs) return known;
      return store.findLook(analysisId, slotMs).then((look) => {
        if (look !== undefined) kept.set(analysisId, look);
        return look;
      });
    },
  };
}
