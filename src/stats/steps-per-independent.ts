import { NOISE_MODELS } from './noise-model-grid.ts';
import type { FittedNoise } from './noise-profile-fit.ts';

/** How many steps of n are worth one independent one for their mean, >= 1: the mean over the models of 1 + 2 sum (1 - l/n) share phi^l. */
export function stepsPerIndependent({ weight }: Pick<FittedNoise, 'weight'>, n: number): number {
  return NOISE_MODELS.reduce((total, { phi, share }, model) => {
    let kappa = 1;
    let correlation = share;
    for (let lag = 1; lag < n; lag++) {
      correlation *= phi;
      kappa += 2 * (1 - lag / n) * correlation;
    }
    return total + weight[model]! * kappa;
  }, 0);
}
