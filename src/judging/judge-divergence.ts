import { type Band, bandOf } from '../model/divergence-band.ts';
import type { Judgement } from '../model/judgement.ts';
import { type DivergenceLook, divergenceLook, type RateBounds } from '../stats/divergence-look.ts';
import { type DivergenceSteps, pooled } from '../stats/divergence-steps.ts';
import { fewestSteps } from '../stats/fewest-steps.ts';
import { divergenceSteps, latestSteps } from './divergence-steps.ts';
import type { JudgeInput } from './judge.ts';
import { TRAILING_ALPHA_SHARE, TRAILING_STEPS } from './trailing-window.ts';

const MIN_EFFECTIVE_STEPS = 8;
/** Independent steps that the latest 30 must hold: with 12 a rate that wanders at 0.8 is called harm half as often again. */
const MIN_TRAILING_STEPS = 15;
/** Undecided scores stay this far from 0 and 100, which are answers of their own. */
const SCORE_MARGIN = 1e-6;
/** Below both, how the steps hang together is too badly known for a forecast to be of use. */
const FORECAST_STEPS = 30;
const FORECAST_EFFECTIVE_STEPS = 12;

/** Rates of divergence in (0, 1). */
export interface DivergenceLevels {
  /** Where one band ends and the next begins, ascending. */
  readonly safe: number;
  readonly investigate: number;
  readonly edgeCases: number;
  /** Proven below it is a pass; default `safe`. At most `rollbackAbove`. */
  readonly promoteBelow?: number;
  /** Proven above it is harm; default `edgeCases`. */
  readonly rollbackAbove?: number;
}

type Limits = Required<DivergenceLevels>;

/**
 * Judges the rate at which a candidate's answers diverge from the control's, less the rate at which a second control's do: proven below
 * what is safe, proven above what may be rolled out, or neither yet. All bounds hold over all looks together.
 *
 * `bad` of the candidate are the pairs that diverge, `bad` of the control those in which a second control diverges; without one the
 * control has no data, and nothing is taken off. Harm is looked for in the latest 30 steps alone as well, for a tenth of the level.
 * @throws {RangeError} levels that do not ascend.
 */
export function judgeDivergence(input: JudgeInput<'ratio'>, levels: DivergenceLevels): Judgement {
  const limits = limitsOf(levels);
  const { metric, alpha, promoteAlpha, minSamples } = input;
  const { flaw, ...steps } = divergenceSteps(input.data.control, input.data.candidate);
  const n = steps.candidate.events.length;
  const samples = samplesOf(steps);
  if (n < Math.max(minSamples, 1))
    return { classification: 'nodata', reason: `${metric}: ${n} steps with pairs, ${minSamples} are needed`, samples, everyLook: true };
  if (flaw !== undefined) return { classification: 'nodata', reason: `${metric}: ${flaw}`, samples, everyLook: true };

  const trailingAlpha = TRAILING_ALPHA_SHARE.paired * alpha;
  const whole = { steps, look: divergenceLook(steps, MIN_EFFECTIVE_STEPS), level: alpha - trailingAlpha };
  const late = n > TRAILING_STEPS ? trailing(steps, trailingAlpha) : undefined;
  const bounds = whole.look.ready ? whole.look.bounds({ lower: whole.level, upper: promoteAlpha }) : undefined;
  const isHarm = (lower: number | undefined): boolean => lower !== undefined && lower > limits.rollbackAbove;
  // A bound lies beyond its estimate: most of the time this settles it.
  const lateBounds =
    late?.look.ready && late.look.estimate > limits.rollbackAbove
      ? late.look.bounds({ lower: late.level, upper: promoteAlpha })
      : undefined;
  const harm = isHarm(bounds?.lower) || isHarm(lateBounds?.lower);
  const safe = !harm && bounds !== undefined && bounds.upper < limits.promoteBelow;
  const isLate = isHarm(lateBounds?.lower) && !isHarm(bounds?.lower);
  const decisive = isLate ? late! : whole;
  const shown = isLate ? lateBounds : bounds;

  const outcome = harm ? 'high' : safe ? 'pass' : 'undecided';
  const score = harm ? 0 : safe ? 100 : bounds && openScore(bounds, limits);
  const moreSteps = outcome === 'undecided' ? forecast(whole.look, limits, { lower: whole.level, upper: promoteAlpha }) : undefined;
  const bands = shown && [bandOf(Math.max(shown.lower, 0), limits), bandOf(Math.max(shown.upper, 0), limits)];
  return {
    classification: outcome,
    reason: reasonOf(),
    effect: {
      name: steps.noise === undefined ? 'divergence rate' : 'divergence rate less noise',
      scale: 'absolute',
      estimate: decisive.look.estimate,
      lower: shown?.lower ?? null,
      upper: shown?.upper ?? null,
      tolerance: limits.promoteBelow,
    },
    samples,
    effectiveSamples: decisive.look.nEff,
    everyLook: true,
    ...(score !== undefined && { score }),
    ...(moreSteps !== undefined && { moreSteps }),
    evidence: {
      ...countsOf(decisive.steps),
      window: decisive === whole ? 'whole' : 'trailing',
      bands: bands === undefined ? [] : [...new Set(bands)],
      dispersion: decisive.look.dispersion,
      kappa: decisive.look.kappa,
      limits: { ...limits },
    },
  };

  function reasonOf(): string {
    const { look } = decisive;
    const own = pooled(decisive.steps.candidate);
    const off = decisive.steps.noise && pooled(decisive.steps.noise);
    const measured = [
      `${metric}: ${count(own.events)} of ${count(own.trials)} pairs diverge (${percent(own.rate)})`,
      ...(off === undefined ? [] : [`${percent(off.rate)} by noise, which leaves ${percent(look.estimate)}`]),
    ].join(', ');
    const range = shown === undefined ? '' : ` [${percent(shown.lower)}, ${percent(shown.upper)}]`;
    const time = decisive === whole ? `n = ${n} steps (n_eff ${look.nEff.toFixed(0)})` : `the latest ${TRAILING_STEPS} steps`;
    return `${measured}${range}, ${time}: ${conclusion(look)}`;
  }

  function conclusion(look: DivergenceLook): string {
    if (harm) return `proven above ${percent(limits.rollbackAbove)}`;
    if (safe) return `proven below ${percent(limits.promoteBelow)}`;
    if (bands === undefined)
      return `not told yet, ${look.nEff.toFixed(1)} independent steps, ${MIN_EFFECTIVE_STEPS} and ${Math.max(minSamples, 10)} steps are needed`;
    const more = moreSteps === undefined ? '' : `, about ${moreSteps} more steps`;
    const late = moreSteps !== undefined && moreSteps > input.stepsLeft ? ': will not decide before the deadline' : '';
    return `${placeText(bands[0]!, bands[1]!)}, neither below ${percent(limits.promoteBelow)} nor above ${percent(limits.rollbackAbove)} is proven${more}${late}`;
  }
}

function limitsOf(levels: DivergenceLevels): Limits {
  const problem = levelsProblem(levels);
  if (problem !== undefined) throw new RangeError(problem);
  const { safe, investigate, edgeCases, promoteBelow = safe, rollbackAbove = edgeCases } = levels;
  return { safe, investigate, edgeCases, promoteBelow, rollbackAbove };
}

/** Why these levels cannot be judged by; undefined when they can. */
export function levelsProblem({
  safe,
  investigate,
  edgeCases,
  promoteBelow = safe,
  rollbackAbove = edgeCases,
}: DivergenceLevels): string | undefined {
  if (safe < investigate && investigate < edgeCases && promoteBelow <= rollbackAbove) return undefined;
  return `safe ${safe}, investigate ${investigate}, edgeCases ${edgeCases}, promoteBelow ${promoteBelow} or rollbackAbove ${rollbackAbove} do not ascend`;
}

function trailing(steps: DivergenceSteps, level: number): { steps: DivergenceSteps; look: DivergenceLook; level: number } {
  const latest = latestSteps(steps, TRAILING_STEPS);
  return { steps: latest, look: divergenceLook(latest, MIN_TRAILING_STEPS), level };
}

/** The mean, over the interval, of a worth that falls from 100 where a pass is to 0 where harm is. */
function openScore({ lower, upper }: RateBounds, { promoteBelow, rollbackAbove }: Limits): number {
  const worth = (to: number): number => {
    // Its integral from far below up to `to`.
    const inside = Math.min(Math.max(to, promoteBelow), rollbackAbove) - promoteBelow;
    const width = rollbackAbove - promoteBelow;
    return Math.min(to, promoteBelow) + (width === 0 ? 0 : inside - (inside * inside) / (2 * width));
  };
  const share = upper > lower ? (worth(upper) - worth(lower)) / (upper - lower) : 0.5;
  return Math.min(Math.max(100 * share, SCORE_MARGIN), 100 - SCORE_MARGIN);
}

/** Steps until this is decided, should rates and noise stay; undefined when that cannot be foreseen or will never be. */
function forecast(look: DivergenceLook, limits: Limits, levels: { readonly lower: number; readonly upper: number }): number | undefined {
  if (!look.ready || (look.n < FORECAST_STEPS && look.nEff < FORECAST_EFFECTIVE_STEPS)) return undefined;
  if (look.estimate >= limits.promoteBelow && look.estimate <= limits.rollbackAbove) return undefined;
  const safe = look.estimate < limits.promoteBelow;
  const question = safe
    ? ({ side: 'below', limit: limits.promoteBelow, level: levels.upper } as const)
    : ({ side: 'above', limit: limits.rollbackAbove, level: levels.lower } as const);
  return fewestSteps((more) => look.provenAfter(more, question));
}

function samplesOf({ candidate, noise }: DivergenceSteps): Judgement['samples'] {
  return { control: noise === undefined ? 0 : Math.round(pooled(noise).trials), candidate: Math.round(pooled(candidate).trials) };
}

function countsOf({ candidate, noise }: DivergenceSteps): Record<string, number> {
  const own = pooled(candidate);
  const counts = { pairs: own.trials, divergent: own.events, rate: own.rate };
  if (noise === undefined) return counts;
  const off = pooled(noise);
  return { ...counts, noisy: off.events, noiseRate: off.rate };
}

const WORDS: Readonly<Record<Band, string>> = {
  safe: 'safe',
  investigate: 'investigate',
  'edge-cases': 'edge cases',
  'do-not-roll-out': 'do not roll out',
};

function placeText(from: Band, to: Band): string {
  return from === to ? `in the band ${WORDS[from]}` : `between ${WORDS[from]} and ${WORDS[to]}`;
}

/** Counts in full; of queries that extrapolate to a digit. */
const count = (events: number): string => String(Number(events.toFixed(1)));
const percent = (rate: number): string => `${Number((100 * rate).toPrecision(3))} %`;
