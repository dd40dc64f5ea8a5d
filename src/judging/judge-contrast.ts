import type { FittedNoise } from '../stats/noise-profile-fit.ts';
import { type Contrast, type ContrastLimits, guardedSides } from './contrast.ts';
import { forecastSteps } from './contrast-forecast.ts';
import type { ContrastJudgement } from './contrast-judgement.ts';
import { type ContrastLook, finiteOrNull, lookPaired, lookWithProfile } from './contrast-look.ts';
import { marginScore } from './margin-score.ts';
import { TRAILING_STEPS, trailingPart } from './trailing-window.ts';

const TRAILING_EFFECTIVE_STEPS = 10;
const MIN_EFFECTIVE_STEPS = 8;

/** How a contrast is judged: error levels that hold over all looks together, gates, and what is known of the noise. */
export interface ContrastPlan {
  /** One-sided chance of calling harm what is none. Halved when both directions are guarded, halved again by the trailing window. */
  readonly alpha: number;
  /** Chance of calling a harm harmless. Not divided: all limits must hold together. */
  readonly promoteAlpha: number;
  /** Fewer steps with data are `nodata`. */
  readonly minSamples: number;
  /** Steps until the deadline, >= 0. */
  readonly stepsLeft: number;
  /** Also look at the latest 30 steps alone, for harm only. */
  readonly trailingWindow: boolean;
  /** Independent steps needed before anything is decided. Default 8; 12 is strict. Not asked of a contrast with a noise profile. */
  readonly minEffectiveSteps?: number;
  /** The noise learnt before the run, checked for this contrast, and the prior share of "the profile is wrong". */
  readonly noise?: { readonly fitted: FittedNoise; readonly vagueShare: number };
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
  const look = (values: Float64Array, gate: number): ContrastLook =>
    plan.noise ? lookWithProfile(values, plan.noise.fitted, plan.noise.vagueShare) : lookPaired(values, gate);
  const { values } = contrast;
  const whole = look(values, plan.minEffectiveSteps ?? MIN_EFFECTIVE_STEPS);
  const watched = plan.trailingWindow && whole.n > TRAILING_STEPS;
  const first = values.findIndex(Number.isFinite);
  return judgeLooks(contrast, plan, {
    whole,
    ...(watched && { trailing: look(trailingPart(values), plan.minEffectiveSteps ?? TRAILING_EFFECTIVE_STEPS) }),
    presence: first === -1 ? 1 : whole.n / (values.length - first),
  });
}

/** The same for looks made by another engine; `values` of the contrast are not needed then. */
export function judgeLooks(contrast: Omit<Contrast, 'values'>, plan: ContrastPlan, looks: Looks): ContrastJudgement {
  const { name, scale, limits } = contrast;
  const { whole, trailing } = looks;
  const sides = guardedSides(limits);
  const alpha = plan.alpha / sides.length / (plan.trailingWindow ? 2 : 1);
  const { promoteAlpha } = plan;
  const margin = (look: ContrastLook, side: 'high' | 'low', limit: number): number | undefined => {
    const lower = side === 'high' ? look.lower(alpha) : -look.upper(alpha);
    const upper = side === 'high' ? look.upper(promoteAlpha) : -look.lower(promoteAlpha);
    if (look.constant && nearlyEqual(lower, limit)) return 100;
    return marginScore({ lower, upper: Math.max(lower, upper), tolerance: limit });
  };
  const common = { name, scale, limits, engine: whole.engine };
  const nearest = nearestSide(limits, whole.estimate);
  if (whole.n < Math.max(plan.minSamples, 1)) {
    return {
      ...common,
      ...{ outcome: 'nodata', side: nearest, estimate: finiteOrNull(whole.estimate), lower: null, upper: null, n: whole.n },
      ...{ nEff: null, window: 'whole', note: `${plan.minSamples} steps with data on both sides are needed`, evidence: whole.evidence },
    };
  }

  const scores = sides.map(({ side, limit }) => ({ side, score: whole.ready ? margin(whole, side, limit) : undefined }));
  let harm = scores.find(({ score }) => score === 0)?.side;
  let decisive = whole;
  if (harm === undefined && trailing?.ready) {
    harm = sides.find(({ side, limit }) => margin(trailing, side, limit) === 0)?.side;
    if (harm !== undefined) decisive = trailing;
  }
  const safe = harm === undefined && scores.every(({ score }) => score === 100);
  const score = harm !== undefined ? 0 : lowest(scores.map((side) => side.score));
  const undecided = harm === undefined && !safe;
  const forecast = undecided ? forecastSteps(whole, { limits, alpha, promoteAlpha }) : undefined;
  const moreSteps = forecast?.steps === undefined ? undefined : Math.ceil(forecast.steps / looks.presence);
  const note = [
    undecided && !whole.ready ? notReady(whole, plan) : undefined,
    forecast !== undefined && (moreSteps ?? forecast.beyond) > plan.stepsLeft ? 'will not decide before the deadline' : undefined,
    whole.constant && safe ? 'every step differs by the same' : undefined,
    whole.note,
  ].filter((part) => part !== undefined);

  const guards = (side: 'high' | 'low'): boolean => sides.some((guarded) => guarded.side === side);
  const side = harm ?? nearest;
  return {
    ...common,
    outcome: harm !== undefined ? 'harm' : safe ? 'safe' : 'undecided',
    side,
    estimate: finiteOrNull(decisive.estimate),
    lower: decisive.ready ? finiteOrNull(decisive.lower(guards('low') && harm !== 'high' ? promoteAlpha : alpha)) : null,
    upper: decisive.ready ? finiteOrNull(decisive.upper(guards('high') && harm !== 'low' ? promoteAlpha : alpha)) : null,
    n: decisive.n,
    nEff: decisive.nEff,
    window: decisive === whole ? 'whole' : 'trailing',
    ...(score !== undefined && { score }),
    ...(moreSteps !== undefined && { moreSteps }),
    ...(note.length > 0 && { note: note.join(', ') }),
    evidence: decisive.evidence,
  };
}

function nearestSide(limits: ContrastLimits, estimate: number): 'high' | 'low' {
  const { above = Infinity, below = Infinity } = limits;
  return above - estimate > below + estimate ? 'low' : limits.above === undefined ? 'low' : 'high';
}

function lowest(scores: readonly (number | undefined)[]): number | undefined {
  return scores.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.min(a, b)));
}

function notReady({ n, nEff, engine }: ContrastLook, { minEffectiveSteps = MIN_EFFECTIVE_STEPS }: ContrastPlan): string {
  const least = engine === 'profile' ? 5 : 10;
  return n < least ? `${least} steps are needed to tell` : `${nEff.toFixed(1)} independent steps, ${minEffectiveSteps} are needed to tell`;
}

const nearlyEqual = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
