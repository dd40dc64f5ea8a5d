import { effectsOf } from '../../judging/effects-of.ts';
import type { Analysis, Look } from '../../model/analysis.ts';
import type { MetricResult } from '../../model/verdict.ts';
import type { Challenge, ChallengeCell, Contender } from './challenge.ts';

/** @param analysis undefined: it is still being started. @param look the latest; undefined before the first. */
export function contenderOf(
  { name, scope, analysisId }: Challenge['candidates'][number],
  analysis: Analysis | undefined,
  look: Look | undefined,
): Contender {
  const { status, verdict, score, reason } = analysis ?? NOT_STARTED;
  return {
    name,
    scope,
    analysisId,
    status,
    verdict,
    score,
    reason,
    slotMs: look?.slotMs ?? null,
    metrics: look?.metrics.map(cellOf) ?? [],
  };
}

const NOT_STARTED = { status: 'running', verdict: 'continue', score: null, reason: 'it is being started' } as const;

/** What is watched beside the metric's own judge may decide its classification, and has no distance from the control. */
function cellOf({ name, labels, classification, reason, judgements }: MetricResult): ChallengeCell {
  const own = judgements[0];
  return { name, labels, classification, reason, effects: own === undefined ? [] : effectsOf(own), everyLook: own?.everyLook ?? false };
}
