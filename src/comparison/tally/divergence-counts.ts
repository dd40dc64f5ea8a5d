import type { Divergences } from '../tally.ts';

/** Divergences being counted. */
export type DivergenceCounts = { -readonly [K in keyof Divergences]: number };

export function noDivergences(): DivergenceCounts {
  return { pairs: 0, divergent: 0, withNoise: 0, divergentWithNoise: 0, noisy: 0 };
}

/** One more pair. */
export interface CountedPair {
  readonly isDivergent: boolean;
  readonly hasNoise: boolean;
  readonly isNoisy: boolean;
}

export function countPair(counts: DivergenceCounts, { isDivergent, hasNoise, isNoisy }: CountedPair): void {
  counts.pairs++;
  if (isDivergent) counts.divergent++;
  if (!hasNoise) return;
  counts.withNoise++;
  if (isDivergent) counts.divergentWithNoise++;
  if (isNoisy) counts.noisy++;
}

export function addDivergences(into: DivergenceCounts, from: Divergences): void {
  into.pairs += from.pairs;
  into.divergent += from.divergent;
  into.withNoise += from.withNoise;
  into.divergentWithNoise += from.divergentWithNoise;
  into.noisy += from.noisy;
}
