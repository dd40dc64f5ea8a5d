import { mean } from 'simple-statistics';
import { normalQuantileUpper } from '../../src/stats/normal.ts';
import { brentRoot } from './brent-root.ts';
import type { Random } from './random.ts';

/*
 * The incumbent's rule, from its published description: Kayenta's MannWhitneyClassifier as NetflixACAJudge calls it. A stand-in to
 * measure ours against, and no part of the product.
 */

/** Of the roots, in the metric's own unit: what makes the rule depend on the unit. */
const ROOT_TOLERANCE = 1e-4;

export interface Samples {
  readonly experiment: ArrayLike<number>;
  readonly control: ArrayLike<number>;
}

export interface ClassifierRule {
  /** How precise the shift must be: its interval must be further from 0 than this share of it. */
  readonly tolerance: number;
  readonly confidence: number;
  readonly direction: 'increase' | 'decrease' | 'either';
  readonly nanStrategy: 'remove' | 'replace';
  readonly effect: 'meanRatio' | 'cles';
  readonly allowedDecrease: number;
  readonly allowedIncrease: number;
}

export const NETFLIX_RULE: ClassifierRule = {
  tolerance: 0.25,
  confidence: 0.98,
  direction: 'increase',
  nanStrategy: 'remove',
  effect: 'meanRatio',
  allowedDecrease: 1,
  allowedIncrease: 1,
};

/** @param random  noise for two sides that are constant but differ; only drawn from then. */
export function classify(samples: Samples, rule: ClassifierRule, random: Random): 'Pass' | 'High' | 'Low' | 'Nodata' {
  const given = { experiment: sorted(samples.experiment, rule), control: sorted(samples.control, rule) };
  if (given.experiment.length === 0 || given.control.length === 0) return rule.nanStrategy === 'replace' ? 'Pass' : 'Nodata';
  const values = new Set([...given.experiment, ...given.control]);
  if (values.size === 1 || String(given.experiment) === String(given.control)) return 'Pass';
  const { experiment, control } = apart(given, random);

  const { lower, upper, estimate } = shiftInterval({ experiment, control }, rule.confidence);
  const least = rule.tolerance * Math.abs(estimate);
  const effect = rule.effect === 'cles' ? commonLanguage(experiment, control) : meanRatio(experiment, control);
  if (rule.direction !== 'decrease' && lower > least && !(effect < rule.allowedIncrease)) return 'High';
  if (rule.direction !== 'increase' && upper < -least && !(effect > rule.allowedDecrease)) return 'Low';
  return 'Pass';
}

/** Interval and estimate of the shift of `experiment` against `control`, both ascending and without NaN. */
export function shiftInterval({ experiment, control }: Samples, confidence: number): { lower: number; upper: number; estimate: number } {
  const low = experiment[0]! - control[control.length - 1]!;
  const high = experiment[experiment.length - 1]! - control[0]!;
  const root = (quantile: number): number =>
    brentRoot((shift) => wilcoxonStatistic({ experiment, control }, shift) - quantile, [low, high], ROOT_TOLERANCE);
  const end = (quantile: number): number => {
    if (wilcoxonStatistic({ experiment, control }, low) - quantile <= 0) return low;
    if (wilcoxonStatistic({ experiment, control }, high) - quantile >= 0) return high;
    return root(quantile);
  };
  const z = normalQuantileUpper((1 - confidence) / 2);
  return { lower: end(z), upper: end(-z), estimate: root(0) };
}

/**
 * Standardised rank sum of `experiment - shift` against `control`, with continuity and tie correction.
 * Both ascending; counted by merging, which gives the rank sum without ranking.
 */
export function wilcoxonStatistic({ experiment, control }: Samples, shift: number): number {
  const m = experiment.length;
  const n = control.length;
  let sum = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < m || j < n) {
    const value = i < m && !(j < n && control[j]! < experiment[i]! - shift) ? experiment[i]! - shift : control[j]!;
    const fromI = i;
    const fromJ = j;
    while (i < m && experiment[i]! - shift === value) i++;
    while (j < n && control[j] === value) j++;
    const tied = i - fromI + j - fromJ;
    sum += (i - fromI) * (fromI + fromJ + (tied + 1) / 2);
    ties += tied ** 3 - tied;
  }
  const excess = sum - (m * (m + 1)) / 2 - (m * n) / 2;
  const sigma = Math.sqrt(((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1))));
  if (sigma === 0) throw new RangeError('every observation is tied');
  return (excess - 0.5 * Math.sign(excess)) / sigma;
}

function sorted(values: ArrayLike<number>, { nanStrategy }: ClassifierRule): Float64Array {
  const all = Float64Array.from(values);
  return (nanStrategy === 'remove' ? all.filter((value) => !Number.isNaN(value)) : all.map((value) => value || 0)).sort();
}

function apart({ experiment, control }: { experiment: Float64Array; control: Float64Array }, random: Random) {
  const constant = (side: Float64Array): boolean => side[0] === side[side.length - 1];
  if (!constant(experiment) || !constant(control)) return { experiment, control };
  const shaken = (side: Float64Array) => side.map((value) => value + value * 1e-5 * random.normal()).sort();
  return { experiment: shaken(experiment), control: shaken(control) };
}

function meanRatio(experiment: Float64Array, control: Float64Array): number {
  const of = mean([...experiment]);
  const against = mean([...control]);
  return of === 0 || against === 0 ? Number.NaN : of / against;
}

/** P(experiment > control), ties one half. */
function commonLanguage(experiment: Float64Array, control: Float64Array): number {
  let wins = 0;
  for (const a of experiment) for (const b of control) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (experiment.length * control.length);
}
