import { apart } from './apart.ts';
import type { MetricClass, Samples } from './canary.ts';
import { commonLanguageSize, ratioOfMeans } from './effect-size.ts';
import type { MetricSettings } from './metric-settings.ts';
import { shiftInterval } from './shift-interval.ts';

export interface ClassifierRule extends Pick<MetricSettings, 'direction' | 'nanStrategy' | 'critical' | 'mustHaveData' | 'effectSize'> {
  /** The interval must be further from 0 than this share of the shift itself. */
  readonly tolerance: number;
  /** Of the interval, two-sided. */
  readonly confidence: number;
}

export interface MetricClassification {
  readonly classification: MetricClass;
  readonly reason?: string;
  /** Whether it fails the canary by itself. */
  readonly critical: boolean;
  /** Ratio of means, experiment to control; 1 where nothing was compared, NaN when a mean is 0. */
  readonly deviation: number;
}

/**
 * One metric by Kayenta's MannWhitneyClassifier.
 * High (Low) when the interval of the shift lies above (below) 0 by more than `tolerance` times the shift, and the effect size, if it
 * can be computed, is at least (at most) what is allowed.
 *
 * @param samples after transform(): without NaN.
 * @throws {RangeError} every observation is tied at some shift that is tried, as with one value a side.
 */
export function classifyMetric(name: string, samples: Samples, rule: ClassifierRule): MetricClassification {
  if (samples.experiment.length === 0 || samples.control.length === 0) return withoutData(name, rule);
  if (isSame(samples)) return { classification: 'Pass', reason: SAME, critical: false, deviation: 1 };
  const experimentValues = new Set(samples.experiment);
  const controlValues = new Set(samples.control);
  const areConstant = experimentValues.size === 1 && controlValues.size === 1;
  if (areConstant && samples.experiment[0] === samples.control[0]) return { classification: 'Pass', critical: false, deviation: 1 };

  const compared = areConstant ? apart(samples) : samples;
  const { lower, upper, estimate } = shiftInterval(compared, rule.confidence);
  const least = rule.tolerance * Math.abs(estimate);
  const deviation = ratioOfMeans(compared);
  const { measure, allowedIncrease, allowedDecrease, criticalIncrease, criticalDecrease } = rule.effectSize;
  const effect = measure === 'cles' ? commonLanguageSize(compared) : deviation;
  // `!(a < b)`: an effect that is NaN does not keep the interval from speaking.
  if (rule.direction !== 'decrease' && lower > least && !(effect < allowedIncrease))
    return { ...harm(name, 'High', rule.critical && !(effect < criticalIncrease)), deviation };
  if (rule.direction !== 'increase' && upper < -least && !(effect > allowedDecrease))
    return { ...harm(name, 'Low', rule.critical && !(effect > criticalDecrease)), deviation };
  return { classification: 'Pass', critical: false, deviation };
}

const SAME = 'The Canary and Baseline data are identical';

function withoutData(name: string, { nanStrategy, critical, mustHaveData }: ClassifierRule): MetricClassification {
  if (nanStrategy === 'replace') return { classification: 'Pass', critical: false, deviation: 1 };
  const reason = `Missing data for ${name}`;
  if (mustHaveData && !critical) return { classification: 'NodataFailMetric', reason, critical: false, deviation: 1 };
  return { classification: 'Nodata', reason, critical, deviation: 1 };
}

function harm(name: string, classification: 'High' | 'Low', critical: boolean): Omit<MetricClassification, 'deviation'> {
  const reason = critical
    ? `The metric ${name} was classified as ${classification} (Critical)`
    : `${name} was classified as ${classification}`;
  return { classification, reason, critical };
}

function isSame({ experiment, control }: Samples): boolean {
  if (experiment.length !== control.length) return false;
  const others = control.toSorted((a, b) => a - b);
  return experiment.toSorted((a, b) => a - b).every((value, i) => value === others[i]);
}
