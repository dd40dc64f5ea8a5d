import type { Look } from '../model/analysis.ts';
import type { Store } from './ports/store.ts';

const KEPT = 256;

/**
 * Stored looks, the latest asked for kept in memory: a verdict is asked for far more often than it is judged, and a stored look
 * never changes.
 */
export function recentLooks(store: Pick<Store, 'findLook'>): { find(analysisId: string, slotMs: number): Promise<Look | undefined> } {
  const kept = new Map<string, Look>();
  return {
    async find(analysisId, slotMs) {
      const key = `${analysisId} ${slotMs}`;
      const look = kept.get(key) ?? (await store.findLook(analysisId, slotMs));
      if (look === undefined) return undefined;
      kept.delete(key); // Set again below: the newest stands last.
      kept.set(key, look);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
      return look;
    },
  };
}
