import type { Slo } from '../model/config.ts';
import type { Judgement } from '../model/judgement.ts';
import type { RatioData } from '../model/metric-data.ts';
import { logarithmOf, logarithms } from '../stats/logarithms.ts';
import { type RateMarginEvidence, trialsMargin } from '../stats/rate-margin.ts';
import type { Contrast, ContrastLimits, ContrastScale } from './contrast.ts';
import { contrastJudgement } from './contrast-report.ts';
import type { JudgeInput } from './judge.ts';
import { type ContrastPlan, judgeContrast } from './judge-contrast.ts';

/** With fewer events than this a mean per step is not yet near normal, and only the events themselves are evidence. */
const DENSE_EVENTS = 30;

type Levels = Pick<JudgeInput, 'metric' | 'alpha' | 'promoteAlpha' | 'minSamples' | 'stepsLeft'>;

/**
 * Holds the candidate alone against an objective: proven to break it, proven to keep it, or neither yet, over all looks together.
 * A mean exactly on the objective counts as keeping it. The trailing window is always watched: an objective broken late is broken.
 */
export function judgeObjective(input: JudgeInput<'gauge' | 'ratio'>, slo: Slo): Judgement {
  return input.data.kind === 'gauge'
    ? judgeGaugeObjective(input, slo, input.data.candidate.values)
    : judgeRatioObjective(input, slo, input.data.candidate);
}

function judgeGaugeObjective(input: Levels, slo: Slo, values: Float64Array): Judgement {
  let isPositive = slo.value > 0;
  for (let i = 0; isPositive && i < values.length; i++) isPositive = !(values[i]! <= 0);
  const beyond = isPositive ? logarithms(values) : values.slice();
  // By the same logarithms: values that are the objective differ by 0 from it.
  const objective = isPositive ? logarithmOf(slo.value) : slo.value;
  for (let i = 0; i < beyond.length; i++) beyond[i]! -= objective;
  const contrast = objectiveContrast(slo, isPositive ? 'logRatio' : 'absolute', beyond);
  return contrastJudgement(input.metric, judgeContrast(contrast, planOf(input)));
}

/**
 * The share of bad events. Until events are dense, the events alone decide by an e-value; from then on the mean per step must agree,
 * because an e-value takes events for independent and a rate that wanders is not.
 */
function judgeRatioObjective(input: Levels, slo: Slo, { bad, total }: RatioData): Judgement {
  let events = 0;
  let trials = 0;
  let steps = 0;
  for (let i = 0; i < total.length; i++) {
    if (!hasTrials(bad[i]!, total[i]!)) continue;
    events += bad[i]!;
    trials += total[i]!;
    steps++;
  }
  const perStep = trials / steps;
  const values = new Float64Array(total.length);
  for (let i = 0; i < total.length; i++)
    values[i] = hasTrials(bad[i]!, total[i]!) ? (bad[i]! - slo.value * total[i]!) / perStep : Number.NaN;
  const byStep = judgeContrast(objectiveContrast(slo, 'absolute', values), planOf(input));
  const judgement = contrastJudgement(input.metric, byStep);
  if (byStep.outcome === 'nodata') return judgement;

  const evidence = rateEvidence(events, trials, slo.value);
  const rising = slo.op === '<' || slo.op === '<=';
  const against = rising ? evidence.above : evidence.below;
  const inFavour = rising ? evidence.below : evidence.above;
  const broken = against > -Math.log(input.alpha);
  const kept = inFavour > -Math.log(input.promoteAlpha);
  const dense = Math.max(events, slo.value * trials) >= DENSE_EVENTS;
  const harm = broken && (!dense || byStep.outcome === 'harm');
  const safe = !harm && kept && (!dense || byStep.outcome === 'safe');
  const classification = harm ? (rising ? 'high' : 'low') : safe ? 'pass' : 'undecided';
  const { score, moreSteps, effectiveSamples, effect, ...rest } = judgement;
  const agrees = dense && byStep.outcome === 'undecided';
  const rate = events / trials;
  return {
    ...rest,
    classification,
    reason:
      `${input.metric}: ${count(events)} bad of ${count(trials)} events (${(100 * rate).toPrecision(3)} %) against an objective of ` +
      `${slo.op} ${(100 * slo.value).toPrecision(3)} %, n = ${steps} steps: ` +
      (harm ? 'proven broken' : safe ? 'proven kept' : 'not proven either way yet'),
    samples: { control: 0, candidate: Math.round(trials) },
    ...(effect && { effect }),
    ...(effectiveSamples !== undefined && { effectiveSamples }),
    ...(harm ? { score: 0 } : safe ? { score: 100 } : agrees && score !== undefined ? { score } : {}),
    ...(classification === 'undecided' && agrees && moreSteps !== undefined && { moreSteps }),
    ...(Number.isFinite(against) && { logEValue: against }),
  };
}

/** A single event is proof that the rate is above 0; nothing is proof that it is not. */
function rateEvidence(events: number, trials: number, objective: number): RateMarginEvidence {
  if (objective > 0) return trialsMargin(events, trials, objective);
  return { above: events > 0 || objective < 0 ? Infinity : 0, below: -Infinity };
}

function objectiveContrast({ op }: Slo, scale: ContrastScale, values: Float64Array): Contrast {
  const limits: ContrastLimits = op === '<' || op === '<=' ? { above: 0 } : { below: 0 };
  return { name: 'difference from the objective', scale, limits, values };
}

function planOf({ alpha, promoteAlpha, minSamples, stepsLeft }: Levels): ContrastPlan {
  return { alpha, promoteAlpha, minSamples, stepsLeft, trailingWindow: true };
}

const hasTrials = (bad: number, total: number): boolean => Number.isFinite(bad) && Number.isFinite(total) && total > 0;
const count = (events: number): string => String(Number(events.toFixed(1)));
