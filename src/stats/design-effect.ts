import { inflation } from './dispersion.ts';
import { total } from './histogram-distance.ts';

/**
 * How many events of a histogram are worth one independent event, over all buckets: variance of the step-to-step difference of the
 * shares over what independent events would give, with the lag-1 autocorrelation that all buckets have in common.
 * @param control    one array of events per bucket for each step; a step without events on either side must be left out.
 * @param candidate  likewise, same steps and buckets.
 * @returns > 0 and not capped at 1; NaN with fewer than 2 steps or fewer than 2 occupied buckets.
 * @see Rao & Scott, The analysis of categorical data from complex sample surveys (1981): the mean design effect.
 */
export function designEffect(control: readonly Float64Array[], candidate: readonly Float64Array[]): number {
  const steps = control.length;
  const buckets = control[0]?.length ?? 0;
  const controlSize = Float64Array.from(control, total);
  const candidateSize = Float64Array.from(candidate, total);
  const weights = new Float64Array(steps);
  let allWeight = 0;
  let events = 0;
  for (let t = 0; t < steps; t++) {
    const size = controlSize[t]! + candidateSize[t]!;
    weights[t] = (controlSize[t]! * candidateSize[t]!) / size;
    allWeight += weights[t]!;
    events += size;
  }

  const gaps = new Float64Array(steps);
  let effects = 0;
  let effectWeight = 0;
  let squaresOverVariance = 0;
  let productsOverVariance = 0;
  for (let b = 0; b < buckets; b++) {
    let inBucket = 0;
    for (let t = 0; t < steps; t++) inBucket += control[t]![b]! + candidate[t]![b]!;
    const share = inBucket / events;
    const variance = share * (1 - share) * allWeight;
    if (!(variance > 1e-9)) continue;
    let gapSum = 0;
    for (let t = 0; t < steps; t++) {
      const gap = weights[t]! * (candidate[t]![b]! / candidateSize[t]! - control[t]![b]! / controlSize[t]!);
      gaps[t] = gap;
      gapSum += gap;
    }
    const mean = gapSum / allWeight;
    let squares = 0;
    let products = 0;
    let previous = 0;
    for (let t = 0; t < steps; t++) {
      const residual = gaps[t]! - weights[t]! * mean;
      squares += residual * residual;
      if (t > 0) products += residual * previous;
      previous = residual;
    }
    squares *= steps / (steps - 1);
    effects += (squares / variance) * (1 - share);
    effectWeight += 1 - share;
    squaresOverVariance += squares / variance;
    productsOverVariance += products / variance;
  }
  if (steps < 2 || !(effectWeight > 0) || squaresOverVariance === 0) return Number.NaN;
  return (effects / effectWeight) * inflation(productsOverVariance / squaresOverVariance, steps);
}
