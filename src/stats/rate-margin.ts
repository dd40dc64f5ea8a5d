import { logEValueAbove, logEValueBelow } from './mixture-e-value.ts';

/** An amount of exposure is cut into trials small enough for one event each at most to be the rule. */
const EVENTS_PER_TRIAL = 1e-3;
/** Weight of the prior that expects next to no events; the rest expects them anywhere below the margin. */
const NO_EVENTS_WEIGHT = 0.75;

/** Evidence about the rate of one side alone, as natural logarithms of e-values valid at every look. */
export interface RateMarginEvidence {
  /** Against "the rate is `margin` or less". */
  readonly above: number;
  /** Against "the rate is `margin` or more". */
  readonly below: number;
}

/**
 * Events among trials, of which each either is an event or is not (bad requests of all requests).
 * @param events  in [0, trials]; more than trials (extrapolated counters) count as trials.
 * @param margin  chance of an event, > 0; 1 or more is never exceeded: above -Infinity, below Infinity.
 */
export function trialsMargin(events: number, trials: number, margin: number): RateMarginEvidence {
  if (margin >= 1) return { above: -Infinity, below: Infinity };
  const successes = Math.min(events, trials);
  return { above: logEValueAbove(successes, trials, margin), below: belowMargin(successes, trials, margin) };
}

/**
 * A mean of two e-values is one. The weak prior lies almost wholly at rate 0: the best for a side without events, next to useless after
 * two of them. The other, worth one event at the margin, is spread over all rates below it.
 */
function belowMargin(successes: number, trials: number, margin: number): number {
  const without = Math.log(NO_EVENTS_WEIGHT) + logEValueBelow(successes, trials, margin);
  const withSome = Math.log(1 - NO_EVENTS_WEIGHT) + logEValueBelow(successes, trials, margin, 1 / margin);
  const [small, large] = without < withSome ? [without, withSome] : [withSome, without];
  return large === -Infinity ? -Infinity : large + Math.log1p(Math.exp(small - large));
}

/**
 * Events against an amount (seconds, bytes), of any rate: the limit of rare events, whatever the unit of the amount.
 * @param events    >= 0.
 * @param exposure  > 0.
 * @param margin    events per unit of exposure, > 0.
 */
export function exposureMargin(events: number, exposure: number, margin: number): RateMarginEvidence {
  const expected = margin * exposure;
  const trials = Math.max(expected / EVENTS_PER_TRIAL, 10 * events);
  return trialsMargin(events, trials, expected / trials);
}
