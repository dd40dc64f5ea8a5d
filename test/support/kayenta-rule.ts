import type { MetricClass } from '../../src/kayenta/canary.ts';
import { classifyMetric } from '../../src/kayenta/classify.ts';
import { metricSettings } from '../../src/kayenta/metric-settings.ts';
import { NETFLIX_RULE } from '../../src/kayenta/netflix-judge.ts';
import { transform } from '../../src/kayenta/transform.ts';

interface Asked {
  readonly control: ArrayLike<number>;
  readonly candidate: ArrayLike<number>;
  readonly nanStrategy?: 'remove' | 'replace';
  readonly allowedIncrease?: number;
}

/** What Kayenta's judge says of one metric that may not rise. @throws {RangeError} where it says Error. */
export function kayentaClass({ control, candidate, nanStrategy = 'remove', allowedIncrease = 1 }: Asked): MetricClass {
  const canary = { direction: 'increase', nanStrategy, effectSize: { allowedIncrease } };
  const settings = metricSettings({ name: 'm', analysisConfigurations: { canary } });
  const samples = { experiment: transform(Array.from(candidate), settings), control: transform(Array.from(control), settings) };
  return classifyMetric('m', samples, { ...settings, ...NETFLIX_RULE }).classification;
}
