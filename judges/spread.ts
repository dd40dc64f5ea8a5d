import { contrastJudgement, defineJudge, judgeContrast, spreadContrast, Type } from '../src/judge-kit.ts';

export default defineJudge({
  name: 'spread',
  description: 'Compares how much a gauge jumps from step to step: finds an unsteady candidate whose mean is fine.',
  kinds: ['gauge'],
  parameters: Type.Object(
    {
      ratio: Type.Number({
        minimum: 1,
        maximum: 100,
        default: 1.5,
        description:
          "Harmless ratio of the candidate's jumps to the control's. The metric's tolerance is for its level and is not used here.",
      }),
    },
    { additionalProperties: false },
  ),
  judge(input, { ratio }) {
    const { metric, alpha, promoteAlpha, minSamples, stepsLeft, data } = input;
    const sides = { control: data.control.values, candidate: data.candidate.values };
    const values = spreadContrast(sides);
    if (values === undefined) {
      const samples = { control: sides.control.filter(Number.isFinite).length, candidate: sides.candidate.filter(Number.isFinite).length };
      return {
        classification: 'undecided',
        reason: `${metric}: one side never moves, so there is no ratio of spreads`,
        samples,
        everyLook: true,
      };
    }
    const contrast = { name: 'spread ratio', scale: 'logRatio', limits: { above: Math.log(ratio) }, values } as const;
    return contrastJudgement(metric, judgeContrast(contrast, { alpha, promoteAlpha, minSamples, stepsLeft, trailingWindow: false }));
  },
});
