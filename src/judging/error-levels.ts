import type { AnalysisConfig, MetricConfig } from '../model/config.ts';

/**
 * One-sided rollback level of each metric, in (0, alpha]. The critical metrics share the config's alpha by weight (Bonferroni: valid
 * under any dependence and any stopping); a metric that cannot roll back by itself has the whole of it, since it spends none.
 * Promotion needs no such split: every required metric must be proven harmless, an intersection-union test.
 */
export function errorLevels({ metrics, alpha }: Pick<AnalysisConfig, 'metrics' | 'alpha'>): ReadonlyMap<string, number> {
  const spends = (metric: MetricConfig): boolean => metric.critical && !metric.muted;
  const sum = metrics.filter(spends).reduce((total, { weight }) => total + weight, 0);
  return new Map(metrics.map((metric) => [metric.name, spends(metric) ? (alpha * metric.weight) / sum : alpha]));
}
