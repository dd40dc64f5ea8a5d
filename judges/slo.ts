import { defineJudge, judgeObjective, Type } from '../src/judge-kit.ts';

export default defineJudge({
  name: 'slo',
  description: 'Holds the candidate alone against its objective, whatever the control does; proven over all looks together.',
  kinds: ['gauge', 'ratio'],
  parameters: Type.Object({}, { additionalProperties: false }),
  judge(input) {
    if (input.slo === undefined) throw new Error('the metric has no slo to be held against');
    return judgeObjective(input, input.slo);
  },
});
