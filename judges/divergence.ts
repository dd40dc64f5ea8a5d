import { defineJudge, judgeDivergence, Type } from '../src/judge-kit.ts';

const rate = (description: string) => ({ exclusiveMinimum: 0, exclusiveMaximum: 1, description });

export default defineJudge({
  name: 'divergence',
  description: 'Holds the rate at which two models differ, less the noise of a second control, to bands: safe, investigate, edge cases.',
  kinds: ['ratio'],
  parameters: Type.Object(
    {
      safe: Type.Number({ ...rate('Divergence below it is safe.'), default: 0.01 }),
      investigate: Type.Number({ ...rate('Above safe and below it: investigate.'), default: 0.05 }),
      edgeCases: Type.Number({ ...rate('Above investigate and below it: edge cases; above: do not roll out.'), default: 0.1 }),
      promoteBelow: Type.Optional(Type.Number(rate('Proven below it is a pass. Default: safe.'))),
      rollbackAbove: Type.Optional(Type.Number(rate('Proven above it is harm. Default: edgeCases.'))),
    },
    { additionalProperties: false },
  ),
  judge: judgeDivergence,
});
