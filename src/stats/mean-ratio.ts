import { assertFiniteSample } from './assert-sample.ts';
import { assertLevels, type ConfidenceInterval, type IntervalEstimate } from './confidence-interval.ts';
import { type SampleMoments, sampleMoments } from './sample-moments.ts';
import { studentTQuantileUpper } from './student-t.ts';
import { welchDf } from './welch-df.ts';

/**
 * Mean of `candidate` over mean of `control`, with Fieller's limits for sides of unequal variance.
 *
 * Fieller's interval holds every ratio rho for which mean(candidate) - rho mean(control) does not differ from 0. It needs no
 * logarithm and so no positive data; where the control's mean is not told apart from 0 at the level, it is unbounded.
 * Degrees of freedom are Welch's at the estimated ratio. Two constant series give a point.
 *
 * @param control   at least 2 finite values, any unit.
 * @param candidate at least 2 finite values, same unit.
 * @param alphas one-sided error levels, each in (0, 0.5), one interval for each.
 * @returns undefined when the control's mean is 0, or so small that the ratio overflows: there is no ratio.
 * @throws {RangeError} too few values, NaN, an infinity, or a level out of range.
 * @see Fieller (1954), JRSS B 16, 175-185; Hasler, Vonk & Hothorn (2008), Statistics in Medicine 27, 490-503 for unequal variances.
 */
export function meanRatio(
  control: ArrayLike<number>,
  candidate: ArrayLike<number>,
  alphas: readonly number[] = [],
): IntervalEstimate | undefined {
  return ratioOf(momentsOf(control, candidate), alphas);
}

interface MomentsOfSides {
  readonly before: SampleMoments;
  readonly after: SampleMoments;
}

function momentsOf(control: ArrayLike<number>, candidate: ArrayLike<number>): MomentsOfSides {
  assertFiniteSample('control', control, 2);
  assertFiniteSample('candidate', candidate, 2);
  return { before: sampleMoments(control), after: sampleMoments(candidate) };
}

function ratioOf({ before, after }: MomentsOfSides, alphas: readonly number[]): IntervalEstimate | undefined {
  assertLevels(alphas);
  const ratio = after.mean / before.mean;
  // Squared standard errors in units of the control's mean: nothing depends on the metric's unit.
  const errorBefore = (Math.sqrt(before.variance / before.count) / before.mean) ** 2;
  const errorAfter = (Math.sqrt(after.variance / after.count) / before.mean) ** 2;
  if (![ratio, errorBefore, errorAfter, ratio * ratio * errorBefore].every(Number.isFinite)) return undefined;

  const df = welchDf({ squaredError: errorAfter, count: after.count }, { squaredError: ratio * ratio * errorBefore, count: before.count });
  const intervals = alphas.map((alpha): ConfidenceInterval => {
    if (errorBefore === 0 && errorAfter === 0) return { alpha, lower: ratio, upper: ratio };
    const squaredT = studentTQuantileUpper(alpha, df) ** 2;
    const lead = 1 - squaredT * errorBefore;
    if (!(lead > 0)) return { alpha, lower: -Infinity, upper: Infinity };
    const reach = Math.sqrt(squaredT * (errorAfter * lead + errorBefore * ratio * ratio));
    return { alpha, lower: (ratio - reach) / lead, upper: (ratio + reach) / lead };
  });
  return { estimate: ratio, intervals };
}

/**
 * Relative change of the mean: (mean(candidate) - mean(control)) / |mean(control)|, so that a rise is positive also below 0.
 * Limits, parameters, undefined and errors as `meanRatio`.
 */
export function meanChange(
  control: ArrayLike<number>,
  candidate: ArrayLike<number>,
  alphas: readonly number[] = [],
): IntervalEstimate | undefined {
  const moments = momentsOf(control, candidate);
  const ratio = ratioOf(moments, alphas);
  if (ratio === undefined) return undefined;
  if (moments.before.mean > 0)
    return {
      estimate: ratio.estimate - 1,
      intervals: ratio.intervals.map(({ alpha, lower, upper }) => ({ alpha, lower: lower - 1, upper: upper - 1 })),
    };
  return {
    estimate: 1 - ratio.estimate,
    intervals: ratio.intervals.map(({ alpha, lower, upper }) => ({ alpha, lower: 1 - upper, upper: 1 - lower })),
  };
}
