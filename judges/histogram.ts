import { defineJudge, judgeHistogram, Type } from '../src/judge-kit.ts';

export default defineJudge({
  name: 'histogram',
  description: 'Compares latency histograms by location and tail together: p50 and p99, the share over an objective, and more on request.',
  kinds: ['histogram'],
  parameters: Type.Object(
    {
      quantiles: Type.Array(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), {
        minItems: 1,
        uniqueItems: true,
        default: [0.5, 0.99],
        description: 'Quantiles to compare: one for the location and one for the tail at least.',
      }),
      commonLanguage: Type.Union([Type.Literal('on'), Type.Literal('off')], {
        default: 'off',
        description: 'Also compare P(candidate > control), the chance that an event of the candidate is the larger one.',
      }),
      shareTolerance: Type.Number({
        minimum: 0,
        maximum: 1,
        default: 0.005,
        description: 'Harmless difference of the share of events over a bound.',
      }),
      commonLanguageTolerance: Type.Number({
        minimum: 0,
        maximum: 0.5,
        default: 0.03,
        description: 'Harmless distance of P(candidate > control) from one half.',
      }),
    },
    { additionalProperties: false },
  ),
  judge: judgeHistogram,
});
