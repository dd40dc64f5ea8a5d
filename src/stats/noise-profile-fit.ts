import { filterNoise } from './noise-filter.ts';
import { NOISE_MODELS } from './noise-model-grid.ts';
import { clip, robustLocation } from './winsorise.ts';

/** What a stretch of history says of the noise. Plain numbers, so it can be kept; about 2 kB. */
export interface FittedNoise {
  /** Steps with data in the history. */
  readonly n: number;
  readonly segments: number;
  /** Robust standard deviation of one step. */
  readonly mad: number;
  /** Posterior probability of each of NOISE_MODELS, in their order; sums to 1. */
  readonly weight: readonly number[];
  /** Variance of one step under each model. */
  readonly variance: readonly number[];
  /** Mean of `variance` under `weight`. */
  readonly meanVariance: number;
}

const REACH = 5;

/**
 * Learns the noise of a contrast from stretches where nothing changed: weights and a scale for each model of the grid.
 * Each segment has a mean of its own (integrated out), the scale is common.
 * @param segments  history in time order, cut at every known change of level (deploy, restart, scaling) and at gaps of more than 30 steps;
 *                  anything not finite is a missing step. At least two steps with data more than there are segments.
 * @throws {RangeError} too little data, or history without any variation: nothing can be learnt from it.
 */
export function fitNoise(segments: readonly ArrayLike<number>[]): FittedNoise {
  const centred = segments.map(centre).filter((segment) => segment.length > 0);
  const pool = Float64Array.from(centred.flatMap((segment) => [...segment.filter((value) => !Number.isNaN(value))]));
  const n = pool.length;
  const freedom = n - centred.length;
  if (freedom < 2) throw new RangeError(`${n} steps in ${centred.length} segments are too few to learn noise from`);
  const { median, mad } = robustLocation(pool);
  const reach = mad > 0 ? REACH * mad : Infinity;
  const series = centred.map((segment) => clip(segment, median - reach, median + reach).map((value) => value - median));

  const variance: number[] = [];
  const logWeight: number[] = [];
  for (const model of NOISE_MODELS) {
    let logVolume = 0;
    let residual = 0;
    for (const segment of series) {
      const { logDet, ones, cross, square } = filterNoise(segment, model);
      logVolume -= 0.5 * (logDet + Math.log(ones));
      residual += square - (cross * cross) / ones;
    }
    if (!(residual > 0)) throw new RangeError('history without variation: no noise can be learnt from it');
    variance.push(residual / freedom);
    logWeight.push(Math.log(model.prior) + logVolume - 0.5 * freedom * Math.log(residual));
  }
  const weight = normalised(logWeight);
  const meanVariance = weight.reduce((sum, w, i) => sum + w * variance[i]!, 0);
  return { n, segments: centred.length, mad, weight, variance, meanVariance };
}

/** Probabilities in proportion to exp(logWeight). */
export function normalised(logWeight: readonly number[]): number[] {
  const largest = logWeight.reduce((a, b) => Math.max(a, b), -Infinity);
  const weight = logWeight.map((w) => Math.exp(w - largest));
  const total = weight.reduce((sum, w) => sum + w, 0);
  return weight.map((w) => w / total);
}

/** The segment with its median taken off; empty when it holds no data. */
function centre(segment: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(segment, (value) => (Number.isFinite(value) ? value : Number.NaN));
  const finite = values.filter((value) => !Number.isNaN(value));
  if (finite.length === 0) return finite;
  const { median } = robustLocation(finite);
  return values.map((value) => value - median);
}
