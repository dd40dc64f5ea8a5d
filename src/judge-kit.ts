/** All that a file in judges/ may import: ours and the users' alike. Anything exported here is public API. */
export { Type } from 'typebox';
export { defineJudge, type Judge, type JudgeInput } from './judging/judge.ts';
export type { Direction, Mode, Slo, Tolerance } from './model/config.ts';
export type { Classification, Effect, Judgement } from './model/judgement.ts';
export type { CountData, GaugeData, HistogramData, MetricKind, PairData, RatioData } from './model/metric-data.ts';
