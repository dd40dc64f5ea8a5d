import type { Json } from '../model/json.ts';
import type { Classification, Effect, Judgement } from '../model/judgement.ts';
import { type ContrastScale, readableEffect, readableLimit } from './contrast.ts';
import type { ContrastJudgement } from './contrast-judgement.ts';
import { effectNumber, effectText } from './effect-text.ts';
import type { ContrastsJudgement } from './judge-contrasts.ts';
import { TRAILING_STEPS } from './trailing-window.ts';

export const EFFECT_SCALE: Record<ContrastScale, Effect['scale']> = {
  logRatio: 'relative',
  relative: 'relative',
  absolute: 'absolute',
  probability: 'probability',
};
/** The judgement of a metric that rests on one contrast, or on the decisive one of several; further ones stand in evidence. */
export function contrastJudgement(metric: string, judged: ContrastJudgement | ContrastsJudgement): Judgement {
  const decisive = 'decisive' in judged ? judged.decisive : judged;
  const others = 'decisive' in judged ? judged.all : [];
  const effect = effectOf(decisive);
  return {
    classification: classificationOf(decisive),
    reason: reasonOf(metric, decisive),
    ...(effect && { effect }),
    samples: { control: decisive.n, candidate: decisive.n },
    ...(decisive.nEff !== null && { effectiveSamples: decisive.nEff }),
    everyLook: true,
    ...(decisive.score !== undefined && { score: decisive.score }),
    ...(decisive.moreSteps !== undefined && { moreSteps: decisive.moreSteps }),
    evidence: { ...evidenceOf(decisive), ...(others.length > 0 && { contrasts: others.map(summaryOf) }) },
  };
}

/** Outcome and side in the words of a judgement. */
export function classificationOf({ outcome, side }: ContrastJudgement): Classification {
  return outcome === 'harm' ? side : outcome === 'safe' ? 'pass' : outcome;
}

/** The effect as people read it; undefined when there is no estimate. The tolerance is that of the side named. */
export function effectOf({ name, scale, estimate, lower, upper, limits, side }: ContrastJudgement): Effect | undefined {
  if (estimate === null) return undefined;
  const read = (value: number | null): number | null => (value === null ? null : finite(readableEffect(scale, value)));
  const shown = read(estimate);
  if (shown === null) return undefined;
  const limit = side === 'high' ? limits.above : limits.below;
  return {
    name,
    scale: EFFECT_SCALE[scale],
    estimate: shown,
    lower: read(lower),
    upper: read(upper),
    tolerance: limit === undefined ? null : finite(readableLimit(scale, side, limit)),
  };
}

/** `p99 latency: mean ratio +12.3 % [8.1 %, 16.6 %] against 10 % allowed, n = 42 steps (n_eff 30): proven higher` */
export function reasonOf(metric: string, judged: ContrastJudgement): string {
  const { name, window, n, nEff } = judged;
  const effect = effectOf(judged);
  const measured = effect === undefined ? `no ${name}` : `${name} ${effectText(effect)}`;
  const allowed = effect?.tolerance == null ? '' : ` against ${effectNumber(effect.scale, effect.tolerance)} allowed`;
  const steps = window === 'trailing' ? `the latest ${TRAILING_STEPS} steps` : `n = ${n} steps`;
  const worth = nEff === null ? '' : ` (n_eff ${nEff.toFixed(0)})`;
  return `${metric}: ${measured}${allowed}, ${steps}${worth}: ${conclusion(judged)}`;
}

function conclusion({ outcome, side, moreSteps, note }: ContrastJudgement): string {
  const said = {
    harm: side === 'high' ? 'proven higher' : 'proven lower',
    safe: 'proven harmless',
    undecided: 'not proven either way yet',
    nodata: 'no data',
  };
  const forecast = moreSteps === undefined ? undefined : `about ${moreSteps} more steps`;
  return [said[outcome], forecast, note].filter((part) => part !== undefined).join(', ');
}

function evidenceOf({ engine, window, limits, estimate, lower, upper, scale, evidence }: ContrastJudgement): { [key: string]: Json } {
  return { engine, window, contrast: scale, estimate, lower, upper, limits: { ...limits }, ...evidence };
}

function summaryOf(judged: ContrastJudgement): { [key: string]: Json } {
  const { name, outcome, side, n, nEff, score = null, note = null } = judged;
  return { name, outcome, side, n, nEff, score, note, ...evidenceOf(judged) };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
