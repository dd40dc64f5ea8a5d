/** One model of noise: a share that wanders as AR(1) with this autocorrelation, the rest white; together of variance 1. */
export interface NoiseModel {
  readonly phi: number;
  /** Share of the variance that wanders, in [0, 1]. */
  readonly share: number;
  /** Prior probability; all together 1. */
  readonly prior: number;
}

/** Changes when the grid, the prior or the constants of fit and look change: a profile of another version cannot be used. */
export const NOISE_PROFILE_VERSION = 1;

const PHIS = [0.3, 0.5, 0.65, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99];
const SHARES = [0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1];

/**
 * White noise first, with half of the prior, then every pair of autocorrelation and share: 97 models.
 * Negative autocorrelation is left out; it is read as white, which is on the safe side.
 */
export const NOISE_MODELS: readonly NoiseModel[] = [
  { phi: 0, share: 0, prior: 0.5 },
  ...PHIS.flatMap((phi) => SHARES.map((share) => ({ phi, share, prior: 0.5 / (PHIS.length * SHARES.length) }))),
];
