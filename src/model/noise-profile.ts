/**
 * The noise of one metric's contrast, learnt from a time when both sides ran the same version.
 * Plain data, about 2 kB: it is kept with the config's results and handed to the judge before the first look; it is frozen for the run.
 */
export interface NoiseProfile {
  /** Version of the grid and constants it was fitted with. */
  readonly version: number;
  readonly metric: string;
  /** Scale of the contrast it was fitted on. */
  readonly contrast: 'logRatio' | 'relative' | 'absolute' | 'probability';
  readonly stepMs: number;
  /** Hash of the queries and of all else that shapes the contrast. */
  readonly queryHash: string;
  /** Unix milliseconds of the end of the history. */
  readonly fittedAtMs: number;
  /** Steps with data in the history. */
  readonly n: number;
  readonly segments: number;
  /** Robust standard deviation of one step. */
  readonly mad: number;
  /** Probability of each noise model of the grid; sums to 1. */
  readonly weight: readonly number[];
  /** Variance of one step under each noise model. */
  readonly variance: readonly number[];
  /** Mean of `variance` under `weight`. */
  readonly meanVariance: number;
}

/** What an analysis takes from the profiles of its config, for one metric: decided at its start, so that no look changes the engine. */
export interface NoiseChoice {
  readonly metric: string;
  /** Absent when there is one that cannot be used. */
  readonly profile?: NoiseProfile;
  /** Why it cannot be used, or what to know of it; a clause for people. */
  readonly note?: string;
}
