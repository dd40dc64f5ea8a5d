import type { FittedNoise } from '../stats/noise-profile-fit.ts';
import { type Contrast, type ContrastLimits, guardedSides } from './contrast.ts';
import { forecastSteps } from './contrast-forecast.ts';
import type { ContrastJudgement } from './contrast-judgement.ts';
import { type ContrastLook, finiteOrNull, lookPaired, lookWithProfile } from './contrast-look.ts';
import { marginScore } from './margin-score.ts';
import { boundaryLevel, type ProfileTrust } from './profile-trust.ts';
import { TRAILING_ALPHA_SHARE, TRAILING_EFFECTIVE_STEPS, TRAILING_STEPS, trailingPart } from './trailing-window.ts';

const MIN_EFFECTIVE_STEPS = 8;

/** How a contrast is judged: error levels that hold over all looks together, gates, and what is known of the noise. */
export interface ContrastPlan {
  /** One-sided chance of calling harm what is none. Halved when both directions are guarded; the trailing window takes a share of it. */
  readonly alpha: number;
  /** Chance of calling a harm harmless. Not divided: all limits must hold together. */
  readonly promoteAlpha: number;
  /** Fewer steps with data are `nodata`. */
  readonly minSamples: number;
  /** Steps until the deadline, >= 0. */
  readonly stepsLeft: number;
  /** Also look at the latest 30 steps alone, for harm only. */
  readonly trailingWindow: boolean;
  /** Independent steps needed before anything is decided, 12 at least in the trailing window. Default 8; 12 is strict. Not asked of a contrast with a noise profile. */
  readonly minEffectiveSteps?: number;
  /** The noise learnt before the run, checked for this contrast. */
  readonly noise?: { readonly fitted: FittedNoise; readonly trust: ProfileTrust };
}

/** The whole run and, where it is watched, its latest stretch. */
export interface Looks {
  readonly whole: ContrastLook;
  readonly trailing?: ContrastLook;
  /** Share of the run's steps that have data, in (0, 1]. */
  readonly presence: number;
}

/**
 * Judges one contrast from all its steps: proven harmful, proven harmless, or neither yet.
 * Pure and without memory, so a look can be judged again; looking at every step is paid for in the width of the bounds.
 * @throws {RangeError} a level outside (0, 0.5), no limit, or numbers too large to compute with.
 */
export function judgeContrast(contrast: Contrast, plan: ContrastPlan): ContrastJudgement {
  const look = (values: Float64Array, minEffectiveSteps: number): ContrastLook =>
    plan.noise ? lookWithProfile(values, plan.noise.fitted, plan.noise.trust) : lookPaired(values, minEffectiveSteps);
  const { values } = contrast;
  const gate = plan.minEffectiveSteps ?? MIN_EFFECTIVE_STEPS;
  const whole = look(values, gate);
  const watched = plan.trailingWindow && whole.n > TRAILING_STEPS;
  const first = values.findIndex(Number.isFinite);
  return judgeLooks(contrast, plan, {
    whole,
    ...(watched && { trailing: look(trailingPart(values), Math.max(gate, TRAILING_EFFECTIVE_STEPS)) }),
    presence: first === -1 ? 1 : whole.n / (values.length - first),
  });
}

/** The same for looks made by another engine. @throws {RangeError} as `judgeContrast`. */
export function judgeLooks(contrast: Omit<Contrast, 'values'>, plan: ContrastPlan, looks: Looks): ContrastJudgement {
  const { name, scale, limits } = contrast;
  const { whole, presence } = looks;
  const sides = guardedSides(limits);
  const perSide = (plan.noise ? boundaryLevel(plan.alpha, plan.noise.trust) : plan.alpha) / sides.length;
  const forWindow = plan.trailingWindow ? TRAILING_ALPHA_SHARE[plan.noise ? 'profile' : 'paired'] * perSide : 0;
  const levels: Levels = { alpha: perSide - forWindow, promoteAlpha: plan.promoteAlpha };
  if (Number.isNaN(whole.nEff)) throw new RangeError(`${name}: numbers too large to compute with`);
  if (whole.n < Math.max(plan.minSamples, 1)) return tooFew(contrast, plan, whole);

  const { harm, decisive, score } = weigh(sides, levels, { ...looks, trailingAlpha: forWindow });
  const outcome = harm !== undefined ? 'harm' : score === 100 ? 'safe' : 'undecided';
  const forecast = outcome === 'undecided' ? forecastSteps(whole, { limits, ...levels }) : undefined;
  const moreSteps = forecast?.steps === undefined ? undefined : Math.ceil(forecast.steps / presence);
  const notes = [
    outcome === 'undecided' && !whole.ready ? notReady(whole, plan) : undefined,
    forecast !== undefined && (moreSteps ?? forecast.beyond) > plan.stepsLeft ? 'will not decide before the deadline' : undefined,
    outcome === 'safe' && whole.constant ? 'every step differs by the same' : undefined,
    whole.note,
  ].filter((note) => note !== undefined);
  return {
    name,
    scale,
    limits,
    engine: whole.engine,
    outcome,
    side: harm ?? nearestSide(sides, whole.estimate),
    estimate: finiteOrNull(decisive.estimate),
    ...boundsOf(decisive, decisive === whole ? levels : { ...levels, alpha: forWindow }, { limits, harm }),
    n: decisive.n,
    nEff: decisive.nEff,
    window: decisive === whole ? 'whole' : 'trailing',
    ...(score !== undefined && { score }),
    ...(moreSteps !== undefined && { moreSteps }),
    ...(notes.length > 0 && { note: notes.join(', ') }),
    evidence: decisive.evidence,
  };
}

type Side = 'high' | 'low';
type Sides = readonly { readonly side: Side; readonly limit: number }[];
interface Levels {
  readonly alpha: number;
  readonly promoteAlpha: number;
}

/** Which side is proven harmful, by which look, and the lower of the sides' scores; no score while the engine is not ready. */
function weigh(
  sides: Sides,
  levels: Levels,
  { whole, trailing, trailingAlpha }: Looks & { readonly trailingAlpha: number },
): { harm?: Side; decisive: ContrastLook; score?: number } {
  const harmOf = (look: ContrastLook, alpha: number): Side | undefined =>
    look.ready ? sides.find((side) => scoreSide(look, side, { ...levels, alpha }) === 0)?.side : undefined;
  const early = harmOf(whole, levels.alpha);
  if (early !== undefined) return { harm: early, decisive: whole, score: 0 };
  const late = trailing && harmOf(trailing, trailingAlpha);
  if (trailing && late !== undefined) return { harm: late, decisive: trailing, score: 0 };
  if (!whole.ready) return { decisive: whole };
  let lowest = 100;
  for (const side of sides) {
    const score = scoreSide(whole, side, levels);
    if (score === undefined) return { decisive: whole };
    lowest = Math.min(lowest, score);
  }
  return { decisive: whole, score: lowest };
}

function scoreSide(look: ContrastLook, { side, limit }: Sides[number], { alpha, promoteAlpha }: Levels): number | undefined {
  const lower = side === 'high' ? look.lower(alpha) : -look.upper(alpha);
  const upper = side === 'high' ? look.upper(promoteAlpha) : -look.lower(promoteAlpha);
  // Known without error and on the limit up to rounding: an effect equal to the limit is harmless.
  if (look.constant && nearlyEqual(lower, limit)) return 100;
  return marginScore({ lower, upper, tolerance: limit });
}

/** The interval to show: an end that faces a limit from inside holds at the promotion level, one that proves harm at the rollback level. */
function boundsOf(
  look: ContrastLook,
  { alpha, promoteAlpha }: Levels,
  { limits, harm }: { limits: ContrastLimits; harm: Side | undefined },
): { lower: number | null; upper: number | null } {
  if (!look.ready) return { lower: null, upper: null };
  return {
    lower: finiteOrNull(look.lower(limits.below !== undefined && harm !== 'high' ? promoteAlpha : alpha)),
    upper: finiteOrNull(look.upper(limits.above !== undefined && harm !== 'low' ? promoteAlpha : alpha)),
  };
}

function tooFew({ name, scale, limits }: Omit<Contrast, 'values'>, { minSamples }: ContrastPlan, look: ContrastLook): ContrastJudgement {
  return {
    name,
    scale,
    limits,
    engine: look.engine,
    outcome: 'nodata',
    side: nearestSide(guardedSides(limits), look.estimate),
    estimate: finiteOrNull(look.estimate),
    lower: null,
    upper: null,
    n: look.n,
    nEff: null,
    window: 'whole',
    note: [`${minSamples} steps with data on both sides are needed`, look.note].filter((note) => note !== undefined).join(', '),
    evidence: look.evidence,
  };
}

/** The guarded side whose limit the effect is nearer to, or further beyond. */
function nearestSide(sides: Sides, estimate: number): Side {
  const room = ({ side, limit }: Sides[number]): number => limit - (side === 'high' ? estimate : -estimate);
  return sides.reduce((a, b) => (room(b) < room(a) ? b : a)).side;
}

function notReady({ n, nEff, engine }: ContrastLook, { minEffectiveSteps = MIN_EFFECTIVE_STEPS }: ContrastPlan): string {
  const least = engine === 'profile' ? 5 : 10;
  return n < least ? `${least} steps are needed to tell` : `${nEff.toFixed(1)} independent steps, ${minEffectiveSteps} are needed to tell`;
}

const nearlyEqual = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
