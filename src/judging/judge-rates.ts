import type { Json } from '../model/json.ts';
import type { Judgement } from '../model/judgement.ts';
import { type EventSide, type EventSteps, eventSteps, stepsWithRate, swapped, totals } from '../stats/event-steps.ts';
import { fewestSteps } from '../stats/fewest-steps.ts';
import type { JudgeInput } from './judge.ts';
import { marginScore } from './margin-score.ts';
import { type RateDirection, type RateTotals, rateEffect } from './rate-effect.ts';
import { lookAtRates, type RateQuestion } from './rate-look.ts';
import { rateReason } from './rate-reason.ts';

/** Undecided scores stay this far from 0 and 100, which are answers of their own. */
const SCORE_MARGIN = 1e-6;
/** Nothing is foreseen from fewer steps. */
const FORECAST_FROM = 10;
/** With no tolerance in ratio, and none absolute either. */
const DEFAULT_RATIO = 0.1;

/** Events of both sides and what makes them a metric: how they are counted, and which rate is nothing to speak of. */
export interface Rates {
  readonly control: EventSide;
  readonly candidate: EventSide;
  readonly counting: RateQuestion['counting'];
  readonly negligible: number;
}

/**
 * Judges the rates of two sides: bad of total, or events of exposure. Steps where a side has no exposure or no sample are left out.
 * Both directions are asked at half of alpha each when either change is harm, and both must be safe for a pass.
 * @throws {RangeError} a ratio tolerance of 1 or more for a decrease: nothing would be harm.
 */
export function judgeRates(
  input: Pick<JudgeInput, 'metric' | 'direction' | 'tolerance' | 'alpha' | 'promoteAlpha' | 'minSamples' | 'stepsLeft'>,
  rates: Rates,
): Judgement {
  const steps = eventSteps(atMostExposure(rates, rates.control), atMostExposure(rates, rates.candidate));
  const n = steps.control.events.length;
  const samples = { control: stepsWithRate(rates.control), candidate: stepsWithRate(rates.candidate) };
  const directions = guarded(input, rates, steps);
  const harmful = directions.find(({ look }) => look.outcome === 'harm');
  if (n < input.minSamples && harmful === undefined) {
    const reason = `${input.metric}: ${n} steps with data on both sides (control ${samples.control}, candidate ${samples.candidate}), ${input.minSamples} are needed`;
    return { classification: 'nodata', reason, samples, everyLook: true };
  }

  const safe = directions.every(({ look }) => look.outcome === 'safe');
  const decisive = harmful ?? nearestToHarm(directions);
  const score = harmful ? 0 : safe ? 100 : openScore(directions, input.tolerance.absolute);
  const moreSteps = harmful || safe ? undefined : forecast(directions, n);
  const ofSides = { control: totals(steps.control), candidate: totals(steps.candidate) };
  const effect = rateEffect(input.tolerance, ofSides, decisive);
  const { evidence, paired } = decisive.look;
  return {
    classification: harmful ? harmful.side : safe ? 'pass' : 'undecided',
    reason: rateReason({ input, counting: rates.counting, totals: ofSides, n, decisive, effect, moreSteps }),
    effect,
    samples,
    ...(paired.ready && { effectiveSamples: paired.nEff }),
    ...(Number.isFinite(evidence.above) && { logEValue: evidence.above }),
    everyLook: true,
    ...(score !== undefined && { score }),
    ...(moreSteps !== undefined && { moreSteps }),
    evidence: evidenceOf(ofSides, directions),
  };
}

function guarded(
  { direction, tolerance, alpha, promoteAlpha, minSamples }: Parameters<typeof judgeRates>[0],
  { counting, negligible }: Rates,
  steps: EventSteps,
): [RateDirection, ...RateDirection[]] {
  const size = tolerance.ratio ?? (tolerance.absolute === undefined ? DEFAULT_RATIO : 0);
  if (direction !== 'increase' && size >= 1) throw new RangeError(`a ratio tolerance of ${size} allows any decrease; below 1 is needed`);
  const ask = (side: 'high' | 'low', ratio: number): RateDirection => ({
    side,
    ratio,
    look: lookAtRates({
      steps: side === 'high' ? steps : swapped(steps),
      ...{ counting, ratio, negligible, promoteAlpha, minSamples },
      ...(tolerance.absolute !== undefined && { absolute: tolerance.absolute }),
      alpha: direction === 'either' ? alpha / 2 : alpha,
    }),
  });
  if (direction === 'increase') return [ask('high', 1 + size)];
  if (direction === 'decrease') return [ask('low', 1 / (1 - size))];
  return [ask('high', 1 + size), ask('low', 1 / (1 - size))];
}

/** Extrapolated counters can show a few more bad requests than requests. */
function atMostExposure({ counting }: Rates, side: EventSide): EventSide {
  if (counting !== 'trials') return side;
  let within = 0;
  while (within < side.events.length && !(side.events[within]! > side.exposure[within]!)) within++;
  if (within === side.events.length) return side;
  return { ...side, events: side.events.map((events, t) => Math.min(events, side.exposure[t]!)) };
}

function nearestToHarm(directions: readonly [RateDirection, ...RateDirection[]]): RateDirection {
  const open = directions.filter(({ look }) => look.outcome !== 'safe');
  const [nearest] = open.toSorted((a, b) => b.look.evidence.above - a.look.evidence.above);
  return nearest ?? directions[0];
}

/** The lowest of the directions still open; undefined as soon as one of them has no bounded interval. */
function openScore(directions: readonly RateDirection[], absolute: number | undefined): number | undefined {
  const scores = directions.map(({ look, ratio }) => {
    if (look.outcome === 'safe') return 100;
    const { lower, upper } = look.interval();
    const ofRatio =
      lower === 0 || upper === Infinity
        ? undefined
        : marginScore({ lower: Math.log(lower), upper: Math.log(Math.max(lower, upper)), tolerance: Math.log(ratio) });
    const ofMargin =
      look.difference && absolute !== undefined
        ? marginScore({ lower: look.difference.lower, upper: Math.max(look.difference.lower, look.difference.upper), tolerance: absolute })
        : undefined;
    // Staying within either is enough.
    const share = Math.max(ofRatio ?? -1, ofMargin ?? -1);
    return share < 0 ? undefined : Math.min(Math.max(share, SCORE_MARGIN), 100 - SCORE_MARGIN);
  });
  return scores.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.min(a, b)));
}

/** Fewest further steps after which every open direction would be decided, should rates and noise stay as they are. */
function forecast(directions: readonly RateDirection[], n: number): number | undefined {
  if (n < FORECAST_FROM) return undefined;
  return fewestSteps((more) => directions.every(({ look }) => look.outcome !== 'undecided' || look.decidedAfter(more)));
}

function evidenceOf({ control, candidate }: RateTotals, directions: readonly RateDirection[]): { [key: string]: Json } {
  return {
    events: { control: control.events, candidate: candidate.events },
    exposure: { control: control.exposure, candidate: candidate.exposure },
    dispersion: directions[0]!.look.dispersion,
    directions: directions.map(({ side, ratio, look }) => ({
      side,
      outcome: look.outcome,
      because: look.because,
      ratio,
      logEHarm: finite(look.evidence.above),
      logESafe: finite(look.evidence.below),
      engines: look.frequent ? 'steps' : look.dense ? 'counts and steps' : 'counts',
      steps: {
        mean: finite(look.paired.mean),
        phi: look.paired.phi,
        kappa: look.paired.kappa,
        nEff: look.paired.nEff,
        ready: look.paired.ready,
      },
    })),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
