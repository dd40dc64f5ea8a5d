import type { Judgement } from '../model/judgement.ts';
import { designEffect } from '../stats/design-effect.ts';
import { fewestSteps } from '../stats/fewest-steps.ts';
import { occupiedBuckets, populationStabilityIndex, total } from '../stats/histogram-distance.ts';
import { type HistogramSteps, histogramSteps, pooledStep, presentSteps, stepsWithEvents } from '../stats/histogram-steps.ts';
import { studentBoundary } from '../stats/mixture-boundary.ts';
import { correctedIndex, type StabilityIndexEstimate, stabilityIndexInterval } from '../stats/stability-index-interval.ts';
import type { ContrastJudgement } from './contrast-judgement.ts';
import { DRIFT_CONTRASTS, driftContrasts } from './drift-contrasts.ts';
import { driftEvidence } from './drift-evidence.ts';
import type { JudgeInput } from './judge.ts';
import { judgeContrast } from './judge-contrast.ts';
import { marginScore } from './margin-score.ts';

/** Undecided scores stay this far from 0 and 100, which are answers of their own. */
const SCORE_MARGIN = 1e-6;
const MIN_EFFECTIVE_STEPS = 8;

export interface DriftThresholds {
  /** Stability index below which a change is harmless. */
  readonly watch: number;
  /** Stability index above which a proven change is harm, >= watch. */
  readonly fail: number;
}

/**
 * Judges whether the candidate's distribution of scores or classes is another one than the control's.
 *
 * Harm needs a proof and a size: one of the step contrasts (mean score; shares above the control's 10, 50 and 90 % bounds) proves a change, in
 * either direction, at alpha / 8 each; the stability index, freed of what sampling noise adds to it, is above `fail`; and the lower end of
 * its interval is above `watch`, or an index that wobbles around `fail` would cross it at one look or another. The index alone crosses 0.1
 * by noise at a few hundred events; the contrasts alone find changes too small to matter.
 *
 * A pass needs more than an index that happens to be low: the upper end of its interval must be below `watch`. That end allows for the
 * number of events, for how much the shares scatter from step to step and wander over steps (design effect), and for looking at every
 * step; it is approximate, and needs 8 independent steps before it is used. A proven but tiny change is then still a pass.
 *
 * `high` and `low` say whether the mean score went up or down. The metric's direction and tolerance are not used: any drift is a change.
 * @throws {RangeError} the sides have no finite bucket bound in common.
 */
export function judgeDrift(input: JudgeInput<'histogram'>, { watch, fail }: DriftThresholds): Judgement {
  const { metric, data, alpha, promoteAlpha, minSamples } = input;
  const histogram = histogramSteps(data.control, data.candidate);
  const present = presentSteps(histogram.steps);
  const n = present.length;
  const samples = { control: stepsWithEvents(data.control), candidate: stepsWithEvents(data.candidate) };
  if (n < Math.max(minSamples, 1)) {
    const reason = `${metric}: ${n} steps with scores on both sides (control ${samples.control}, candidate ${samples.candidate}), ${minSamples} are needed`;
    return { classification: 'nodata', reason, samples, everyLook: true };
  }
  const { bounds } = histogram;
  if (bounds.length < 2) throw new RangeError('the two sides have no finite bucket bound in common');

  const contrasts = judgedContrasts(histogram, input);
  const proven = contrasts.find(({ outcome }) => outcome === 'harm');
  const nEff = Math.min(...contrasts.map((contrast) => contrast.nEff ?? 0));
  const ready = n >= 10 && nEff >= MIN_EFFECTIVE_STEPS;
  const all = pooledStep(present);
  const estimate = indexOf(histogram);
  const index = correctedIndex(estimate);
  const boundary = (level: number, steps = n): number => studentBoundary(steps, level, Math.max((nEff * steps) / n - 1, 1));
  const lower = ready ? stabilityIndexInterval(estimate, boundary(alpha)).lower : null;
  const upper = ready ? stabilityIndexInterval(estimate, boundary(promoteAlpha)).upper : null;

  const harm = proven !== undefined && index > fail && lower !== null && lower > watch;
  const safe = !harm && upper !== null && upper < watch;
  const share = marginScore({ lower, upper: upper === null ? null : Math.max(lower!, upper), tolerance: watch });
  const open = share === undefined ? undefined : Math.min(Math.max(share, SCORE_MARGIN), 100 - SCORE_MARGIN);
  const score = harm ? 0 : safe ? 100 : open;
  const moreSteps = harm || safe || !ready || index >= watch ? undefined : fewestSteps((more) => decidedAfter(more));
  const mean = contrasts[0]!;
  return {
    classification: harm ? (mean.estimate !== null && mean.estimate < 0 ? 'low' : 'high') : safe ? 'pass' : 'undecided',
    reason: reasonOf(),
    effect: { name: 'stability index', scale: 'index', estimate: index, lower, upper, tolerance: watch },
    samples,
    ...(nEff > 0 && { effectiveSamples: nEff }),
    everyLook: true,
    ...(score !== undefined && { score }),
    ...(moreSteps !== undefined && { moreSteps }),
    evidence: {
      psiCorrected: index,
      ...driftEvidence(bounds, all, { designEffect: estimate.designEffect, alpha }),
      contrasts: contrasts.map(({ name, outcome, side, estimate, lower, upper }) => ({ name, outcome, side, estimate, lower, upper })),
    },
  };

  /** The same index with more events behind it. */
  function decidedAfter(more: number): boolean {
    const growth = (n + more) / n;
    const grown = { ...estimate, control: estimate.control * growth, candidate: estimate.candidate * growth };
    const noise = (estimate.index - index) / growth;
    return stabilityIndexInterval({ ...grown, index: index + noise }, boundary(promoteAlpha, n + more)).upper < watch;
  }

  function reasonOf(): string {
    const range = lower === null || upper === null ? '' : ` [${number(lower)}, ${number(upper)}]`;
    const noise = `PSI ${number(estimate.index)}, ${number(estimate.index - index)} of it noise`;
    const moved = proven === undefined ? 'no change proven' : `${proven.name} proven ${proven.side === 'high' ? 'higher' : 'lower'}`;
    const size = index > fail ? `above ${fail}` : index > watch ? `above ${watch}: to be watched` : `below ${watch}`;
    const rest = safe
      ? 'proven harmless'
      : ready
        ? 'not proven harmless yet'
        : `${number(nEff)} independent steps, ${MIN_EFFECTIVE_STEPS} are needed`;
    const more = moreSteps === undefined ? '' : `, about ${moreSteps} more steps`;
    return `${metric}: stability index ${number(index)}${range} (${noise}), ${size}; ${moved}${harm ? '' : `, ${rest}`}, ${n} steps${more}`;
  }
}

function judgedContrasts(
  histogram: HistogramSteps,
  { alpha, promoteAlpha, minSamples, stepsLeft }: JudgeInput<'histogram'>,
): ContrastJudgement[] {
  return driftContrasts(histogram).map((contrast) =>
    judgeContrast(contrast, { alpha: alpha / DRIFT_CONTRASTS, promoteAlpha, minSamples, stepsLeft, trailingWindow: false }),
  );
}

function indexOf({ steps }: HistogramSteps): StabilityIndexEstimate {
  const present = presentSteps(steps);
  const { control, candidate } = pooledStep(present);
  const effect = designEffect(
    present.map((step) => step.control),
    present.map((step) => step.candidate),
  );
  return {
    index: populationStabilityIndex(control, candidate),
    buckets: occupiedBuckets(control, candidate).length,
    control: total(control),
    candidate: total(candidate),
    // NaN where shares never change: nothing but sampling noise is known of them.
    designEffect: Number.isNaN(effect) ? 1 : Math.max(effect, 1),
  };
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
