import type { MetricConfig, Tolerance } from '../model/config.ts';
import type { CanaryMetric } from './canary.ts';
import { type MetricSettings, metricSettings } from './metric-settings.ts';

/** As for a metric of ours that says nothing of them. */
const DEFAULT_RATIO = 0.1;
const MIN_SAMPLES = 10;
const DEFAULT_GROUP = 'default';
/** A fall of everything can be no tolerance. */
const MOST_DECREASE = 0.9;

/**
 * A metric of Kayenta's as one of ours: a gauge, in the first of its groups, required unless muted.
 *
 * @throws {BadInputError} a setting that Kayenta's judge fails on.
 */
export function ownMetric(metric: CanaryMetric, judge: MetricConfig['judge']): MetricConfig {
  const settings = metricSettings(metric);
  const { muted, outlierFactor } = settings;
  return {
    kind: 'gauge',
    parts: { value: metric.name },
    name: metric.name,
    group: metric.groups?.[0] ?? DEFAULT_GROUP,
    direction: settings.direction,
    judge,
    tolerance: toleranceOf(settings),
    critical: settings.critical && !muted,
    required: !muted,
    muted,
    weight: 1,
    nanStrategy: settings.nanStrategy === 'replace' ? 'zero' : 'drop',
    outliers: { strategy: outlierFactor === undefined ? 'keep' : 'remove', factor: outlierFactor ?? 3 },
    minSamples: MIN_SAMPLES,
    pairBy: [],
  };
}

/**
 * The allowed change of the mean in the metric's direction; of two directions the smaller of what is given. Where nothing is allowed
 * (Kayenta's default: any proven shift counts), or the effect is no ratio, it is our default of 10 %.
 */
function toleranceOf({ direction, effectSize }: MetricSettings): Tolerance {
  if (effectSize.measure === 'cles') return { ratio: DEFAULT_RATIO };
  const increase = direction === 'decrease' ? 0 : effectSize.allowedIncrease - 1;
  const decrease = direction === 'increase' ? 0 : 1 - effectSize.allowedDecrease;
  const given = [increase, decrease].filter((size) => size > 0 && Number.isFinite(size));
  if (given.length === 0) return { ratio: DEFAULT_RATIO };
  const ratio = Number(Math.min(...given).toFixed(12));
  return { ratio: direction === 'increase' ? ratio : Math.min(ratio, MOST_DECREASE) };
}
