import type { DivergenceBands } from '../../model/comparison-config.ts';
import type { Band } from '../../model/divergence-band.ts';
import type { Difference } from '../comparator.ts';
import type { PopulationFeature } from '../systematic/population.ts';
import type { SystematicFeature } from '../systematic/systematic-feature.ts';
import type { ReportMark } from './report-input.ts';

/** A share with an interval; plain JSON. */
export interface Share {
  readonly events: number;
  readonly trials: number;
  /** events / trials; null without trials. */
  readonly rate: number | null;
  readonly lower: number;
  readonly upper: number;
}

/** Counts by a name; the share's interval is for one reading. */
export interface NamedShare extends Share {
  readonly name: string;
}

export interface RatePoint {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly pairs: number;
  readonly divergent: number;
  readonly withNoise: number;
  readonly noisy: number;
}

/** Numbers at which a share of all is no larger; null without events. */
export interface Quantiles {
  readonly count: number;
  readonly p05: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface ComparatorReport {
  readonly name: string;
  readonly divergence: Share;
  /** Null without a second control. */
  readonly noise: Share | null;
  readonly errors: readonly { readonly code: string; readonly pairs: number }[];
  readonly similarity: Quantiles;
  readonly noiseSimilarity: Quantiles;
  readonly measures: readonly { readonly name: string; readonly values: Quantiles }[];
  readonly scores: readonly { readonly name: string; readonly control: Quantiles; readonly candidate: Quantiles }[];
}

/**
 * A field of the answers: in how many pairs the candidate differs in it from the control, and the control from itself, before anything is
 * taken for noise. A pair with two types of difference in it counts twice.
 */
export interface FieldReport {
  readonly comparator: string;
  /** JSON Pointer in the compared part; '' is the whole. */
  readonly field: string;
  readonly candidate: number;
  readonly noise: number;
  readonly types: readonly { readonly type: Difference['type']; readonly candidate: number; readonly noise: number }[];
}

export interface CaseReport {
  readonly id: string;
  readonly atMs: number;
  readonly similarity: number | null;
  readonly segment: string | null;
  readonly differences: readonly {
    readonly comparator: string;
    readonly field: string;
    readonly type: string;
    readonly category?: string;
  }[];
  /** Texts, cut where they are long. */
  readonly control: string;
  readonly candidate: string;
  readonly secondControl?: string;
  readonly features: readonly { readonly name: string; readonly value: string }[];
  readonly mark: ReportMark | null;
}

export type FindingCode =
  | 'no-pairs'
  | 'suspicious-zero'
  | 'same-version'
  | 'heartbeat-missing'
  | 'heartbeat-wrong'
  | 'second-control-silent'
  | 'candidate-silent'
  | 'control-silent'
  | 'errors'
  | 'unrepresentative';

/** Something that makes the numbers doubtful. */
export interface Finding {
  readonly code: FindingCode;
  readonly sentence: string;
}

/**
 * `roll-out`: proven safe, and nothing speaks against it. `collect-more`: cannot be told yet. `investigate`: proven not safe, or doubtful,
 * or systematic. `do-not-roll-out`: proven to diverge more than edge cases may.
 */
export type ReportAction = 'roll-out' | 'collect-more' | 'investigate' | 'do-not-roll-out';

export interface SideLatency {
  readonly control: Quantiles;
  readonly candidate: Quantiles;
  /** Candidate over control; null where one has none. */
  readonly ratio: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
}

/** What is known of the pairs of one candidate in a time, as plain JSON. */
export interface DivergenceReport {
  readonly config: string;
  readonly candidate: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly alpha: number;
  readonly recommendation: { readonly action: ReportAction; readonly sentence: string };
  readonly findings: readonly Finding[];
  /** Of the candidate with the control; the interval holds at every look. */
  readonly divergence: Share;
  /** Of the control with itself. Null without a second control. */
  readonly noise: Share | null;
  /** Divergence less noise, in [-1, 1]; the interval holds at every look. Null without a second control. */
  readonly net: { readonly rate: number; readonly lower: number; readonly upper: number } | null;
  /** How many pairs are worth one independent pair, >= 1: the rate wanders. */
  readonly designEffect: number;
  readonly bands: DivergenceBands;
  /** Of the net rate, or of the divergence without a second control: where it lies, and where it may lie. Null without pairs. */
  readonly band: { readonly estimate: Band; readonly lowest: Band; readonly highest: Band } | null;
  readonly overTime: readonly RatePoint[];
  /** The stretch of time that holds at least half of the divergence with at most a tenth of the pairs; null where there is none. */
  readonly burst: { readonly fromMs: number; readonly toMs: number; readonly pairs: number; readonly divergent: number } | null;
  readonly errors: readonly { readonly code: string; readonly pairs: number }[];
  readonly comparators: readonly ComparatorReport[];
  readonly fields: readonly FieldReport[];
  readonly categories: readonly { readonly comparator: string; readonly category: string; readonly pairs: number }[];
  /** The feature that names the segments; null without one. */
  readonly segment: string | null;
  /** Those that diverge the most first. */
  readonly segments: readonly NamedShare[];
  readonly systematic: readonly SystematicFeature[];
  readonly population: readonly PopulationFeature[];
  /** The least similar first. */
  readonly cases: readonly CaseReport[];
  /** Requests that only one side answered: `control` are those that the candidate never answered. */
  readonly unmatched: { readonly control: Share; readonly candidate: Share };
  readonly heartbeats: { readonly right: number; readonly wrong: number };
  readonly versions: {
    readonly control: readonly { readonly name: string; readonly pairs: number }[];
    readonly candidate: readonly { readonly name: string; readonly pairs: number }[];
  };
  readonly latencyMs: SideLatency;
  readonly reviews: { readonly stored: number; readonly marks: Readonly<Record<ReportMark, number>> };
}
