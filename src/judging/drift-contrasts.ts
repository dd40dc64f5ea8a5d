import { total } from '../stats/histogram-distance.ts';
import { shareAbove } from '../stats/histogram-quantile.ts';
import { type HistogramSteps, pooledStep, presentSteps } from '../stats/histogram-steps.ts';
import type { Contrast } from './contrast.ts';

/** Steps of the control that fix the bounds; taken from the start, so later data cannot move them. */
const REFERENCE_STEPS = 10;
const REFERENCE_SHARES = [0.1, 0.5, 0.9];
/** Any change counts: how large it is, is for the stability index to say. */
const NO_CHANGE = { above: 0, below: 0 };

/** Number of contrasts alpha is divided among, whatever the data. */
export const DRIFT_CONTRASTS = 1 + REFERENCE_SHARES.length;

/**
 * Step by step: the mean score, and the shares of scores above the bounds that 10, 50 and 90 % of the control's first 10 steps lie below.
 * Bounds that coincide are looked at once.
 * @param histogram  at least one step with events and one finite bound.
 */
export function driftContrasts({ bounds, steps }: HistogramSteps): Contrast[] {
  const reference = pooledStep(presentSteps(steps).slice(0, REFERENCE_STEPS)).control;
  const at = new Set(REFERENCE_SHARES.map((share) => boundBelow(bounds, reference, share)));
  const perStep = (of: (counts: Float64Array) => number): Float64Array =>
    Float64Array.from(steps, (step) => (step ? of(step.candidate) - of(step.control) : Number.NaN));
  const middles = bucketMiddles(bounds);
  return [
    { name: 'mean score', scale: 'absolute', limits: NO_CHANGE, values: perStep((counts) => meanScore(middles, counts)) },
    ...[...at].map(
      (bound): Contrast => ({
        name: `share over ${bound}`,
        scale: 'absolute',
        limits: NO_CHANGE,
        values: perStep((counts) => shareAbove(bounds, counts, bound)),
      }),
    ),
  ];
}

/** The middle of every bucket, of the open one the highest finite bound; the first bucket starts at 0 if its bound is positive. */
function bucketMiddles(bounds: Float64Array): Float64Array {
  return bounds.map((upper, b) => {
    if (b === 0) return upper > 0 ? upper / 2 : upper;
    return upper === Infinity ? bounds[b - 1]! : (bounds[b - 1]! + upper) / 2;
  });
}

/** Every event counted as the middle of its bucket. */
function meanScore(middles: Float64Array, counts: Float64Array): number {
  let sum = 0;
  for (let b = 0; b < counts.length; b++) sum += counts[b]! * middles[b]!;
  return sum / total(counts);
}

/** The lowest bound that at least `share` of the events lie below, the highest finite one at most. */
function boundBelow(bounds: Float64Array, counts: Float64Array, share: number): number {
  const enough = share * total(counts);
  let below = 0;
  for (let b = 0; b < bounds.length - 2; b++) {
    below += counts[b]!;
    if (below >= enough) return bounds[b]!;
  }
  return bounds[bounds.length - 2]!;
}
