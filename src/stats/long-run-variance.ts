import { blockSums } from './block-sums.ts';
import { numberRoom } from './room.ts';

/** Block lengths at which slow drift is looked for, and the fewest blocks that say anything about it. */
const BLOCKS = [2, 3, 4, 5, 6, 8, 10];
const MIN_BLOCKS = 10;
const MAX_PHI = 0.97;
/** A series whose deviations are below this share of its size is constant up to rounding. */
const ROUNDING = 1e-12;

const blockRoom = numberRoom();

export interface LongRunVariance {
  readonly mean: number;
  /** Variance of one step (divisor n), >= 0; exactly 0 when the series is constant up to rounding. */
  readonly stepVariance: number;
  /** Upper estimate of the lag-1 autocorrelation, in [0, 0.97]; negative correlation counts as none. */
  readonly phi: number;
  /** How many steps are worth one independent step, in [1, n / 2]. */
  readonly kappa: number;
  /** Independent-step equivalent of the series: n / kappa. */
  readonly nEff: number;
  /** n times the variance of the mean, corrected for the estimated mean. */
  readonly variance: number;
}

/**
 * Mean of an autocorrelated series and how uncertain it is.
 * An AR(1) model with the bias of its short-sample estimate removed and a margin of `phiMargin` standard errors on top;
 * then the same on means of blocks of 2 to 10 steps, and the largest answer counts: noise that is fast and slow at once hides from lag 1.
 * @param series     n >= 2 values in time order, no NaN. Gaps are closed.
 * @param phiMargin  >= 0; 0.5 is measured to hold the error level, 1 is for series with many gaps.
 * @see Marriott & Pope, Bias in the estimation of autocorrelations (1954), for the bias (1 + 3 phi) / n.
 */
export function longRunVariance(series: Float64Array, phiMargin = 0.5): LongRunVariance {
  const n = series.length;
  const sums = blockSums(series, blockRoom(2 * n));
  const total = sumOf(series, n);
  const whole = blockMoments(series, { length: 1, total });
  const { mean } = whole;
  if (isConstant(series, whole)) return { mean, stepVariance: 0, phi: 0, kappa: 1, nEff: n, variance: 0 };
  const momentsOf = (length: number): BlockMoments =>
    length === 1 ? whole : blockMoments(sums(length), { length, total: total - sumOf(series, n % length) });
  return longRunVarianceOf(n, momentsOf, phiMargin);
}

/** The same from the moments of a series that is not constant, by the length of the blocks: 1 for the steps themselves. */
export function longRunVarianceOf(n: number, moments: (length: number) => BlockMoments, phiMargin = 0.5): LongRunVariance {
  const whole = moments(1);
  const stepVariance = whole.variance;
  const corrected = unbiasedPhi(whole.lag1, n);
  const phi = clampPhi(corrected + phiMargin * Math.sqrt(Math.max(1 - corrected * corrected, 0.05) / n));
  let kappa = inflation(phi);
  for (const length of BLOCKS) {
    const count = Math.floor(n / length);
    if (count < MIN_BLOCKS) break;
    const blocks = moments(length);
    const blockKappa = ((length * blocks.variance) / stepVariance) * inflation(clampPhi(unbiasedPhi(blocks.lag1, count)));
    kappa = Math.max(kappa, blockKappa);
  }
  kappa = Math.min(kappa, n / 2);
  const nEff = n / kappa;
  return { mean: whole.mean, stepVariance, phi, kappa, nEff, variance: (stepVariance * kappa) / (1 - 1 / nEff) };
}

/** Of the means of the latest whole blocks of some length. */
export interface BlockMoments {
  readonly mean: number;
  /** Divisor: the number of blocks. */
  readonly variance: number;
  /** Lag-1 autocorrelation. */
  readonly lag1: number;
}

/** Of the first `count` values. */
function sumOf(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  return sum;
}

/** From the sums of the blocks of `length` steps, and the total of all of them. */
function blockMoments(sums: Float64Array, { length, total }: { readonly length: number; readonly total: number }): BlockMoments {
  const count = sums.length;
  const meanSum = total / count;
  let squares = 0;
  let products = 0;
  let previous = 0;
  for (let block = 0; block < count; block++) {
    const deviation = sums[block]! - meanSum;
    squares += deviation * deviation;
    products += deviation * previous;
    previous = deviation;
  }
  return { mean: meanSum / length, variance: squares / (count * length * length), lag1: squares > 0 ? products / squares : 0 };
}

function isConstant(series: Float64Array, { mean, variance }: BlockMoments): boolean {
  // The largest deviation is between the standard deviation and root n times that: mostly this settles it without another pass.
  const sigma = Math.sqrt(variance);
  if (sigma > ROUNDING * (Math.abs(mean) + sigma * Math.sqrt(series.length))) return false;
  let spread = 0;
  let size = 0;
  for (let i = 0; i < series.length; i++) {
    spread = Math.max(spread, Math.abs(series[i]! - mean));
    size = Math.max(size, Math.abs(series[i]!));
  }
  return spread <= ROUNDING * size;
}

const unbiasedPhi = (phi: number, n: number): number => phi + (1 + 3 * phi) / n;
const clampPhi = (phi: number): number => Math.min(Math.max(phi, 0), MAX_PHI);
const inflation = (phi: number): number => (1 + phi) / (1 - phi);
