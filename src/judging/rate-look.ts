import { dispersion } from '../stats/dispersion.ts';
import { type EventSteps, sum } from '../stats/event-steps.ts';
import { studentBoundary } from '../stats/mixture-boundary.ts';
import { type PairedLook, pairedLower, pairedRejection, pairedUpper } from '../stats/paired-look.ts';
import { rateDifferenceLooks } from '../stats/rate-difference.ts';
import { exposureMargin, type RateMarginEvidence, trialsMargin } from '../stats/rate-margin.ts';
import { notRejected, pooledEvents, type RateRatioEvidence, type RateRatioInterval, rateRatioTests } from '../stats/rate-ratio.ts';

/** From this many events on the steps themselves must agree with the pooled counts. */
const DENSE_EVENTS = 30;
/** Above this share of bad events they are no longer rare: the conditional law of the counts does not hold, the steps alone decide. */
const FREQUENT_SHARE = 0.05;
/** Harm is in at least so many different steps: one burst is no proof. */
const MIN_HARMFUL_STEPS = 3;
/** An outage, a rate at least so many times the control's, is told after so few steps. */
const OUTAGE_RATIO = 3;
const MIN_STEPS = 5;

/** Whether the candidate's rate is higher than it may be. Harm of a decrease is asked with the sides swapped. */
export interface RateQuestion {
  readonly steps: EventSteps;
  /** `trials`: each unit of exposure is an event or is not. `exposure`: events against an amount, of any rate. */
  readonly counting: 'trials' | 'exposure';
  /** Harmless ratio of the candidate's rate to the control's, >= 1. */
  readonly ratio: number;
  /** Harmless difference of the rates, >= 0. When given, harm must exceed it as well, and staying below it is enough to be harmless. */
  readonly absolute?: number;
  /** Rate below which a candidate without any event is harmless, > 0. Not used with `absolute`, which says the same of any count. */
  readonly negligible: number;
  /** One-sided, over all looks. */
  readonly alpha: number;
  readonly promoteAlpha: number;
  readonly minSamples: number;
}

export interface RateLook {
  readonly outcome: 'harm' | 'safe' | 'undecided';
  /** What decided, or what stands in the way of a decision: a clause for people. */
  readonly because: string;
  /** Rate ratios not rejected: lower at alpha, upper at promoteAlpha, by the same rules that decide. */
  readonly interval: () => RateRatioInterval;
  readonly dispersion: number;
  readonly evidence: RateRatioEvidence;
  /** Of candidate - ratio * control per step. */
  readonly paired: PairedLook;
  /** The difference of the rates, where there are events enough to tell it: bounds at the levels that decide. */
  readonly difference?: { readonly lower: number; readonly upper: number };
  /** Bad events are too frequent for the conditional law: the steps alone decide. */
  readonly frequent: boolean;
  /** Both sides together have enough events that the steps must agree. */
  readonly dense: boolean;
  /** Whether it would be decided with `steps` steps more of the same. */
  readonly decidedAfter: (steps: number) => boolean;
}

/**
 * One look at the rates of two sides.
 *
 * Harm needs three things at once, each at the level alpha: the pooled counts prove the ratio (an e-value, deflated by how much the counts
 * scatter over the steps), the candidate's events lie in at least 3 steps, and once there are 30 events the steps taken one by one prove it
 * as well. Slow waves of a rate fool the first, few events fool the last; needing both costs no error.
 *
 * An outage is the same e-value held against a ratio of 3 or twice the tolerance, from 5 steps on. A rate that is proven to be beyond the
 * higher ratio is beyond the lower one too: the e-value falls as the ratio rises wherever it is large enough to prove anything, so this is
 * no further test and alpha is not split for it.
 *
 * With an absolute margin harm must be beyond both the ratio and the margin: the difference step by step, or a candidate proven above 3
 * margins beside a control proven below 2, each at alpha / 2. For harmless, either is enough; the three ways there share promoteAlpha.
 */
export function lookAtRates(question: RateQuestion): RateLook {
  const { steps, ratio, absolute, alpha, promoteAlpha, minSamples } = question;
  const { candidate, control } = steps;
  const n = control.events.length;
  const factor = dispersion(steps);
  const pooled = pooledEvents(steps);
  const { events, total } = pooled;
  const tests = rateRatioTests(pooled, factor);
  const evidence = { above: tests.above(ratio), below: tests.below(ratio) };
  const stepsAt = rateDifferenceLooks(steps);
  const paired = stepsAt(ratio);
  const difference = stepsAt(1);
  const harmfulSteps = stepsWithEvents(candidate);
  const frequent = question.counting === 'trials' && total > FREQUENT_SHARE * (sum(candidate.exposure) + sum(control.exposure));
  const dense = total >= DENSE_EVENTS;
  const enough = n >= Math.max(minSamples, MIN_STEPS);
  const ways = absolute === undefined ? 1 : 3;
  const safeLevel = promoteAlpha / ways;

  const byStep = frequent || dense ? paired : undefined;
  const higher = (): boolean => {
    if (byStep && !(byStep.ready && byStep.mean > 0)) return false;
    return (frequent || evidence.above > -Math.log(alpha)) && (byStep === undefined || pairedLower(byStep, alpha) > 0);
  };
  const lower = (): boolean => {
    if (byStep && !(byStep.ready && byStep.mean < 0)) return false;
    return (frequent || evidence.below > -Math.log(safeLevel)) && (byStep === undefined || pairedUpper(byStep, safeLevel) < 0);
  };

  let known: RateRatioInterval | undefined;
  const proofOfRatio = enough && higher();
  const outageRatio = Math.max(OUTAGE_RATIO, 2 * ratio);
  const outage = n >= MIN_STEPS && tests.above(outageRatio) > -Math.log(alpha);
  const bounds =
    dense && difference.ready
      ? { lower: pairedLower(difference, absolute === undefined ? alpha : alpha / 2), upper: pairedUpper(difference, safeLevel) }
      : undefined;
  const beyondMargin =
    absolute === undefined || (bounds !== undefined && bounds.lower > absolute) || certainlyBeyondMargin(question, factor);
  const harm = harmfulSteps >= MIN_HARMFUL_STEPS && (proofOfRatio || outage) && beyondMargin;

  const margin = absolute ?? (events === 0 ? question.negligible : 0);
  const alone = margin > 0 ? marginOf(question.counting, candidate, margin, factor).below : -Infinity;
  const belowMargin = alone > -Math.log(safeLevel);
  const differenceSafe = absolute !== undefined && bounds !== undefined && bounds.upper < absolute;
  const safe = !harm && enough && (lower() || belowMargin || differenceSafe);

  return {
    outcome: harm ? 'harm' : safe ? 'safe' : 'undecided',
    because: becauseOf(),
    interval: () => (known ??= interval()),
    dispersion: factor,
    evidence,
    paired,
    ...(bounds && { difference: bounds }),
    frequent,
    dense,
    decidedAfter,
  };

  function interval(): RateRatioInterval {
    return notRejected(
      (at) => rejection(at, { counts: tests.above, level: alpha, sign: 1 }),
      (at) => rejection(at, { counts: tests.below, level: safeLevel, sign: -1 }),
    );
  }

  /** `higher` (sign 1) or `lower` (sign -1) at some ratio, as evidence beyond what is needed. */
  function rejection(
    at: number,
    { counts, level, sign }: { readonly counts: (ratio: number) => number; readonly level: number; readonly sign: 1 | -1 },
  ): number {
    const step = frequent || dense ? stepsAt(at) : undefined;
    if (step && !step.ready) return -Infinity;
    const bySteps = step ? pairedRejection(step, level, sign) : Infinity;
    // What costs least is asked first: an interval asks for many ratios.
    return frequent || !(bySteps > 0) ? bySteps : Math.min(bySteps, counts(at) + Math.log(level));
  }

  function becauseOf(): string {
    if (harm) return proofOfRatio ? 'proven higher' : 'an outage, proven higher';
    if (safe) {
      if (lower()) return 'proven within it';
      return events === 0 && absolute === undefined ? 'no event at all, proven negligible' : 'proven within the absolute margin';
    }
    if ((proofOfRatio || outage) && harmfulSteps < MIN_HARMFUL_STEPS)
      return `all events lie in ${harmfulSteps} steps, ${MIN_HARMFUL_STEPS} are needed`;
    if ((proofOfRatio || outage) && !beyondMargin) return 'higher, but not proven beyond the absolute margin';
    if (total === 0) return 'no events and too little exposure yet';
    if (!frequent && evidence.above > -Math.log(alpha)) return 'the steps do not agree with the pooled counts yet';
    return !frequent && evidence.above > 0
      ? `not told yet, the odds are ${odds(evidence.above)} to 1 and ${odds(-Math.log(alpha))} to 1 are needed`
      : 'not told yet';
  }

  /** The counts, the exposure and the steps grow, the rates and their noise stay. */
  function decidedAfter(more: number): boolean {
    const growth = (n + more) / n;
    const scaled = rateRatioTests(pooled, factor / growth);
    const stepsMatter = frequent || total * growth >= DENSE_EVENTS;
    const clears = (level: number): boolean => !stepsMatter || futureHalfWidth(paired, n + more, level) < Math.abs(paired.mean);
    const proven = (side: 'above' | 'below', level: number): boolean =>
      clears(level) && (frequent || scaled[side](ratio) > -Math.log(level));
    if (n + more < Math.max(minSamples, MIN_STEPS)) return false;
    const apart = absolute === undefined ? Infinity : difference.mean - absolute;
    const tells = (level: number): boolean => dense && futureHalfWidth(difference, n + more, level) < Math.abs(apart);
    const beyond = absolute === undefined || (apart > 0 && tells(alpha / 2));
    if (paired.mean > 0 && beyond && harmfulSteps >= MIN_HARMFUL_STEPS && proven('above', alpha)) return true;
    if (absolute !== undefined && apart < 0 && tells(safeLevel)) return true;
    if (paired.mean < 0 && proven('below', safeLevel)) return true;
    return margin > 0 && marginOf(question.counting, candidate, margin, factor / growth).below > -Math.log(safeLevel);
  }
}

function stepsWithEvents({ events }: EventSteps['candidate']): number {
  let steps = 0;
  for (let step = 0; step < events.length; step++) if (events[step]! > 0) steps++;
  return steps;
}

/** The candidate proven above 3 margins beside a control proven below 2: for few events, which the steps cannot tell yet. */
function certainlyBeyondMargin({ steps, counting, absolute, alpha }: RateQuestion, factor: number): boolean {
  if (absolute === undefined || absolute === 0) return false;
  const bar = -Math.log(alpha / 2);
  return (
    marginOf(counting, steps.candidate, 3 * absolute, factor).above > bar &&
    marginOf(counting, steps.control, 2 * absolute, factor).below > bar
  );
}

function marginOf(counting: RateQuestion['counting'], side: EventSteps['control'], margin: number, factor: number): RateMarginEvidence {
  const evidence = counting === 'trials' ? trialsMargin : exposureMargin;
  return evidence(sum(side.events) / factor, sum(side.exposure) / factor, margin);
}

/** Half-width to expect of a paired look that has grown to `n` steps; Infinity where its noise is not known well enough. */
function futureHalfWidth({ n: now, kappa, stepVariance }: PairedLook, n: number, alpha: number): number {
  const nEff = n / kappa;
  if (now < 10 || kappa >= now / 2 || nEff < 8) return Infinity;
  return studentBoundary(n, alpha, Math.max(nEff - 1, 1)) * Math.sqrt((stepVariance * kappa) / n / (1 - 1 / nEff));
}

function odds(log: number): string {
  return String(Number(Math.exp(log).toPrecision(2)));
}
