/** All that a file in judges/ may import: ours and the users' alike. Anything exported here is public API. */
export { Type } from 'typebox';
export { type Contrast, type ContrastLimits, type ContrastScale, readableEffect } from './judging/contrast.ts';
export type { ContrastJudgement, ContrastOutcome } from './judging/contrast-judgement.ts';
export { contrastJudgement } from './judging/contrast-report.ts';
export { type GaugeContrastChoice, gaugeContrast, relativeTolerance } from './judging/gauge-contrast.ts';
export { defineJudge, type Judge, type JudgeInput } from './judging/judge.ts';
export { type ContrastPlan, judgeContrast } from './judging/judge-contrast.ts';
export { type ContrastsJudgement, judgeContrasts } from './judging/judge-contrasts.ts';
export { type DriftThresholds, judgeDrift } from './judging/judge-drift.ts';
export { judgeGauge } from './judging/judge-gauge.ts';
export { type HistogramJudging, judgeHistogram } from './judging/judge-histogram.ts';
export { judgeObjective } from './judging/judge-objective.ts';
export { judgeRates, type Rates } from './judging/judge-rates.ts';
export { spreadContrast } from './judging/spread-contrast.ts';
export { usesTrailingWindow } from './judging/trailing-window.ts';
export type { Direction, Mode, Slo, Tolerance } from './model/config.ts';
export type { Classification, Effect, Judgement } from './model/judgement.ts';
export type { CountData, GaugeData, HistogramData, MetricKind, PairData, RatioData } from './model/metric-data.ts';
