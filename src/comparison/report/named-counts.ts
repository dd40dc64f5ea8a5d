import type { Divergences } from '../tally.ts';
import type { NamedShare } from './divergence-report.ts';
import { oneReading } from './shares.ts';

/** Fewer pairs of a segment say nothing of it. */
const LEAST_PAIRS = 20;
const MOST_SEGMENTS = 50;

/** Those first whose rate is high for certain: by the lower end of the interval, so that a few pairs of bad luck do not come first. */
export function segmentReports(segments: Readonly<Record<string, Divergences>>, alpha: number): readonly NamedShare[] {
  return Object.entries(segments)
    .filter(([, { pairs }]) => pairs >= LEAST_PAIRS)
    .map(([name, { pairs, divergent }]) => ({ name, ...oneReading(divergent, pairs, alpha) }))
    .sort((a, b) => b.lower - a.lower || b.trials - a.trials)
    .slice(0, MOST_SEGMENTS);
}

/** The most frequent first. */
export function versionsOf(versions: Readonly<Record<string, number>>): { readonly name: string; readonly pairs: number }[] {
  return Object.entries(versions)
    .map(([name, pairs]) => ({ name, pairs }))
    .sort((a, b) => b.pairs - a.pairs);
}
