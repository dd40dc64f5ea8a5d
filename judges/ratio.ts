import { defineJudge, judgeRates, Type } from '../src/judge-kit.ts';

export default defineJudge({
  name: 'ratio',
  description:
    'Compares bad / total by how the bad events divide between the sides: right for zero baselines, rare events and bursts alike.',
  kinds: ['ratio'],
  parameters: Type.Object(
    {
      negligible: Type.Number({
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        default: 0.001,
        description: 'Share of bad events below which a candidate without a single one is harmless. Not used with an absolute tolerance.',
      }),
    },
    { additionalProperties: false },
  ),
  judge({ data: { control, candidate }, ...input }, { negligible }) {
    return judgeRates(input, {
      control: { events: control.bad, exposure: control.total },
      candidate: { events: candidate.bad, exposure: candidate.total },
      counting: 'trials',
      negligible,
    });
  },
});
