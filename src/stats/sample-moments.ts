export interface SampleMoments {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations over count - 1; 0 exactly when all values are equal. */
  readonly variance: number;
}

/**
 * Mean and unbiased variance.
 *
 * @param values at least 2, finite.
 */
export function sampleMoments(values: ArrayLike<number>): SampleMoments {
  const count = values.length;
  // Deviations from the first value: the mean of equal values is then that value to the bit.
  const origin = values[0]!;
  let shift = 0;
  for (let i = 0; i < count; i++) shift += values[i]! - origin;
  const mean = origin + shift / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = values[i]! - mean;
    squares += deviation * deviation;
  }
  return { count, mean, variance: squares / (count - 1) };
}
