import { contrastMoments } from './contrast-moments.ts';
import type { EventSide, EventSteps } from './event-steps.ts';
import { type LongRunVariance, longRunVariance, longRunVarianceOf } from './long-run-variance.ts';
import type { PairedLook } from './paired-look.ts';

const MIN_STEPS = 10;
const MIN_EFFECTIVE_STEPS = 8;

/**
 * The paired look at candidate rate - ratio * control rate per step: its mean is above 0 when the ratio of the rates is.
 * Unlike a gauge's, its outliers are not pulled in: a burst of events is what is being counted, and clipping it would hide it from the
 * mean and from the uncertainty at once.
 * @param ratio  >= 0; 1 gives the plain difference of the rates.
 */
export function rateDifferenceLook({ control, candidate }: EventSteps, ratio: number): PairedLook {
  const n = control.events.length;
  const values = new Float64Array(n);
  for (let t = 0; t < n; t++)
    values[t] = candidate.events[t]! / candidate.exposure[t]! - (ratio * control.events[t]!) / control.exposure[t]!;
  const moments =
    n < 3
      ? { mean: values.reduce((sum, value) => sum + value / n, 0), stepVariance: 0, phi: 0, kappa: 1, nEff: n, variance: Infinity }
      : longRunVariance(values);
  return lookOf(n, moments);
}

/** The same for many ratios of one pair of sides: the steps are gone through once, not for every ratio. Equal up to rounding. */
export function rateDifferenceLooks(steps: EventSteps): (ratio: number) => PairedLook {
  const n = steps.control.events.length;
  if (n < 3) return (ratio) => rateDifferenceLook(steps, ratio);
  const momentsAt = contrastMoments(ratesOf(steps.candidate), ratesOf(steps.control));
  return (ratio) => {
    let isRounded = false;
    const moments = longRunVarianceOf(n, (length) => {
      const known = momentsAt(ratio, length);
      isRounded ||= known === undefined;
      return known ?? { mean: 0, variance: 1, lag1: 0 };
    });
    return isRounded ? rateDifferenceLook(steps, ratio) : lookOf(n, moments);
  };
}

function ratesOf({ events, exposure }: EventSide): Float64Array {
  const rates = new Float64Array(events.length);
  for (let t = 0; t < rates.length; t++) rates[t] = events[t]! / exposure[t]!;
  return rates;
}

function lookOf(n: number, moments: LongRunVariance): PairedLook {
  return {
    n,
    gaps: 0,
    mean: n === 0 ? Number.NaN : moments.mean,
    stepVariance: moments.stepVariance,
    phi: moments.phi,
    kappa: moments.kappa,
    nEff: moments.nEff,
    longRunVariance: moments.variance,
    standardError: n === 0 ? Infinity : Math.sqrt(moments.variance / n),
    df: Math.max(moments.nEff - 1, 1),
    ready: n >= MIN_STEPS && moments.nEff >= MIN_EFFECTIVE_STEPS,
  };
}
