import type { Analysis, AnalysisStatus, Scope } from '../../model/analysis.ts';
import type { Direction } from '../../model/config.ts';
import type { ConfigDocument } from '../../model/config-document.ts';
import type { Classification, Effect } from '../../model/judgement.ts';
import type { Labels } from '../../model/time-series.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { SharedLevels } from './shared-levels.ts';

/** The metric by which the best candidate is told. */
export interface PrimaryMetric {
  readonly metric: string;
  /** Which change is harm: the better candidate is the one further to the other side. */
  readonly direction: Exclude<Direction, 'either'>;
}

/** One control and several candidates at once, as it is stored: what each of them is compared by is an analysis of its own. */
export interface Challenge {
  readonly id: string;
  readonly key?: string;
  /** The config with the error levels that each of the analyses has. */
  readonly config: ConfigDocument;
  readonly configHash: string;
  readonly levels: SharedLevels;
  readonly control: Scope;
  /** In the order of the request. */
  readonly candidates: readonly { readonly name: string; readonly scope: Scope; readonly analysisId: string }[];
  /** Null: no metric says which candidate is better. */
  readonly primary: PrimaryMetric | null;
  readonly startMs: number;
  readonly createdAtMs: number;
  /** Why it was cancelled. */
  readonly reason?: string;
}

/** One cell of the table: a metric of the latest look at one candidate. */
export interface ChallengeCell {
  readonly name: string;
  readonly labels: Labels;
  readonly classification: Classification;
  readonly reason: string;
  /** What the metric's own judge says of the distance from the control, an effect for each contrast; none when it cannot. */
  readonly effects: readonly Effect[];
  /** Whether the intervals hold over all looks together. */
  readonly everyLook: boolean;
}

/** One row of the table. */
export interface Contender {
  readonly name: string;
  readonly scope: Scope;
  readonly analysisId: string;
  readonly status: AnalysisStatus;
  readonly verdict: Verdict;
  readonly score: Analysis['score'];
  readonly reason: string;
  /** Of the latest look; null before the first. */
  readonly slotMs: number | null;
  /** Empty before the first look. */
  readonly metrics: readonly ChallengeCell[];
}

/** The best candidate with what proves it, or why none can be named. */
export interface Best {
  readonly name: string | null;
  readonly reason: string;
}

export interface ChallengeReport {
  readonly challenge: Challenge;
  readonly status: AnalysisStatus;
  readonly contenders: readonly Contender[];
  readonly best: Best;
}
