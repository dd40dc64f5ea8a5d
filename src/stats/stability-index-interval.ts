export interface StabilityIndexEstimate {
  /** Population stability index as measured, >= 0. */
  readonly index: number;
  /** Buckets that either side occupies, >= 1. */
  readonly buckets: number;
  /** Events of each side, > 0. */
  readonly control: number;
  readonly candidate: number;
  /** How many events are worth one independent event, >= 1. */
  readonly designEffect: number;
}

/** The index less what sampling noise alone adds to it, >= 0. */
export function correctedIndex(estimate: StabilityIndexEstimate): number {
  return Math.max(0, estimate.index - (estimate.buckets - 1) * noiseUnit(estimate));
}

/**
 * Where the index of the two distributions themselves may lie.
 *
 * The measured index behaves as s times a noncentral chi-squared with B - 1 degrees of freedom, s = designEffect (1/n + 1/m): mean
 * (B - 1) s + index, variance 2 (B - 1) s^2 + 4 s index. The ends are the values of the index from which the measured one is `z` standard
 * deviations away: the variance grows with the index itself, so the interval is wider upwards. An index below what noise alone would give
 * counts as just that: luck must not make the interval narrow.
 *
 * @param z  how many standard deviations, > 0; a boundary for all looks makes it an interval for all looks, as far as the normal law goes.
 * @returns lower >= 0, upper >= lower.
 */
export function stabilityIndexInterval(estimate: StabilityIndexEstimate, z: number): { readonly lower: number; readonly upper: number } {
  const s = noiseUnit(estimate);
  const noise = (estimate.buckets - 1) * s;
  const excess = correctedIndex(estimate);
  const middle = excess + 2 * s * z * z;
  const reach = Math.sqrt(middle * middle - excess * excess + 2 * z * z * noise * s);
  return { lower: Math.max(0, middle - reach), upper: middle + reach };
}

function noiseUnit({ control, candidate, designEffect }: StabilityIndexEstimate): number {
  return designEffect * (1 / control + 1 / candidate);
}
