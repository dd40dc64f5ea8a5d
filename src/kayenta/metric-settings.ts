import { BadInputError } from '../errors.ts';
import type { CanaryMetric } from './canary.ts';

export interface EffectSizeRule {
  readonly measure: 'meanRatio' | 'cles';
  readonly allowedIncrease: number;
  readonly allowedDecrease: number;
  /** From here on a High of a critical metric fails the canary. */
  readonly criticalIncrease: number;
  readonly criticalDecrease: number;
}

/** `analysisConfigurations.canary` of a metric with Kayenta's defaults filled in. */
export interface MetricSettings {
  readonly direction: 'increase' | 'decrease' | 'either';
  readonly nanStrategy: 'remove' | 'replace';
  /** Absent: outliers stay. */
  readonly outlierFactor?: number;
  readonly critical: boolean;
  readonly mustHaveData: boolean;
  readonly muted: boolean;
  readonly effectSize: EffectSizeRule;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Names of strategies and directions that Kayenta does not know are its defaults, as there.
 * @throws {BadInputError} a flag that is no boolean, a size that is no number, an outlier factor that is not positive: what fails
 *   the whole judgement in Kayenta too.
 */
export function metricSettings({ name, analysisConfigurations }: CanaryMetric): MetricSettings {
  const canary = fieldsOf(analysisConfigurations?.canary);
  const at = `metric ${name}`;
  const outliers = fieldsOf(canary.outliers);
  const factor = numberOf(outliers.outlierFactor, 3, `${at}: outliers.outlierFactor`);
  const removesOutliers = outliers.strategy === 'remove';
  if (removesOutliers && !(factor > 0))
    throw new BadInputError(`${at}: outliers.outlierFactor`, `must be greater than zero, not ${factor}`);
  return {
    direction: canary.direction === 'increase' || canary.direction === 'decrease' ? canary.direction : 'either',
    nanStrategy: canary.nanStrategy === 'replace' ? 'replace' : 'remove',
    ...(removesOutliers && { outlierFactor: factor }),
    critical: flagOf(canary.critical, `${at}: critical`),
    mustHaveData: flagOf(canary.mustHaveData, `${at}: mustHaveData`),
    muted: flagOf(canary.muted, `${at}: muted`),
    effectSize: effectSize(fieldsOf(canary.effectSize), `${at}: effectSize`),
  };
}

function effectSize(given: Fields, at: string): EffectSizeRule {
  const measure = given.measure === 'cles' ? 'cles' : 'meanRatio';
  const same = measure === 'cles' ? 0.5 : 1;
  const size = (key: keyof EffectSizeRule): number => numberOf(given[key], same, `${at}.${key}`);
  return {
    measure,
    allowedIncrease: size('allowedIncrease'),
    allowedDecrease: size('allowedDecrease'),
    criticalIncrease: size('criticalIncrease'),
    criticalDecrease: size('criticalDecrease'),
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function flagOf(value: unknown, field: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw new BadInputError(field, `must be true or false, not ${JSON.stringify(value)}`);
  return value;
}

function numberOf(value: unknown, fallback: number, field: string): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number') throw new BadInputError(field, `must be a number, not ${JSON.stringify(value)}`);
  return value;
}
