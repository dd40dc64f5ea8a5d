import { BadInputError } from '../../errors.ts';
import type { AnalysisConfig, MetricConfig } from '../../model/config.ts';
import type { PrimaryMetric } from './challenge.ts';

/**
 * The metric by which the best candidate is told: the one asked for, or the first required one in which one direction is harm.
 * @throws {BadInputError} naming `primary`: there is no such metric, or it has no better side.
 */
export function choosePrimary(
  { name: config, metrics }: Pick<AnalysisConfig, 'name' | 'metrics'>,
  asked: string | undefined,
): PrimaryMetric | null {
  if (asked === undefined) {
    const first = metrics.map(primaryOf).find((primary, i) => primary !== null && metrics[i]!.required);
    return first ?? null;
  }
  const metric = metrics.find(({ name }) => name === asked);
  if (metric === undefined) {
    const known = metrics.map(({ name }) => name).join(', ');
    throw new BadInputError('primary', `the config ${config} has no metric ${JSON.stringify(asked)}; it has ${known}`);
  }
  const primary = primaryOf(metric);
  if (primary === null) throw new BadInputError('primary', `${metric.name} has no better side: either direction is harm`);
  return primary;
}

function primaryOf({ name, direction }: MetricConfig): PrimaryMetric | null {
  return direction === 'either' ? null : { metric: name, direction };
}
