import { assertFiniteSample } from './assert-sample.ts';
import { assertLevels, type IntervalEstimate } from './confidence-interval.ts';
import { lnBeta, lnGamma } from './gamma.ts';
import { normalQuantileUpper } from './normal.ts';
import { sampleMoments } from './sample-moments.ts';

export interface StandardisedDifference extends IntervalEstimate {
  /** The difference of means in pooled standard deviations, before the correction. */
  readonly cohenD: number;
}

/**
 * Hedges' g: the difference of means (candidate - control) in pooled standard deviations, corrected for the bias of small
 * samples by the exact factor J. Limits by the large-sample variance (n + m) / (n m) + g^2 / (2 (n + m)).
 *
 * @param control   at least 2 finite values, any unit.
 * @param candidate at least 2 finite values, same unit.
 * @param alphas one-sided error levels, each in (0, 0.5), one interval for each.
 * @returns undefined when neither side varies and the means differ: there is no standard deviation to measure by. Equal constants give 0.
 * @throws {RangeError} too few values, NaN, an infinity, or a level out of range.
 * @see Hedges (1981), J. Educational Statistics 6, 107-128 (J); Hedges & Olkin (1985), Statistical Methods for Meta-Analysis, 5.B (variance).
 */
export function hedgesG(
  control: ArrayLike<number>,
  candidate: ArrayLike<number>,
  alphas: readonly number[] = [],
): StandardisedDifference | undefined {
  assertFiniteSample('control', control, 2);
  assertFiniteSample('candidate', candidate, 2);
  assertLevels(alphas);
  const before = sampleMoments(control);
  const after = sampleMoments(candidate);
  const n = before.count;
  const m = after.count;
  const pooled = Math.sqrt(((n - 1) * before.variance + (m - 1) * after.variance) / (n + m - 2));
  const difference = after.mean - before.mean;
  const cohenD = difference === 0 ? 0 : difference / pooled;
  if (!Number.isFinite(cohenD)) return undefined;
  const estimate = cohenD * smallSampleFactor(n + m - 2);
  const error = Math.sqrt((n + m) / (n * m) + (estimate * estimate) / (2 * (n + m)));
  const intervals = alphas.map((alpha) => {
    const reach = normalQuantileUpper(alpha) * error;
    return { alpha, lower: estimate - reach, upper: estimate + reach };
  });
  return { estimate, intervals, cohenD };
}

/**
 * Hedges' exact J = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)), in (0, 1).
 *
 * @param df > 1.
 */
export function smallSampleFactor(df: number): number {
  return Math.exp(lnGamma(0.5) - lnBeta((df - 1) / 2, 0.5) - 0.5 * Math.log(df / 2));
}
