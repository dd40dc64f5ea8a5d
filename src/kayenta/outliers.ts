/**
 * Percentile of a sample by linear interpolation (R's type 7).
 *
 * @param sorted ascending, without NaN.
 * @param p      in [0, 100].
 * @returns NaN for an empty sample.
 * @see Hyndman & Fan, Sample quantiles in statistical packages (1996), definition 7.
 */
export function percentile(sorted: readonly number[], p: number): number {
  const last = sorted.length - 1;
  if (last < 0) return Number.NaN;
  const position = (last * p) / 100;
  const below = Math.floor(position);
  if (below >= last) return sorted[last]!;
  return sorted[below]! + (position - below) * (sorted[below + 1]! - sorted[below]!);
}

export interface OutlierRule {
  /** How many interquartile ranges beyond the quartiles a value may lie, > 0. */
  readonly factor: number;
  /** Whether the first and the last percentile are kept in any case, as the judge does. */
  readonly reduceSensitivity: boolean;
}

/** The values within Tukey's fences, in their order; a value on a fence stays. */
export function withoutOutliers(values: readonly number[], { factor, reduceSensitivity }: OutlierRule): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const q25 = percentile(sorted, 25);
  const q75 = percentile(sorted, 75);
  const reach = factor * (q75 - q25);
  const low = reduceSensitivity ? Math.min(percentile(sorted, 1), q25 - reach) : q25 - reach;
  const high = reduceSensitivity ? Math.max(percentile(sorted, 99), q75 + reach) : q75 + reach;
  return values.filter((value) => !(value > high || value < low));
}
