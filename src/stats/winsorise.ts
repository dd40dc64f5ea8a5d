import { medianInPlace } from './select.ts';

/** Makes the median absolute deviation estimate the standard deviation of normal data. */
const MAD_TO_SIGMA = 1.4826;

export interface RobustLocation {
  readonly median: number;
  /** 1.4826 times the median absolute deviation from the median, >= 0; 0 when at least half of the values are equal. */
  readonly mad: number;
}

/** Median and scaled median absolute deviation. NaN for both when `values` is empty. `values` holds no NaN and is left as it is. */
export function robustLocation(values: Float64Array): RobustLocation {
  const work = values.slice();
  const median = medianInPlace(work);
  for (let i = 0; i < work.length; i++) work[i] = Math.abs(work[i]! - median);
  return { median, mad: MAD_TO_SIGMA * medianInPlace(work) };
}

/**
 * Values further than `reach` deviations from the median are moved to that distance, so that no single step dominates a mean.
 * Nothing is moved when the deviation is 0: a series that is mostly one value has no scale to measure by.
 */
export function winsorise(values: Float64Array, reach = 5): Float64Array {
  const { median, mad } = robustLocation(values);
  return mad > 0 ? clip(values, median - reach * mad, median + reach * mad) : values.slice();
}

/** Every value moved into [low, high]; NaN stays NaN. */
export function clip(values: Float64Array, low: number, high: number): Float64Array {
  const clipped = values.slice();
  for (let i = 0; i < clipped.length; i++) {
    const value = clipped[i]!;
    if (value < low) clipped[i] = low;
    else if (value > high) clipped[i] = high;
  }
  return clipped;
}
