/** What Kayenta calls the two sides of a metric; `experiment` is our candidate. */
export interface Samples {
  readonly experiment: readonly number[];
  readonly control: readonly number[];
}

/** The parts of a Kayenta canary config that its judge reads. */
export interface CanaryConfig {
  readonly judge?: { readonly name?: string };
  readonly metrics: readonly CanaryMetric[];
  readonly classifier: { readonly groupWeights?: Readonly<Record<string, number>> | null };
}

export interface CanaryMetric {
  readonly name: string;
  readonly groups?: readonly string[] | null;
  /** Settings of the metric by analysis; the judge reads those of `canary` (see metric-settings.ts). */
  readonly analysisConfigurations?: { readonly canary?: unknown } | null;
}

/** Both sides of one metric, one value a step. NaN is a step without a sample. */
export interface MetricSetPair {
  readonly name: string;
  readonly id?: string | null;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly values: Samples;
  readonly scopes?: { readonly control?: PairScope; readonly experiment?: PairScope } | null;
  readonly attributes?: { readonly control?: { readonly query?: string }; readonly experiment?: { readonly query?: string } } | null;
}

/** The grid of one side's values. */
export interface PairScope {
  readonly startTimeMillis?: number;
  readonly stepMillis?: number;
}

/** Scores from `pass` on pass, from `marginal` on are marginal, below fail. */
export interface ScoreThresholds {
  readonly pass: number;
  readonly marginal: number;
}

export interface JudgeRequest {
  readonly canaryConfig: CanaryConfig;
  readonly scoreThresholds: ScoreThresholds;
  readonly metricSetPairList: readonly MetricSetPair[];
}

export type MetricClass = 'Pass' | 'High' | 'Low' | 'Nodata' | 'NodataFailMetric' | 'Error';
export type ScoreClass = 'Pass' | 'Marginal' | 'Fail';

/** Sample standard deviation. All 0 without a value, `std` 0 with one. */
export interface SideStats {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly count: number;
}

export interface CanaryAnalysisResult {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly id?: string;
  readonly classification: MetricClass;
  readonly classificationReason?: string;
  readonly groups: readonly string[];
  readonly experimentMetadata: { readonly stats: SideStats };
  readonly controlMetadata: { readonly stats: SideStats };
  /** Absent when the classification failed. The ratio of means, experiment to control; NaN when one of them is 0. */
  readonly resultMetadata?: { readonly ratio: number };
  readonly critical: boolean;
  readonly muted: boolean;
}

export interface GroupScore {
  readonly name: string;
  readonly score: number;
  readonly classification: '';
  readonly classificationReason: '';
}

export interface CanaryJudgeResult {
  readonly judgeName: string;
  readonly results: readonly CanaryAnalysisResult[];
  readonly groupScores: readonly GroupScore[];
  readonly score: { readonly score: number; readonly classification: ScoreClass; readonly classificationReason: string };
}
