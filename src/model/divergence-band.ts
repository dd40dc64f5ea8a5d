import type { DivergenceBands } from './comparison-config.ts';

/** Where a rate of divergence lies, from the least to the most. */
export const BANDS = ['safe', 'investigate', 'edge-cases', 'do-not-roll-out'] as const;
export type Band = (typeof BANDS)[number];

/** @param rate in [0, 1]; a rate at the end of a band belongs to the next one. */
export function bandOf(rate: number, { safe, investigate, edgeCases }: DivergenceBands): Band {
  if (rate < safe) return 'safe';
  if (rate < investigate) return 'investigate';
  return rate < edgeCases ? 'edge-cases' : 'do-not-roll-out';
}
