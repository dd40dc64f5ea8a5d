import type { Labels } from '../model/time-series.ts';

/** Equal for two sets of labels exactly when they are equal, in whatever order. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
