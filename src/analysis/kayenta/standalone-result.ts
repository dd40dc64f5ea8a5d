import type { ScoreThresholds } from '../../kayenta/canary.ts';

export interface StandaloneDecision {
  readonly didPassThresholds: boolean;
  readonly canaryScoreMessage: string;
}

/** Why an analysis ends before its last judgement. */
export const NOT_ABOVE_MARGINAL = 'Canary score is not above the marginal score threshold.';

/** Whether a judgement ends the analysis: a score that equals the marginal threshold does, as in Kayenta, and one that is no number. */
export function endsAnalysis(score: number, { marginal }: Partial<ScoreThresholds>): boolean {
  return marginal !== undefined && !(score > marginal);
}

/**
 * What the last score of an analysis says, in Kayenta's words. A last score between the thresholds is no pass.
 * @param scores of the judgements, in their order; without any the analysis says nothing of the canary, and does not pass.
 */
export function decideStandalone(scores: readonly number[], thresholds: Partial<ScoreThresholds>): StandaloneDecision {
  const last = scores.at(-1);
  if (last === undefined) return { didPassThresholds: false, canaryScoreMessage: 'There is no canary score.' };
  const name = `Final canary score ${written(last)}`;
  if (endsAnalysis(last, thresholds))
    return { didPassThresholds: false, canaryScoreMessage: `${name} is not above the marginal score threshold.` };
  if (thresholds.pass !== undefined && !(last >= thresholds.pass))
    return { didPassThresholds: false, canaryScoreMessage: `${name} is below the pass score threshold.` };
  return { didPassThresholds: true, canaryScoreMessage: `${name} met or exceeded the pass score threshold.` };
}

/** As Java writes a double: 100.0. */
function written(score: number): string {
  return Number.isInteger(score) ? score.toFixed(1) : String(score);
}
