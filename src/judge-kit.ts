/** All that a file in judges/, or a user's comparator, may import: ours and the users' alike. Anything exported here is public API. */
export { Type } from 'typebox';
export {
  type Comparator,
  type Compare,
  type Compared,
  type Difference,
  type DifferenceType,
  defineComparator,
} from './comparison/comparator.ts';
export { PairError } from './comparison/pair-error.ts';
export { type Contrast, type ContrastLimits, type ContrastScale, readableEffect } from './judging/contrast.ts';
export type { ContrastJudgement, ContrastOutcome } from './judging/contrast-judgement.ts';
export { contrastJudgement } from './judging/contrast-report.ts';
export { type GaugeContrastChoice, gaugeContrast, relativeTolerance } from './judging/gauge-contrast.ts';
export { defineJudge, type Judge, type JudgeInput } from './judging/judge.ts';
export { type ContrastPlan, judgeContrast } from './judging/judge-contrast.ts';
export { type ContrastsJudgement, judgeContrasts } from './judging/judge-contrasts.ts';
export { type DivergenceLevels, judgeDivergence } from './judging/judge-divergence.ts';
export { type DriftThresholds, judgeDrift } from './judging/judge-drift.ts';
export { judgeGauge } from './judging/judge-gauge.ts';
export { type HistogramJudging, judgeHistogram } from './judging/judge-histogram.ts';
export { judgeObjective } from './judging/judge-objective.ts';
export { judgeRates, type Rates } from './judging/judge-rates.ts';
export { judgeTraffic } from './judging/judge-traffic.ts';
export type { Ends } from './judging/margin-decision.ts';
export { type MeasuredEffect, marginJudgement, noEffect } from './judging/margin-judgement.ts';
export { type Margin, marginScore } from './judging/margin-score.ts';
export { spreadContrast } from './judging/spread-contrast.ts';
export { usesTrailingWindow } from './judging/trailing-window.ts';
export { type UnpairedSamples, unpairedSamples } from './judging/unpaired-samples.ts';
export type { Direction, Mode, Slo, Tolerance } from './model/config.ts';
export type { Json } from './model/json.ts';
export type { Classification, Effect, Judgement } from './model/judgement.ts';
export type { CountData, GaugeData, HistogramData, MetricKind, PairData, RatioData } from './model/metric-data.ts';
export { cliffsDelta, commonLanguageEffect } from './stats/cliffs-delta.ts';
export type { ConfidenceInterval, IntervalEstimate } from './stats/confidence-interval.ts';
export { hedgesG, type StandardisedDifference } from './stats/hedges-g.ts';
export { hodgesLehmannOf, hodgesLehmannShift, type ShiftEstimate, type ShiftOptions } from './stats/hodges-lehmann.ts';
export { type MannWhitneyOptions, type MannWhitneyTest, mannWhitneyOf, mannWhitneyTest } from './stats/mann-whitney.ts';
export { meanDifference } from './stats/mean-difference.ts';
export { meanChange, meanRatio } from './stats/mean-ratio.ts';
export { type OrderedSamples, orderedSamples } from './stats/ordered-samples.ts';
