import { areWithin, medianDeviation } from './median.ts';

/** Makes the median absolute deviation estimate the standard deviation of normal data. */
const MAD_TO_SIGMA = 1.4826;

export interface RobustLocation {
  readonly median: number;
  /** 1.4826 times the median absolute deviation from the median, >= 0; 0 when at least half of the values are equal. */
  readonly mad: number;
}

/** Median and scaled median absolute deviation. NaN for both when `values` is empty. `values` holds no NaN and is left as it is. */
export function robustLocation(values: Float64Array): RobustLocation {
  const { median, deviation } = medianDeviation(values);
  return { median, mad: MAD_TO_SIGMA * deviation };
}

/**
 * Values further than `reach` deviations from the median are moved to that distance, so that no single step dominates a mean.
 * Nothing is moved when the deviation is 0: a series that is mostly one value has no scale to measure by.
 * @returns the values themselves when none is moved.
 */
export function winsorise(values: Float64Array, reach = 5): Float64Array {
  if (areWithin(values, reach * MAD_TO_SIGMA)) return values;
  const { median, mad } = robustLocation(values);
  return mad > 0 ? clip(values, median - reach * mad, median + reach * mad) : values;
}

/** Every value moved into [low, high]; NaN stays NaN. The values themselves when none is moved. */
export function clip(values: Float64Array, low: number, high: number): Float64Array {
  let first = 0;
  while (first < values.length && !(values[first]! < low || values[first]! > high)) first++;
  if (first === values.length) return values;
  const clipped = values.slice();
  for (let i = first; i < clipped.length; i++) {
    const value = clipped[i]!;
    if (value < low) clipped[i] = low;
    else if (value > high) clipped[i] = high;
  }
  return clipped;
}
