import { type EventSteps, sum } from './event-steps.ts';
import { logEValueAbove, logEValueBelow } from './mixture-e-value.ts';

/** Rate ratios are looked for between e^-12 and e^12: beyond it an interval is unbounded. */
const LOG_RANGE = 12;
const PRECISION = 1e-10;

/** Evidence about the ratio of the candidate's rate to the control's, as natural logarithms of e-values valid at every look. */
export interface RateRatioEvidence {
  /** Against "the ratio is `ratio` or less". */
  readonly above: number;
  /** Against "the ratio is `ratio` or more". */
  readonly below: number;
}

/**
 * Given how many events both sides had, the candidate's share of them tells the ratio of the rates, whatever the rates are: no rate has
 * to be known, and a control without any event is no special case.
 * @param ratio       of the rates under test, > 0.
 * @param dispersion  >= 1, what the counts are divided by.
 * @see Przyborowski & Wilenski (1940) for the conditional test; it takes events as rare against the exposure (up to about 5 %), and is
 *      conservative beyond.
 */
export function rateRatioEvidence(steps: EventSteps, ratio: number, dispersion: number): RateRatioEvidence {
  const { above, below } = rateRatioTests(steps, dispersion);
  return { above: above(ratio), below: below(ratio) };
}

/** The same for any ratio, one side at a time: for looking for the ratio at which the evidence is enough. */
export function rateRatioTests(steps: EventSteps, dispersion: number): Record<keyof RateRatioEvidence, (ratio: number) => number> {
  const { control, candidate } = steps;
  const x = sum(candidate.events);
  const total = x + sum(control.events);
  if (total === 0) return { above: () => 0, below: () => 0 };
  // Fractional counts may add up to a hair more than their total.
  const successes = Math.min(x, total) / dispersion;
  const nullShare = (ratio: number): number => {
    let expected = 0;
    for (let t = 0; t < candidate.exposure.length; t++) {
      const weight = ratio * candidate.exposure[t]!;
      expected += (weight / (weight + control.exposure[t]!)) * (control.events[t]! + candidate.events[t]!);
    }
    return expected / total;
  };
  return {
    above: (ratio) => logEValueAbove(successes, total / dispersion, nullShare(ratio)),
    below: (ratio) => logEValueBelow(successes, total / dispersion, nullShare(ratio)),
  };
}

/** Ratios that the data do not speak against, at every look together: `lower` in [0, Infinity), `upper` in (0, Infinity]. */
export interface RateRatioInterval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The ratios that neither e-value rejects.
 * @param levels  one-sided error of each end, in (0, 1).
 * @returns lower 0 and upper Infinity where nothing is rejected: without events, or with too few on one side.
 */
export function rateRatioInterval(
  steps: EventSteps,
  dispersion: number,
  levels: { readonly lower: number; readonly upper: number },
): RateRatioInterval {
  const { above, below } = rateRatioTests(steps, dispersion);
  return notRejected(
    (ratio) => above(ratio) >= -Math.log(levels.lower),
    (ratio) => below(ratio) >= -Math.log(levels.upper),
  );
}

/**
 * The ratios that neither of two one-sided tests rejects. Each rejects everything beyond some ratio.
 * @param precision  of the logarithm of the ends, > 0.
 */
export function notRejected(
  tooLow: (ratio: number) => boolean,
  tooHigh: (ratio: number) => boolean,
  precision: number = PRECISION,
): RateRatioInterval {
  return {
    lower: tooLow(Math.exp(-LOG_RANGE)) ? Math.exp(lastThatHolds(tooLow, precision)) : 0,
    upper: tooHigh(Math.exp(LOG_RANGE)) ? Math.exp(lastThatHolds((ratio) => !tooHigh(ratio), precision)) : Infinity,
  };
}

/** Logarithm of the ratio where a predicate that holds at the low end stops holding. */
function lastThatHolds(holds: (ratio: number) => boolean, precision: number): number {
  let low = -LOG_RANGE;
  let high = LOG_RANGE;
  while (high - low > precision) {
    const middle = (low + high) / 2;
    if (holds(Math.exp(middle))) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
