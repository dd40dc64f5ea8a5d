import type { EventSteps } from './event-steps.ts';
import { longRunVariance } from './long-run-variance.ts';
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
