import { pairEvidence } from './divergence-evidence.ts';
import { type DivergenceSteps, pooled } from './divergence-steps.ts';
import type { EventSide } from './event-steps.ts';
import { longRunVariance } from './long-run-variance.ts';
import { studentBoundary } from './mixture-boundary.ts';
import { rateDispersion } from './rate-dispersion.ts';

const MIN_STEPS = 10;
/** From this many events on the difference of two rates is told by the steps alone. */
const DENSE_EVENTS = 30;
/** Standard errors that are added to the autocorrelation: a rate that wanders slowly hides behind the noise of its own counts. */
const PHI_MARGIN = 1;
/** A deviation below it is rounding. */
const ROUNDING = 1e-12;

/** Bounds of a rate of divergence, each in [-1, 1]. */
export interface RateBounds {
  readonly lower: number;
  readonly upper: number;
}

/** One look at a rate of divergence less its noise; level-free: bounds are cut at any error level, and hold over all looks together. */
export interface DivergenceLook {
  /** Steps with pairs, and what they are worth in independent ones. */
  readonly n: number;
  readonly nEff: number;
  /** The rate of divergence less that of the noise, in [-1, 1]; NaN without pairs. */
  readonly estimate: number;
  /** False: too few independent steps for a bound to decide anything. */
  readonly ready: boolean;
  /** How many pairs are worth one independent pair, >= 1. */
  readonly dispersion: number;
  readonly kappa: number;
  /** @param level one-sided, in (0, 0.5). */
  readonly bounds: (levels: { readonly lower: number; readonly upper: number }) => RateBounds;
  /** Whether the rate would be proven above `limit`, or below it, after so many further steps of the same rates and noise. */
  readonly provenAfter: (
    more: number,
    question: { readonly side: 'above' | 'below'; readonly limit: number; readonly level: number },
  ) => boolean;
}

/**
 * Two bounds at once, of which the wider one counts. The pairs themselves: a confidence sequence of the rate from counts that are deflated
 * by how much they scatter over the steps; right for few events, fooled by slow waves. And the steps: the deviations of each step from
 * the pooled rates, weighted by its pairs, with their long-run variance; right for waves, fooled by few events.
 *
 * With a second control the pairs give a bound for either rate at half of the level, which is far too wide where events are many: there
 * the steps alone decide, since a step's noise is taken off where it arose.
 *
 * @param minEffectiveSteps independent steps needed before the look is ready.
 * @see docs/statistics.md, Divergence.
 */
export function divergenceLook(steps: DivergenceSteps, minEffectiveSteps: number): DivergenceLook {
  const own = pooled(steps.candidate);
  const noise = steps.noise && pooled(steps.noise);
  const n = steps.candidate.events.length;
  const estimate = own.rate - (noise?.rate ?? 0);
  const moments = n < 3 ? undefined : longRunVariance(deviations(steps), PHI_MARGIN);
  const { nEff, kappa, stepVariance } = moments ?? { nEff: n, kappa: 1, stepVariance: 0 };
  const factors = { own: rateDispersion(steps.candidate.events, steps.candidate.exposure), noise: noiseFactor(steps.noise) };
  const byStepsAlone = noise !== undefined && stepVariance > 0 && own.events + noise.events >= DENSE_EVENTS;

  const halfWidth = (level: number, growth: number): number => {
    const worth = nEff * growth;
    if (!(worth > 1)) return Infinity;
    if (stepVariance === 0) return 0;
    return studentBoundary(n * growth, level, Math.max(worth - 1, 1)) * Math.sqrt((stepVariance * kappa) / (n * growth) / (1 - 1 / worth));
  };
  const wideSteps = (level: number): RateBounds => ({ lower: estimate - halfWidth(level, 1), upper: estimate + halfWidth(level, 1) });
  const evidence = pairEvidence({ own, noise, factors });

  return {
    n,
    nEff,
    estimate,
    ready: n >= MIN_STEPS && nEff >= minEffectiveSteps,
    dispersion: factors.own,
    kappa,
    bounds({ lower, upper }) {
      const pairs = byStepsAlone ? { lower: Infinity, upper: -Infinity } : evidence.bounds({ lower, upper });
      const least = noise === undefined ? 0 : -1;
      return {
        lower: Math.max(least, Math.min(wideSteps(lower).lower, pairs.lower)),
        upper: Math.min(1, Math.max(wideSteps(upper).upper, pairs.upper)),
      };
    },
    provenAfter(more, { side, limit, level }) {
      const growth = (n + more) / n;
      const apart = side === 'above' ? estimate - limit : limit - estimate;
      return apart > halfWidth(level, growth) && (byStepsAlone || evidence.isBeyond(growth, { side, limit, level }));
    },
  };
}

/**
 * How far each step is off the pooled rates, weighted by its pairs: their sum is 0, and the variance of their mean is that of the estimate
 * (the linearised ratio of two means, Cochran, Sampling Techniques, 1977, 6.3). Not winsorised: a burst of divergence is what is looked for.
 */
function deviations({ candidate, noise }: DivergenceSteps): Float64Array {
  const values = new Float64Array(candidate.events.length);
  for (const [side, sign] of noise === undefined
    ? ([[candidate, 1]] as const)
    : ([
        [candidate, 1],
        [noise, -1],
      ] as const)) {
    const { trials, rate } = pooled(side);
    const perStep = trials / values.length;
    for (let t = 0; t < values.length; t++) {
      const off = (side.events[t]! - rate * side.exposure[t]!) / perStep;
      if (Math.abs(off) > ROUNDING) values[t]! += sign * off;
    }
  }
  return values;
}

function noiseFactor(noise: EventSide | undefined): number {
  return noise === undefined ? 1 : rateDispersion(noise.events, noise.exposure);
}
