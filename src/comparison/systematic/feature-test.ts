import type { FeatureGroup, SystematicFeature } from './systematic-feature.ts';

/** Fewer pairs that diverged, or that agreed, say nothing of what they have in common. */
export const LEAST_PAIRS = 10;

/** What one feature says by itself, before it is held against how many were asked. */
export interface FeatureTest {
  readonly effect: NonNullable<SystematicFeature['effect']>;
  readonly pValue: number;
  /** Where pairs diverge the most beyond the rest. */
  readonly group: FeatureGroup;
}

/** Two tests of one thing: the smaller p value, paid for twice. */
export function eitherTest(first: number, second: number): number {
  return Math.min(1, 2 * Math.min(first, second));
}
