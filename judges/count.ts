import { defineJudge, judgeRates, Type } from '../src/judge-kit.ts';

export default defineJudge({
  name: 'count',
  description:
    'Compares events per exposure (requests, or time) by how the events divide between the sides; any rate, zero baselines included.',
  kinds: ['count'],
  parameters: Type.Object(
    {
      negligible: Type.Number({
        exclusiveMinimum: 0,
        default: 0.1,
        description: 'Events a step below which a candidate without a single one is harmless. Not used with an absolute tolerance.',
      }),
    },
    { additionalProperties: false },
  ),
  judge({ data: { control, candidate }, ...input }, { negligible }) {
    let steps = 0;
    let exposed = 0;
    for (const exposure of candidate.exposure) {
      if (!(exposure > 0)) continue;
      steps++;
      exposed += exposure;
    }
    return judgeRates(input, {
      control: { events: control.events, exposure: control.exposure },
      candidate: { events: candidate.events, exposure: candidate.exposure },
      counting: 'exposure',
      negligible: steps === 0 ? negligible : (negligible * steps) / exposed,
    });
  },
});
