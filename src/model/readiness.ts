/** What must be true of a candidate, beside its metrics, before it is promoted. What is absent is not asked for. */
export interface ReadinessConfig {
  /** The analysis has run for so long. */
  readonly minDurationMs?: number;
  /** And no longer than this. */
  readonly timeBoxMs?: number;
  /** The upper bound of the rate of divergence, in (0, 1). */
  readonly maxDivergence?: number;
  /** The candidate's 99th percentile of latency over the control's, > 0. */
  readonly latencyRatio?: number;
  /** Nothing that divergence goes with systematically. */
  readonly noSystematicPattern?: true;
  /** Pairs that were compared. */
  readonly minSamples?: number;
  /** Samples that a reviewer has marked. */
  readonly minReviewed?: number;
  /** Restarts of the candidate, of the whole run. */
  readonly restarts?: { readonly query: string; readonly max: number };
  /** The candidate's share of its resources, in every step. */
  readonly utilisation?: { readonly query: string; readonly below: number };
  /** How to go back, or where that is written. */
  readonly rollbackPlan?: string;
}

export type ReadinessName =
  | 'minDuration'
  | 'timeBox'
  | 'maxDivergence'
  | 'latencyRatio'
  | 'noSystematicPattern'
  | 'minSamples'
  | 'minReviewed'
  | 'restarts'
  | 'utilisation'
  | 'rollbackPlan';

/** Something that was found out at a look, or why it could not be: a clause. */
export type Fact<T> = { readonly value: T } | { readonly unknown: string };

/** What of a readiness checklist comes from elsewhere than the metrics; kept with the look, so that it can be judged again. */
export interface ReadinessFacts {
  readonly samples?: Fact<number>;
  readonly reviewed?: Fact<number>;
  /** Sentences, one for each pattern. */
  readonly patterns?: Fact<readonly string[]>;
  readonly restarts?: Fact<number>;
  /** The highest of all steps. */
  readonly utilisation?: Fact<number>;
}

/** One item of the checklist as it stands. */
export interface ReadinessItem {
  readonly item: ReadinessName;
  readonly state: 'met' | 'not-met' | 'unknown';
  /** One sentence with the number and the limit. */
  readonly reason: string;
  /** As the config writes it, times in milliseconds; null where there is no number, or it is not known. */
  readonly value: number | null;
  readonly limit: number | null;
}
