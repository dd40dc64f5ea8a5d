import type { Json } from '../model/json.ts';
import type { Classification, Effect, Judgement } from '../model/judgement.ts';
import { effectNumber, effectText } from './effect-text.ts';
import { decideMargin, type GuardedEffect } from './margin-decision.ts';

/** What a judge of one look measured, finite but for unbounded ends. */
export interface MeasuredEffect extends Omit<GuardedEffect, 'tolerance'> {
  /** `shift`, `mean ratio`. */
  readonly name: string;
  readonly scale: Effect['scale'];
  /** null: relative to a baseline of 0, so that no size can be harmless but no harm at all. */
  readonly tolerance: number | null;
  /** In [0, 1]. */
  readonly pValue?: number;
  readonly evidence: { readonly [key: string]: Json };
}

interface Measured {
  readonly metric: string;
  readonly samples: Judgement['samples'];
}

const CONCLUSION: Partial<Record<Classification, string>> = {
  pass: 'harmless',
  high: 'higher',
  low: 'lower',
  undecided: 'not proven either way yet',
};

/**
 * The judgement of a metric by one effect whose levels hold for this look alone.
 * `p99: shift +12.3 % [8.1 %, 16.6 %] against 10 % allowed, n = 60 and 58: higher at this look`
 */
export function marginJudgement({ metric, samples }: Measured, effect: MeasuredEffect): Judgement {
  const { name, scale, estimate, tolerance, pValue, evidence } = effect;
  const decision = decideMargin({ ...effect, tolerance: tolerance ?? 0 });
  // Without a tolerance that has a size, not being worse at all is the only thing that can be said.
  const sized = tolerance !== null || decision.classification === 'pass';
  const classification = sized ? decision.classification : 'undecided';
  const shown: Effect = { name, scale, estimate, lower: decision.lower, upper: decision.upper, tolerance };
  const allowed = tolerance === null ? '' : ` against ${effectNumber(scale, tolerance)} allowed`;
  const unbounded = shown.lower === null && shown.upper === null ? ' [unbounded]' : '';
  const note = sized ? '' : ', the control is 0 or next to it, so there is no relative change: give an absolute tolerance';
  return {
    classification,
    reason: `${metric}: ${name} ${effectText(shown)}${unbounded}${allowed}, n = ${samples.control} control and ${samples.candidate} candidate: ${CONCLUSION[classification]} at this look${note}`,
    effect: shown,
    samples,
    ...(pValue !== undefined && { pValue }),
    everyLook: false,
    ...(sized && decision.score !== undefined && { score: decision.score }),
    evidence: { levelHolds: 'one look', ...evidence },
  };
}

/** The judgement where there is nothing to measure an effect by: too few samples, or numbers that have no difference. */
export function noEffect({ metric, samples }: Measured, classification: 'nodata' | 'undecided', why: string): Judgement {
  return { classification, reason: `${metric}: ${why}`, samples, everyLook: false, evidence: { levelHolds: 'one look' } };
}
