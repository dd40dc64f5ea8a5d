import { binomialInterval } from '../../stats/binomial-interval.ts';
import { type DivergenceLook, divergenceLook, type RateBounds } from '../../stats/divergence-look.ts';
import { pooled } from '../../stats/divergence-steps.ts';
import type { EventSide } from '../../stats/event-steps.ts';
import { fewestSteps } from '../../stats/fewest-steps.ts';
import type { StepTally, Timed } from '../tally.ts';
import type { DivergenceReport, Share } from './divergence-report.ts';

/** A share of which many are looked at once: its interval is for one reading. */
export function oneReading(events: number, trials: number, alpha: number): Share {
  if (trials === 0) return { events, trials, rate: null, lower: 0, upper: 1 };
  const { lower, upper } = binomialInterval(events, trials, alpha);
  return { events, trials, rate: events / trials, lower, upper };
}

export interface OverallRates extends Pick<DivergenceReport, 'divergence' | 'noise' | 'net' | 'designEffect'> {
  /** Steps with pairs, and what they are worth in independent ones: a rate that wanders for long says the same thing many times. */
  readonly steps: { readonly count: number; readonly worth: number };
  /** Whether they are enough for anything to rest on the intervals. */
  readonly isTold: boolean;
  /** About how many more pairs would prove the rate below the limit, or above it, should all stay as it is; undefined beyond what can be foreseen. */
  readonly morePairs: (limit: number) => number | undefined;
}

/** As many as a verdict needs. */
const LEAST_WORTH = 8;

/**
 * The rates of all pairs with intervals that hold at every look, as the judge of divergence has them: from the pairs and from the steps,
 * whichever is wider, so that a rate that wanders over time is no surprise.
 * @param steps in time order.
 */
export function overallRates(steps: readonly Timed<StepTally>[], alpha: number): OverallRates {
  const tallies = steps.map(({ tally }) => tally).filter(({ pairs }) => pairs > 0);
  const withNoise = tallies.filter((tally) => tally.withNoise > 0);
  const candidate = sideOf(tallies, 'divergent', 'pairs');
  const noise = sideOf(withNoise, 'noisy', 'withNoise');
  const own = divergenceLook({ candidate }, LEAST_WORTH);
  // Of the pairs that had a second control: in others noise was not left out.
  const compared = { candidate: sideOf(withNoise, 'divergentWithNoise', 'withNoise'), noise };
  const net = withNoise.length === 0 ? undefined : divergenceLook(compared, LEAST_WORTH);
  const decisive = net ?? own;
  return {
    divergence: everyLook(candidate, alpha),
    noise: net ? everyLook(noise, alpha) : null,
    net: net ? { rate: net.estimate, ...boundsOf(net, alpha) } : null,
    designEffect: own.dispersion,
    steps: { count: decisive.n, worth: decisive.nEff },
    isTold: decisive.ready,
    morePairs(limit) {
      const question = { side: decisive.estimate < limit ? 'below' : 'above', limit, level: alpha } as const;
      const steps = fewestSteps((more) => decisive.provenAfter(more, question));
      return steps && (steps * pooled(candidate).trials) / tallies.length;
    },
  };
}

function everyLook(side: EventSide, alpha: number): Share {
  const { events, trials, rate } = pooled(side);
  if (trials === 0) return { events, trials, rate: null, lower: 0, upper: 1 };
  return { events, trials, rate, ...boundsOf(divergenceLook({ candidate: side }, LEAST_WORTH), alpha) };
}

function boundsOf(look: DivergenceLook, alpha: number): RateBounds {
  return look.bounds({ lower: alpha, upper: alpha });
}

type Counted = 'pairs' | 'divergent' | 'withNoise' | 'divergentWithNoise' | 'noisy';

function sideOf(tallies: readonly StepTally[], events: Counted, trials: Counted): EventSide {
  return {
    events: Float64Array.from(tallies, (tally) => tally[events]),
    exposure: Float64Array.from(tallies, (tally) => tally[trials]),
  };
}
