import type { AnalysisConfig } from '../model/config.ts';
import type { GroupResult, MetricResult } from '../model/verdict.ts';

export interface Score {
  readonly total: number | null;
  readonly groups: readonly GroupResult[];
}

/**
 * Group scores and the weighted total, each 0 to 100 or null.
 * A group is the mean of its metrics' scores, the total the weighted mean of the groups. Muted metrics never count, and neither do metrics
 * that are not required and cannot be scored. A required one that cannot be scored leaves its group and the total without a score: a
 * number would look like an answer. A proven harm of a critical metric makes the total 0 in any case, so that score and verdict cannot
 * contradict each other.
 */
export function score({ groups }: Pick<AnalysisConfig, 'groups'>, metrics: readonly MetricResult[]): Score {
  const counted = metrics.filter((metric) => !metric.muted && (metric.required || metric.score !== null));
  const results = groups.map(({ name, weight }) => {
    const own = counted.filter(({ group }) => group === name);
    return { name, weight, score: meanScore(own), logEValue: meanEvidence(own) };
  });
  if (counted.some(isCriticalHarm)) return { total: 0, groups: results };
  const weighed = results.filter(({ name, weight }) => weight > 0 && counted.some(({ group }) => group === name));
  if (weighed.length === 0 || weighed.some((group) => group.score === null)) return { total: null, groups: results };
  const weight = weighed.reduce((sum, group) => sum + group.weight, 0);
  return { total: roundDown(weighed.reduce((sum, group) => sum + group.weight * group.score!, 0) / weight), groups: results };
}

function meanScore(metrics: readonly MetricResult[]): number | null {
  if (metrics.length === 0 || metrics.some(({ score }) => score === null)) return null;
  return roundDown(metrics.reduce((sum, metric) => sum + metric.score!, 0) / metrics.length);
}

/** ln of the mean of the metrics' e-values. @see Vovk & Wang, E-values: Calibration, combination and applications (2021), section 3. */
function meanEvidence(metrics: readonly MetricResult[]): number | null {
  const logs = metrics.flatMap(({ judgements }) => judgements.find(({ logEValue }) => logEValue !== undefined)?.logEValue ?? []);
  if (logs.length === 0) return null;
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - largest), 0) / logs.length);
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
