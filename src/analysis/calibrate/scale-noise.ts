import type { FittedNoise } from '../../stats/noise-profile-fit.ts';

/** How many instances stand behind each side. */
export interface InstanceCounts {
  readonly control: number;
  readonly candidate: number;
}

/** How much larger the variance of a contrast of means is with `run` instances than it was with `history` ones: each side's goes with 1 / instances. */
export function varianceFactor(history: InstanceCounts, run: InstanceCounts): number {
  const spread = ({ control, candidate }: InstanceCounts): number => 1 / control + 1 / candidate;
  return spread(run) / spread(history);
}

/** Beyond this the noise is more likely not that of the instances alone, and the profile would be a guess. */
export const MAX_FACTOR = 4;

/** The same noise with its variance multiplied. @throws {RangeError} a factor outside [1/4, 4]. */
export function scaleNoise(noise: FittedNoise, factor: number): FittedNoise {
  if (!(factor >= 1 / MAX_FACTOR && factor <= MAX_FACTOR)) throw new RangeError(`a variance factor of ${factor} is outside [1/4, 4]`);
  return {
    ...noise,
    mad: noise.mad * Math.sqrt(factor),
    variance: noise.variance.map((variance) => variance * factor),
    meanVariance: noise.meanVariance * factor,
  };
}
