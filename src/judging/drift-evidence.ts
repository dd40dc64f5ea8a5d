import type { Json } from '../model/json.ts';
import {
  jensenShannonDivergence,
  kolmogorovSmirnovDistance,
  occupiedBuckets,
  populationStabilityIndex,
  total,
  wassersteinDistance,
} from '../stats/histogram-distance.ts';
import type { HistogramStep } from '../stats/histogram-steps.ts';
import { logEValueAbove } from '../stats/mixture-e-value.ts';
import { noDriftExpectation } from '../stats/no-drift-expectation.ts';

/** Every distance with what sampling noise alone would give at this number of events, and the buckets only one side fills. */
export function driftEvidence(
  bounds: Float64Array,
  { control, candidate }: HistogramStep,
  { designEffect, alpha }: { readonly designEffect: number; readonly alpha: number },
): { [key: string]: Json } {
  const noise = noDriftExpectation(control, candidate, bounds, designEffect);
  return {
    psi: { value: populationStabilityIndex(control, candidate), fromNoise: noise.populationStability },
    jensenShannon: { value: jensenShannonDivergence(control, candidate), fromNoise: noise.jensenShannon },
    kolmogorovSmirnov: { value: kolmogorovSmirnovDistance(control, candidate), fromNoise95: noise.kolmogorovSmirnov95 },
    wasserstein: { value: wassersteinDistance(control, candidate, bounds), fromNoise: noise.wasserstein },
    designEffect,
    buckets: noise.buckets,
    events: { control: total(control), candidate: total(candidate) },
    newBuckets: onlyOn(bounds, candidate, control, { designEffect, alpha }),
    vanishedBuckets: onlyOn(bounds, control, candidate, { designEffect, alpha }),
  };
}

/** Buckets that one side fills and the other leaves empty although its share of the events should have reached it, `(from, to]`. */
export function onlyOn(
  bounds: Float64Array,
  filled: Float64Array,
  empty: Float64Array,
  { designEffect, alpha }: { readonly designEffect: number; readonly alpha: number },
): string[] {
  const share = total(filled) / (total(filled) + total(empty));
  const occupied = occupiedBuckets(filled, empty);
  // Bonferroni over the buckets of both sides.
  const bar = Math.log((2 * occupied.length) / alpha);
  return occupied
    .filter((b) => empty[b] === 0 && logEValueAbove(filled[b]! / designEffect, filled[b]! / designEffect, share) > bar)
    .map((b) => `(${b === 0 ? '-inf' : bounds[b - 1]!}, ${bounds[b] === Infinity ? 'inf' : bounds[b]!}]`);
}
