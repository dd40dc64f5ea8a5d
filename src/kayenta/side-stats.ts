import type { SideStats } from './canary.ts';

/**
 * Mean as Apache Commons Math takes it: the plain mean, and then once more the mean of what is left over, which takes back the rounding.
 *
 * @param values in the order given, which decides the last digits; NaN when empty.
 */
export function correctedMean(values: readonly number[]): number {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  let left = 0;
  for (const value of values) left += value - mean;
  return mean + left / n;
}

/** Smallest, largest, mean, sample standard deviation and number of the values, as a Kayenta result reports them. */
export function sideStats(values: readonly number[]): SideStats {
  const count = values.length;
  if (count === 0) return { min: 0, max: 0, mean: 0, std: 0, count };
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = correctedMean(values);
  return { min, max, mean, std: count === 1 ? 0 : sampleDeviation(values, mean), count };
}

/** By two passes with the correction of Chan, Golub & LeVeque (1983), as Apache Commons Math does it. */
function sampleDeviation(values: readonly number[], mean: number): number {
  let squares = 0;
  let left = 0;
  for (const value of values) {
    squares += (value - mean) * (value - mean);
    left += value - mean;
  }
  return Math.sqrt((squares - (left * left) / values.length) / (values.length - 1));
}
