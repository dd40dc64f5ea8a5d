import { type EventSteps, sum } from './event-steps.ts';
import { findRoot } from './find-root.ts';
import { logEValueAbove, logEValueBelow } from './mixture-e-value.ts';

/** Rate ratios are looked for between e^-12 and e^12: beyond it an interval is unbounded. */
const LOG_RANGE = 12;
/** Of their logarithms. */
const PRECISION = 1e-11;

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
  const { above, below } = rateRatioTests(pooledEvents(steps), dispersion);
  return { above: above(ratio), below: below(ratio) };
}

/** The events of both sides together. */
export interface PooledEvents {
  /** The candidate's. */
  readonly events: number;
  readonly total: number;
  /** Which share of all of them the candidate's would be if its rate were so many times the control's. */
  readonly nullShare: (ratio: number) => number;
}

/** What `rateRatioTests` go by: the same at any ratio and dispersion. */
export function pooledEvents({ control, candidate }: EventSteps): PooledEvents {
  const events = sum(candidate.events);
  const total = events + sum(control.events);
  const kept = new Float64Array(2 * candidate.exposure.length);
  const exposureRatio = kept.subarray(candidate.exposure.length);
  let filled = 0;
  for (let t = 0; t < candidate.exposure.length; t++) {
    const both = control.events[t]! + candidate.events[t]!;
    if (both === 0) continue;
    kept[filled] = both;
    exposureRatio[filled++] = control.exposure[t]! / candidate.exposure[t]!;
  }
  // Both tests of a ratio ask for it, and a forecast many times.
  let latest = { ratio: Number.NaN, share: Number.NaN };
  const nullShare = (ratio: number): number => {
    if (ratio === latest.ratio) return latest.share;
    let expected = 0;
    for (let i = 0; i < filled; i++) expected += kept[i]! / (ratio + exposureRatio[i]!);
    latest = { ratio, share: (ratio * expected) / total };
    return latest.share;
  };
  return { events, total, nullShare };
}

/** `rateRatioEvidence` of any ratio, one side at a time: for looking for the ratio at which the evidence is enough. */
export function rateRatioTests(
  { events, total, nullShare }: PooledEvents,
  dispersion: number,
): Record<keyof RateRatioEvidence, (ratio: number) => number> {
  if (total === 0) return { above: () => 0, below: () => 0 };
  // Fractional counts may add up to a hair more than their total.
  const successes = Math.min(events, total) / dispersion;
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
  const { above, below } = rateRatioTests(pooledEvents(steps), dispersion);
  return notRejected(
    (ratio) => above(ratio) + Math.log(levels.lower),
    (ratio) => below(ratio) + Math.log(levels.upper),
  );
}

/** How far beyond being rejected a ratio is, in any unit: above 0 it is. Smooth where that is easy, for the ends are searched by it. */
export type Rejection = (ratio: number) => number;

/** The ratios that neither of two one-sided tests rejects. Each rejects everything beyond some ratio. */
export function notRejected(tooLow: Rejection, tooHigh: Rejection): RateRatioInterval {
  return { lower: firstKept(tooLow, -LOG_RANGE) ?? 0, upper: firstKept(tooHigh, LOG_RANGE) ?? Infinity };
}

/** The ratio where a test that rejects at the logarithm `far` stops rejecting; undefined when it does not reject there. */
function firstKept(rejection: Rejection, far: number): number | undefined {
  const at = (log: number): number => rejection(Math.exp(log));
  const outer = { at: far, value: at(far) };
  if (!(outer.value > 0)) return undefined;
  const inner = { at: -far, value: at(-far) };
  return Math.exp(inner.value > 0 ? inner.at : findRoot(at, outer, inner, PRECISION));
}
