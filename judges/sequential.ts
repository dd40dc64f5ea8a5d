import { defineJudge, judgeGauge, Type } from '../src/judge-kit.ts';

const EFFECTIVE_STEPS = { normal: 8, strict: 12 } as const;

export default defineJudge({
  name: 'sequential',
  description: 'Compares a gauge step by step with the control and is right at every look, also under autocorrelation and outliers.',
  kinds: ['gauge'],
  parameters: Type.Object(
    {
      contrast: Type.Union([Type.Literal('auto'), Type.Literal('logRatio'), Type.Literal('relative'), Type.Literal('difference')], {
        default: 'auto',
        description:
          'auto: the log ratio while every value is positive, else the relative difference; the plain difference for an absolute tolerance.',
      }),
      window: Type.Union([Type.Literal('auto'), Type.Literal('on'), Type.Literal('off')], {
        default: 'auto',
        description: 'Look for harm in the latest 30 steps alone as well. auto: from a tolerance of 10 % on.',
      }),
      gate: Type.Union([Type.Literal('normal'), Type.Literal('strict')], {
        default: 'normal',
        description: 'Independent steps needed before anything is decided: normal 8, strict 12.',
      }),
    },
    { additionalProperties: false },
  ),
  judge: (input, { contrast, window, gate }) => judgeGauge(input, { contrast, window, minEffectiveSteps: EFFECTIVE_STEPS[gate] }),
});
