import { defineJudge, judgeDrift, Type } from '../src/judge-kit.ts';

export default defineJudge({
  name: 'drift',
  description: 'Compares the distribution of scores or classes that a model predicts: a change that is both proven and large is harm.',
  kinds: ['histogram'],
  parameters: Type.Object(
    {
      watch: Type.Number({
        exclusiveMinimum: 0,
        default: 0.1,
        description: 'Population stability index below which a change is harmless.',
      }),
      fail: Type.Number({
        exclusiveMinimum: 0,
        default: 0.2,
        description: 'Population stability index above which a proven change is harm.',
      }),
    },
    { additionalProperties: false },
  ),
  judge: judgeDrift,
});
