import type { AnalysisConfig } from '../model/config.ts';

/** Whether anything of the config is asked of its source. What pairs of answers say is not. */
export function asksSource({ metrics, readiness }: Pick<AnalysisConfig, 'metrics' | 'readiness'>): boolean {
  return metrics.some(({ measure }) => measure === undefined) || readiness?.restarts !== undefined || readiness?.utilisation !== undefined;
}
