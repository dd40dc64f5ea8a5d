import { binomialInterval } from '../../stats/binomial-interval.ts';
import { rateDispersion } from '../../stats/rate-dispersion.ts';
import { rateSequence } from '../../stats/rate-sequence.ts';
import type { Divergences, StepTally, Timed } from '../tally.ts';
import type { DivergenceReport, Share } from './divergence-report.ts';

/** A share of which many are looked at once: its interval is for one reading. */
export function oneReading(events: number, trials: number, alpha: number): Share {
  if (trials === 0) return { events, trials, rate: null, lower: 0, upper: 1 };
  const { lower, upper } = binomialInterval(events, trials, alpha);
  return { events, trials, rate: events / trials, lower, upper };
}

export type OverallRates = Pick<DivergenceReport, 'divergence' | 'noise' | 'net' | 'designEffect'>;

/**
 * The rates of all pairs with intervals that hold at every look, for counts that are worth less than they are because rates wander.
 * @param steps in time order.
 */
export function overallRates(total: Divergences, steps: readonly Timed<StepTally>[], alpha: number): OverallRates {
  const tallies = steps.map(({ tally }) => tally);
  const designEffect = rateDispersion(
    tallies.map(({ divergent }) => divergent),
    tallies.map(({ pairs }) => pairs),
  );
  const noiseEffect = rateDispersion(
    tallies.map(({ noisy }) => noisy),
    tallies.map(({ withNoise }) => withNoise),
  );
  const divergence = everyLook(total.divergent, total.pairs, { alpha, effect: designEffect });
  if (total.withNoise === 0) return { divergence, noise: null, net: null, designEffect };
  const noise = everyLook(total.noisy, total.withNoise, { alpha, effect: noiseEffect });
  // Each rate with half the error: at an end of their difference either may be the one that is off.
  const [ofCandidate, ofControl] = [
    everyLook(total.divergent, total.pairs, { alpha: alpha / 2, effect: designEffect }),
    everyLook(total.noisy, total.withNoise, { alpha: alpha / 2, effect: noiseEffect }),
  ];
  const net = {
    rate: divergence.rate! - noise.rate!,
    lower: ofCandidate.lower - ofControl.upper,
    upper: ofCandidate.upper - ofControl.lower,
  };
  return { divergence, noise, net, designEffect };
}

function everyLook(events: number, trials: number, { alpha, effect }: { readonly alpha: number; readonly effect: number }): Share {
  const { lower, upper } = rateSequence(events / effect, trials / effect, alpha);
  return { events, trials, rate: trials === 0 ? null : events / trials, lower, upper };
}
