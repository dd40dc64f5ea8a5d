import type { AnalysisConfig } from '../model/config.ts';

/** What judging reads of a config: nothing of where data come from or when looks are made. */
export type JudgedConfig = Pick<
  AnalysisConfig,
  | 'mode'
  | 'stepMs'
  | 'minDurationMs'
  | 'maxDurationMs'
  | 'onDeadline'
  | 'rollbackOnNoDataMs'
  | 'alpha'
  | 'promoteAlpha'
  | 'metrics'
  | 'groups'
  | 'thresholds'
  | 'readiness'
  | 'comparison'
>;
