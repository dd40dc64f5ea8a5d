import type { Judgement } from '../model/judgement.ts';
import { histogramSteps, presentSteps, stepsWithEvents } from '../stats/histogram-steps.ts';
import type { ContrastJudgement } from './contrast-judgement.ts';
import { contrastJudgement } from './contrast-report.ts';
import { type HistogramContrast, type HistogramContrastChoice, histogramContrasts } from './histogram-contrasts.ts';
import type { JudgeInput } from './judge.ts';
import { judgeContrast } from './judge-contrast.ts';
import { worstOf } from './judge-contrasts.ts';
import { usesTrailingWindow } from './trailing-window.ts';

export type HistogramJudging = Omit<HistogramContrastChoice, 'direction' | 'tolerance' | 'slo'>;

/**
 * Judges histograms by contrasts taken step by step, never by single events: events of one step share its weather, and a test that took them
 * as independent would find harm in every pair of servers. Harm when any contrast is harm at its share of alpha, a pass when all are safe.
 * @throws {RangeError} as histogramContrasts, or no quantile and nothing else to judge by.
 */
export function judgeHistogram(input: JudgeInput<'histogram'>, judging: HistogramJudging): Judgement {
  const { metric, data, direction, tolerance, slo, minSamples } = input;
  const histogram = histogramSteps(data.control, data.candidate);
  const n = presentSteps(histogram.steps).length;
  const samples = { control: stepsWithEvents(data.control), candidate: stepsWithEvents(data.candidate) };
  if (n < minSamples) {
    const reason = `${metric}: ${n} steps with events on both sides (control ${samples.control}, candidate ${samples.candidate}), ${minSamples} are needed`;
    return { classification: 'nodata', reason, samples, everyLook: true };
  }
  const { contrasts, shares } = histogramContrasts(histogram, { ...judging, direction, tolerance, ...(slo && { slo }) });
  const judged = contrasts.map((made) => judgeOne(made, input, shares));
  return { ...contrastJudgement(metric, worstOf(judged)), samples };
}

/** Numbers of steps are counted in the contrast's own, which may each be several of the metric's. */
function judgeOne({ contrast, pooled, note }: HistogramContrast, input: JudgeInput<'histogram'>, shares: number): ContrastJudgement {
  const judged = judgeContrast(contrast, {
    alpha: input.alpha / shares,
    promoteAlpha: input.promoteAlpha,
    minSamples: Math.ceil(input.minSamples / pooled),
    stepsLeft: Math.floor(input.stepsLeft / pooled),
    trailingWindow: contrast.scale === 'logRatio' && usesTrailingWindow('auto', input.tolerance.ratio),
  });
  const notes = [judged.note, note].filter((part) => part !== undefined);
  return {
    ...judged,
    ...(judged.moreSteps !== undefined && { moreSteps: judged.moreSteps * pooled }),
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}
