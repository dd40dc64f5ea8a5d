import type { Judgement } from '../model/judgement.ts';
import { lookUnpaired } from './contrast-look.ts';
import { contrastJudgement } from './contrast-report.ts';
import { type GaugeContrastChoice, gaugeContrast, gaugeLimits, relativeTolerance, unpairedSides } from './gauge-contrast.ts';
import type { JudgeInput } from './judge.ts';
import { type ContrastPlan, judgeContrast, judgeLooks } from './judge-contrast.ts';
import { profileRefusal } from './noise-profile-use.ts';
import { profileTrust } from './profile-trust.ts';
import { type TrailingWindowChoice, usesTrailingWindow } from './trailing-window.ts';

export interface GaugeJudging {
  readonly contrast: GaugeContrastChoice;
  readonly window: TrailingWindowChoice;
  /** Independent steps needed before anything is decided. */
  readonly minEffectiveSteps: number;
}

/**
 * Judges a gauge by its paired contrast at every look, with the noise profile where one fits.
 * Two sides that share no step at all are compared without pairing, and the reason says so.
 * @throws {RangeError} the tolerance has not the part that the contrast needs.
 */
export function judgeGauge(input: JudgeInput<'gauge'>, { contrast: choice, window, minEffectiveSteps }: GaugeJudging): Judgement {
  const { metric, direction, tolerance, stepMs, noiseProfile } = input;
  const request = { choice, direction, tolerance, control: input.data.control.values, candidate: input.data.candidate.values };
  const share = relativeTolerance(request.control, tolerance);
  const plan: ContrastPlan = {
    alpha: input.alpha,
    promoteAlpha: input.promoteAlpha,
    minSamples: input.minSamples,
    stepsLeft: input.stepsLeft,
    trailingWindow: usesTrailingWindow(window, share),
    minEffectiveSteps,
  };

  const made = gaugeContrast(request);
  if ('refusal' in made) return cannotSay(input, made.refusal);
  if (!made.values.some(Number.isFinite)) {
    const sides = unpairedSides(request);
    if (sides.control.length > 0 && sides.candidate.length > 0) {
      const whole = lookUnpaired(sides.control, sides.candidate, minEffectiveSteps);
      const limits = gaugeLimits(sides.scale, request);
      const judged = judgeLooks(
        { name: made.name, scale: sides.scale, limits },
        { ...plan, trailingWindow: false },
        { whole, presence: 1 },
      );
      return contrastJudgement(metric, judged);
    }
  }
  const refusal = noiseProfile && profileRefusal(noiseProfile, { contrast: made.scale, stepMs });
  const noise =
    noiseProfile && refusal === undefined
      ? { fitted: noiseProfile, trust: profileTrust(share, made.values.length + input.stepsLeft) }
      : undefined;
  const judgement = contrastJudgement(metric, judgeContrast(made, { ...plan, ...(noise && { noise }) }));
  if (refusal === undefined) return judgement;
  return { ...judgement, reason: `${judgement.reason}, the noise profile was not used: ${refusal}` };
}

function cannotSay({ metric, data }: JudgeInput<'gauge'>, refusal: string): Judgement {
  const count = (values: Float64Array): number => values.filter(Number.isFinite).length;
  return {
    classification: 'undecided',
    reason: `${metric}: ${refusal}`,
    samples: { control: count(data.control.values), candidate: count(data.candidate.values) },
    everyLook: true,
  };
}
