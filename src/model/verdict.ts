import type { Classification, Effect, Judgement } from './judgement.ts';
import type { ReadinessItem } from './readiness.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import type { Labels } from './time-series.ts';

export type Verdict = 'promote' | 'continue' | 'rollback';

export interface SideSummary {
  readonly count: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** One metric of one look: the worst of its judgements decides. */
export interface MetricResult {
  readonly name: string;
  /** Labels of the pair when a metric is paired by labels; empty otherwise. */
  readonly labels: Labels;
  readonly group: string;
  readonly critical: boolean;
  readonly required: boolean;
  readonly muted: boolean;
  readonly classification: Classification;
  readonly reason: string;
  /** 0 to 100; null when it cannot be said. */
  readonly score: number | null;
  readonly effect: Effect | null;
  /** About how many further steps until this metric can be told; null when no reliable forecast exists. */
  readonly moreSteps: number | null;
  readonly judgements: readonly (Judgement & { readonly judge: string })[];
  readonly control: SideSummary;
  readonly candidate: SideSummary;
  /** What was sent to the source, for each part of the metric (`value`, `bad`, `total`, `events`, `exposure`, `buckets`). */
  readonly queries: { readonly control: Readonly<Record<string, string>>; readonly candidate: Readonly<Record<string, string>> };
  readonly warnings: readonly string[];
}

export interface GroupResult {
  readonly name: string;
  readonly weight: number;
  /** Mean of its metrics' scores; null when a required one cannot be scored, or none is there. */
  readonly score: number | null;
  /**
   * Natural logarithm of the group's e-value against "none of its metrics is worse than its tolerance": the mean of their e-values, which
   * is one under any dependence and at every look. Evidence beside the metrics' own, never a verdict. Null when no judge gave one.
   */
  readonly logEValue: number | null;
}

/** What the pure judging of one look returns. */
export interface Decision {
  readonly verdict: Verdict;
  /** 0 to 100; null when no metric can be scored yet. Never contradicts the verdict: rollback by a proven harm is 0. */
  readonly score: number | null;
  /** One short sentence: the reason that decides. */
  readonly reason: string;
  /** All reasons, the deciding one first. */
  readonly reasons: readonly string[];
  /** True when no later look of this analysis may follow: promote, rollback, or the deadline. */
  readonly final: boolean;
  readonly groups: readonly GroupResult[];
  readonly metrics: readonly MetricResult[];
  /** The checklist of the config, if it has one; a promotion needs every item met. */
  readonly readiness?: readonly ReadinessItem[];
  /** With a promotion of a candidate whose divergence was measured: how to roll it out. */
  readonly rollout?: RolloutPlan;
}
