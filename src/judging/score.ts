import type { AnalysisConfig } from '../model/config.ts';
import type { GroupResult, MetricResult } from '../model/verdict.ts';

export interface Score {
  readonly total: number | null;
  readonly groups: readonly GroupResult[];
}

/**
 * Group scores and the weighted total, each 0 to 100 or null.
 * A group is the mean of its metrics that can be scored (muted ones never count); the total weighs the groups that have a score.
 * A proven harm of a critical metric makes the total 0, so that score and verdict cannot contradict each other.
 */
export function score({ groups }: Pick<AnalysisConfig, 'groups'>, metrics: readonly MetricResult[]): Score {
  const counted = metrics.filter(({ muted }) => !muted);
  const results = groups.map(({ name, weight }) => {
    const scores = counted.filter(({ group, score }) => group === name && score !== null).map((metric) => metric.score!);
    return { name, weight, score: scores.length === 0 ? null : roundDown(scores.reduce((a, b) => a + b, 0) / scores.length) };
  });
  if (counted.some(isCriticalHarm)) return { total: 0, groups: results };
  const scored = results.filter((group) => group.score !== null && group.weight > 0);
  const weight = scored.reduce((sum, group) => sum + group.weight, 0);
  if (weight === 0) return { total: null, groups: results };
  return { total: roundDown(scored.reduce((sum, group) => sum + group.weight * group.score!, 0) / weight), groups: results };
}

export function isHarm({ classification }: MetricResult): boolean {
  return classification === 'high' || classification === 'low';
}

export function isCriticalHarm(metric: MetricResult): boolean {
  return metric.critical && !metric.muted && isHarm(metric);
}

/** To two decimals, downwards: 99.999 must not read as the 100 that only a full pass has. */
function roundDown(value: number): number {
  return Math.floor(value * 100 + 1e-9) / 100;
}
