import { assertFiniteSample } from './assert-sample.ts';
import { assertLevels, type IntervalEstimate } from './confidence-interval.ts';
import { sampleMoments } from './sample-moments.ts';
import { studentTQuantileUpper } from './student-t.ts';
import { welchDf } from './welch-df.ts';

/**
 * Mean of `candidate` minus mean of `control`, with Welch's limits: the sides may differ in variance.
 * Two constant series differ without doubt: the interval is a point.
 *
 * @param control   at least 2 finite values, in the metric's own unit.
 * @param candidate at least 2 finite values, same unit.
 * @param alphas one-sided error levels, each in (0, 0.5), one interval for each.
 * @throws {RangeError} too few values, NaN, an infinity, or a level out of range.
 * @see Welch (1947), Biometrika 34, 28-35.
 */
export function meanDifference(control: ArrayLike<number>, candidate: ArrayLike<number>, alphas: readonly number[] = []): IntervalEstimate {
  assertFiniteSample('control', control, 2);
  assertFiniteSample('candidate', candidate, 2);
  assertLevels(alphas);
  const before = sampleMoments(control);
  const after = sampleMoments(candidate);
  const estimate = after.mean - before.mean;
  const parts = [before, after].map(({ variance, count }) => ({ squaredError: variance / count, count }));
  const error = Math.sqrt(parts[0]!.squaredError + parts[1]!.squaredError);
  const df = welchDf(parts[0]!, parts[1]!);
  const intervals = alphas.map((alpha) => {
    const reach = error === 0 ? 0 : studentTQuantileUpper(alpha, df) * error;
    return { alpha, lower: estimate - reach, upper: estimate + reach };
  });
  return { estimate, intervals };
}
