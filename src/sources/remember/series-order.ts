import type { Labels } from '../../model/time-series.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** The labels in one order. */
export function sortedPairs(labels: Labels): Pairs {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The order in which Prometheus lists series: by name and value of the first label that differs, fewer labels first. */
export function comparePairs(a: Pairs, b: Pairs): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    for (const part of [0, 1] as const) if (a[i]![part] !== b[i]![part]) return a[i]![part] < b[i]![part] ? -1 : 1;
  }
  return a.length - b.length;
}
