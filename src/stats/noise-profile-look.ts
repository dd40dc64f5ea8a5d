import { lnGamma } from './gamma.ts';
import { boundaryTail } from './mixture-boundary.ts';
import { filterNoise, independentSteps } from './noise-filter.ts';
import { NOISE_MODELS } from './noise-model-grid.ts';
import { type FittedNoise, normalised } from './noise-profile-fit.ts';
import { type StudentComponent, studentMixtureUpperQuantile } from './student-mixture.ts';
import { clip, robustLocation } from './winsorise.ts';

const REACH = 5;
const MIN_STEPS = 5;
/** How many steps the learnt scale counts for, however long the history; and the scale of the vague components. */
const SCALE_STEPS = 5;
const VAGUE_STEPS = 2;
/** Components less likely than this cannot move a bound. */
const NEGLIGIBLE = 1e-13;
/** A forecast is no bound: the unlikely components would take most of a look's time for less than a step of difference. */
const FORECAST_NEGLIGIBLE = 1e-4;

/** One noise model's answer, weighted by how well profile and run together speak for it. */
export interface NoiseComponent extends StudentComponent {
  /** Index in NOISE_MODELS. */
  readonly model: number;
  /** True: grid weights and scale are not those of the profile. */
  readonly vague: boolean;
  /** Variance of one step. */
  readonly variance: number;
}

/** One look at a contrast whose noise is known from before, level-free: `profileLower` and `profileUpper` cut it at any error level. */
export interface ProfileLook {
  /** Steps with data. */
  readonly n: number;
  /** Mean effect; NaN when n = 0. */
  readonly mean: number;
  /** Independent-step equivalent of n. */
  readonly nEff: number;
  /** Probability that the profile does not describe this run, in [0, 1]. */
  readonly vague: number;
  /** Variance of the run's noise over the profile's; 1 when they agree. */
  readonly scaleRatio: number;
  readonly components: readonly NoiseComponent[];
  /** False: the bounds may not be used for a decision. */
  readonly ready: boolean;
}

/**
 * Bayesian look with the noise learnt from history: weights and scales are updated by the run, and a vague component takes over
 * when the run contradicts the profile. The effect has a flat prior.
 * @param contrast    in time order, every step of the run; anything not finite is a missing step and keeps its place.
 * @param trust       vagueShare: prior probability that the profile is wrong, in (0, 1), default 0.05; scaleSteps: how many steps the
 *                    learnt scale counts for, default 5.
 */
export function profileLook(
  noise: FittedNoise,
  contrast: ArrayLike<number>,
  trust: { readonly vagueShare?: number; readonly scaleSteps?: number } = {},
): ProfileLook {
  const { vagueShare = 0.05, scaleSteps = SCALE_STEPS } = trust;
  const steps = Float64Array.from(contrast, (value) => (Number.isFinite(value) ? value : Number.NaN));
  const present = steps.filter((value) => !Number.isNaN(value));
  const n = present.length;
  if (n === 0) return { n, mean: Number.NaN, nEff: 0, vague: vagueShare, scaleRatio: 1, components: [], ready: false };

  const { median, mad } = robustLocation(present);
  const reach = REACH * Math.max(mad, noise.mad) || Infinity;
  const series = clip(steps, median - reach, median + reach);
  for (let i = 0; i < series.length; i++) series[i] = series[i]! - median;

  const components = weigh(noise, series, { n, median, vagueShare, scaleSteps });
  let mean = 0;
  let nEff = 0;
  let vague = 0;
  let variance = 0;
  for (const component of components) {
    mean += component.weight * component.location;
    nEff += component.weight * (component.variance / (component.scale * component.scale));
    if (component.vague) vague += component.weight;
    variance += component.weight * component.variance;
  }
  return { n, mean, nEff, vague, scaleRatio: variance / noise.meanVariance, components, ready: n >= MIN_STEPS };
}

/** The mean effect is above this, wrong at any look at all with chance alpha at most. -Infinity when nothing can be said. */
export function profileLower(look: ProfileLook, alpha: number): number {
  if (look.n === 0) return -Infinity;
  const mirrored = look.components.map((component) => ({ ...component, location: -component.location }));
  return -studentMixtureUpperQuantile(mirrored, boundaryTail(look.n, alpha));
}

/** The mean effect is below this, wrong at any look at all with chance alpha at most. Infinity when nothing can be said. */
export function profileUpper(look: ProfileLook, alpha: number): number {
  return look.n === 0 ? Infinity : studentMixtureUpperQuantile(look.components, boundaryTail(look.n, alpha));
}

/** Half-width to expect at n steps without gaps, should the noise go on as it is. Infinity when nothing can be said. */
export function profileHalfWidthAt(look: ProfileLook, n: number, alpha: number): number {
  if (look.n === 0) return Infinity;
  const future = look.components
    .filter(({ weight }) => weight > FORECAST_NEGLIGIBLE)
    .map((component) => ({
      weight: component.weight,
      location: 0,
      scale: Math.sqrt(component.variance / independentSteps(n, NOISE_MODELS[component.model]!)),
      df: component.df + n - look.n,
    }));
  return studentMixtureUpperQuantile(future, boundaryTail(n, alpha));
}

function weigh(
  noise: FittedNoise,
  series: Float64Array,
  { n, median, vagueShare, scaleSteps }: { n: number; median: number; vagueShare: number; scaleSteps: number },
): NoiseComponent[] {
  const found: NoiseComponent[] = [];
  const logWeight: number[] = [];
  const constant = (steps: number): number => lnGamma((steps + n - 1) / 2) - lnGamma(steps / 2);
  const profileConstant = constant(scaleSteps);
  const vagueConstant = constant(VAGUE_STEPS);

  NOISE_MODELS.forEach((model, index) => {
    const { logDet, ones, cross, square } = filterNoise(series, model);
    const residual = Math.max(0, square - (cross * cross) / ones);
    for (const vague of [false, true]) {
      const prior = vague ? model.prior * vagueShare : noise.weight[index]! * (1 - vagueShare);
      if (prior < NEGLIGIBLE) continue;
      const steps = vague ? VAGUE_STEPS : scaleSteps;
      const known = steps * (vague ? noise.meanVariance : noise.variance[index]!);
      const df = steps + n - 1;
      const variance = (known + residual) / df;
      logWeight.push(
        Math.log(prior) -
          0.5 * (logDet + Math.log(ones)) +
          (vague ? vagueConstant : profileConstant) +
          0.5 * steps * Math.log(known) -
          0.5 * df * Math.log(known + residual),
      );
      found.push({ weight: 0, model: index, vague, location: median + cross / ones, scale: Math.sqrt(variance / ones), df, variance });
    }
  });
  return normalised(logWeight)
    .map((weight, i) => ({ ...found[i]!, weight }))
    .filter(({ weight }) => weight > NEGLIGIBLE);
}
