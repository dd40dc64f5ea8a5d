import type { Judgement } from '../model/judgement.ts';
import { contrastJudgement } from './contrast-report.ts';
import type { JudgeInput } from './judge.ts';
import { judgeContrast } from './judge-contrast.ts';

/**
 * Whether the candidate gets the traffic it is meant to get: the ratio of the two sides' events, step by step, against the expected
 * one. A comparison on other traffic than intended says nothing of the release. By steps and not by requests, for a load balancer's
 * choices are far more uneven than coin tosses.
 *
 * @param share canary mode: the candidate's share of all events, in (0, 1). Shadow mode: candidate events for each of the control's, > 0.
 * @throws {RangeError} a share of 1 or more in canary mode, or a tolerance without a ratio.
 * @see Fabijan et al., Diagnosing Sample Ratio Mismatch in Online Controlled Experiments (2019).
 */
export function judgeTraffic(input: JudgeInput<'count'>, share: number): Judgement {
  const { metric, mode, tolerance, data } = input;
  if (mode === 'canary' && share >= 1) throw new RangeError(`a share of ${share} leaves the control no traffic`);
  if (tolerance.ratio === undefined) throw new RangeError('the tolerance of a traffic check is a ratio');
  const expected = Math.log(mode === 'canary' ? share / (1 - share) : share);
  const { events: control } = data.control;
  const { events: candidate } = data.candidate;
  const values = new Float64Array(control.length);
  for (let step = 0; step < values.length; step++) {
    const before = control[step]!;
    const now = candidate[step]!;
    // A step in which a side got nothing still says something: half an event keeps its logarithm finite.
    values[step] = before + now > 0 ? Math.log(Math.max(now, 0.5) / Math.max(before, 0.5)) - expected : Number.NaN;
  }
  const limit = Math.log1p(tolerance.ratio);
  const judged = judgeContrast(
    { name: 'traffic against the expected', scale: 'logRatio', limits: { above: limit, below: limit }, values },
    {
      alpha: input.alpha,
      promoteAlpha: input.promoteAlpha,
      minSamples: input.minSamples,
      stepsLeft: input.stepsLeft,
      trailingWindow: true,
    },
  );
  return contrastJudgement(metric, judged);
}
