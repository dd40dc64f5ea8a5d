import type { AnalysisConfig } from '../../model/config.ts';

/** One-sided error levels of each candidate of a challenge, over all looks. */
export type SharedLevels = Pick<AnalysisConfig, 'alpha' | 'promoteAlpha'>;

/**
 * The error levels by which each of several candidates is judged against one control: equal shares of the config's (Bonferroni). The
 * chance that any of them is falsely rolled back, or that any harm is promoted by a metric, is then what it is for one candidate alone,
 * however their data depend on one another. All intervals of a metric of one contrast hold together for the same reason (union bound); of
 * several, such as p50 and p99, each has the whole `promoteAlpha`, as harmless is only what is harmless in all of them.
 *
 * @param candidates 1 or more.
 */
export function sharedLevels({ alpha, promoteAlpha }: SharedLevels, candidates: number): SharedLevels {
  return { alpha: alpha / candidates, promoteAlpha: promoteAlpha / candidates };
}
