import type { MetricSettings } from './metric-settings.ts';
import { withoutOutliers } from './outliers.ts';

type Transform = Pick<MetricSettings, 'nanStrategy' | 'outlierFactor'>;

/** One side as it is classified: steps without a sample removed or 0, then outliers removed where asked for. Positions are lost. */
export function transform(values: readonly number[], { nanStrategy, outlierFactor }: Transform): readonly number[] {
  const known =
    nanStrategy === 'remove' ? values.filter((value) => !Number.isNaN(value)) : values.map((value) => (Number.isNaN(value) ? 0 : value));
  return outlierFactor === undefined ? known : withoutOutliers(known, { factor: outlierFactor, reduceSensitivity: true });
}
