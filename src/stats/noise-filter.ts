import type { NoiseModel } from './noise-model-grid.ts';

/** For noise with covariance C under a model of variance 1 and a series y: all that a normal likelihood with an unknown mean needs. */
export interface FilterSums {
  /** ln |C| */
  logDet: number;
  /** 1' C^-1 1: the series' worth in independent steps. */
  ones: number;
  /** 1' C^-1 y */
  cross: number;
  /** y' C^-1 y */
  square: number;
}

/** Far from underflow, so that one logarithm serves many steps. */
const SMALL = 1e-200;

/** Kalman filter of one model over a series, exact, in one pass. NaN is a missing step: time goes on, nothing is learnt. */
export function filterNoise(series: Float64Array, { phi, share }: NoiseModel): FilterSums {
  const white = 1 - share;
  const forget = phi * phi;
  const renew = share * (1 - forget);
  let state = 0;
  let stateOfOnes = 0;
  let spread = share;
  let logDet = 0;
  let determinant = 1;
  let ones = 0;
  let cross = 0;
  let square = 0;
  for (let i = 0; i < series.length; i++) {
    const value = series[i]!;
    if (!Number.isNaN(value)) {
      const total = spread + white;
      const gain = spread / total;
      const error = value - state;
      const errorOfOnes = 1 - stateOfOnes;
      determinant *= total;
      if (determinant < SMALL) {
        logDet += Math.log(determinant);
        determinant = 1;
      }
      const weighted = errorOfOnes / total;
      ones += errorOfOnes * weighted;
      cross += error * weighted;
      square += (error * error) / total;
      state += gain * error;
      stateOfOnes += gain * errorOfOnes;
      spread -= gain * spread;
    }
    state *= phi;
    stateOfOnes *= phi;
    spread = forget * spread + renew;
  }
  return { logDet: logDet + Math.log(determinant), ones, cross, square };
}

/** What `ones` of a series of n steps without gaps is: the independent-step equivalent of n steps under the model. */
export function independentSteps(n: number, { phi, share }: NoiseModel): number {
  const forget = phi * phi;
  const renew = share * (1 - forget);
  let stateOfOnes = 0;
  let spread = share;
  let ones = 0;
  for (let i = 0; i < n; i++) {
    const total = spread + 1 - share;
    const gain = spread / total;
    const error = 1 - stateOfOnes;
    const gained = (error * error) / total;
    ones += gained;
    const nextState = phi * (stateOfOnes + gain * error);
    const nextSpread = forget * (spread - gain * spread) + renew;
    // Settled to the last digits: every further step is worth the same.
    if (Math.abs(nextState - stateOfOnes) <= 1e-15 && Math.abs(nextSpread - spread) <= 1e-15) return ones + (n - 1 - i) * gained;
    stateOfOnes = nextState;
    spread = nextSpread;
  }
  return ones;
}
