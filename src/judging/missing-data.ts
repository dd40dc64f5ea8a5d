import type { Judgement } from '../model/judgement.ts';
import type { PairData } from '../model/metric-data.ts';
import { logEValueAbove } from '../stats/mixture-e-value.ts';
import { stepValues } from './step-values.ts';

/**
 * The candidate stopped reporting, or reports what is infinite and so measures nothing: of the steps that exactly one side has, too many
 * are the control's for a fair coin, and the latest step that either side has is one of them. Sequential: the chance of ever saying so while gaps fall on both
 * sides alike is alpha over all looks.
 * Missing data never roll back by themselves; what this does is keep a promotion from resting on what was measured before.
 *
 * @returns `nodata` when proven; undefined otherwise.
 */
export function missingDataJudgement(metric: string, data: PairData, alpha: number): Judgement | undefined {
  const control = stepValues(data.control);
  const candidate = stepValues(data.candidate);
  let candidateGaps = 0;
  let controlGaps = 0;
  let infinite = 0;
  // Steps that neither side has yet, of a source that is late or whose clock is behind, hide no silence.
  let isSilent = false;
  for (let step = 0; step < control.length; step++) {
    const has = { control: Number.isFinite(control[step]!), candidate: Number.isFinite(candidate[step]!) };
    if (has.control && !has.candidate) {
      candidateGaps++;
      if (!Number.isNaN(candidate[step]!)) infinite++;
    }
    if (!has.control && has.candidate) controlGaps++;
    if (has.control || has.candidate) isSilent = !has.candidate;
  }
  if (!isSilent) return undefined;
  const logEValue = logEValueAbove(candidateGaps, candidateGaps + controlGaps, 0.5);
  if (logEValue < Math.log(1 / alpha)) return undefined;
  const present = (values: Float64Array): number => values.filter(Number.isFinite).length;
  const kind = infinite === 0 ? 'missing' : `missing or, ${infinite} of them, infinite`;
  return {
    classification: 'nodata',
    reason: `${metric}: the candidate stopped reporting: ${candidateGaps} steps that the control has are ${kind}, ${controlGaps} the other way round`,
    samples: { control: present(control), candidate: present(candidate) },
    everyLook: true,
    evidence: { candidateGaps, controlGaps, logEValue },
  };
}
