import { occupiedBuckets, total } from './histogram-distance.ts';

/** What the distances of two histograms come to when both sides draw from the same distribution: sampling noise alone. */
export interface NoDriftExpectation {
  /** Buckets that either side occupies. */
  readonly buckets: number;
  readonly populationStability: number;
  /** Nats. */
  readonly jensenShannon: number;
  /** The value that 95 of 100 equal pairs stay below, conservative on buckets. */
  readonly kolmogorovSmirnov95: number;
  /** In the bounds' unit, events at their upper bounds, the open bucket left out. */
  readonly wasserstein: number;
}

/**
 * @param designEffect  >= 1: how many events are worth one independent event. Distances grow with it, or its root.
 * @returns NaN in every distance when a side has no event.
 * @see Yurdakul, Statistical properties of the population stability index (2018), for PSI ~ (1/n + 1/m) chi-squared(B - 1);
 *      Jensen-Shannon is an eighth of it to second order; del Barrio, Gine & Matran (1999) for the mean of the Wasserstein distance.
 */
export function noDriftExpectation(
  control: ArrayLike<number>,
  candidate: ArrayLike<number>,
  bounds: Float64Array,
  designEffect: number,
): NoDriftExpectation {
  const n = total(control);
  const m = total(candidate);
  const h = n > 0 && m > 0 ? designEffect * (1 / n + 1 / m) : Number.NaN;
  const buckets = occupiedBuckets(control, candidate).length;
  let wasserstein = 0;
  let below = 0;
  for (let b = 0; b + 1 < bounds.length && bounds[b + 1] !== Infinity; b++) {
    below += control[b]! + candidate[b]!;
    const share = below / (n + m);
    wasserstein += (bounds[b + 1]! - bounds[b]!) * Math.sqrt(Math.max(0, share * (1 - share)) * h);
  }
  return {
    buckets,
    populationStability: (buckets - 1) * h,
    jensenShannon: ((buckets - 1) * h) / 8,
    kolmogorovSmirnov95: 1.358 * Math.sqrt(h),
    wasserstein: Math.sqrt(2 / Math.PI) * wasserstein,
  };
}
