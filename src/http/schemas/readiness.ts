import { Type } from 'typebox';
import type { ReadinessItem } from '../../model/readiness.ts';
import type { RolloutPlan } from '../../model/rollout-plan.ts';
import { nullable } from './scalars.ts';

const strict = { additionalProperties: false } as const;
const MaybeNumber = nullable(Type.Number());

/** The checklist of a config; absent where it has none. */
export const Readiness = Type.Optional(
  Type.Unsafe<readonly ReadinessItem[]>(
    Type.Array(
      Type.Object(
        {
          item: Type.Enum([
            'minDuration',
            'timeBox',
            'maxDivergence',
            'latencyRatio',
            'noSystematicPattern',
            'minSamples',
            'minReviewed',
            'restarts',
            'utilisation',
            'rollbackPlan',
          ]),
          state: Type.Enum(['met', 'not-met', 'unknown']),
          reason: Type.String(),
          value: MaybeNumber,
          limit: MaybeNumber,
        },
        strict,
      ),
      { description: 'The checklist of the config: a promotion needs every item met. Times are milliseconds.' },
    ),
  ),
);

const ArgoStep = Type.Union([
  Type.Object({ setWeight: Type.Integer({ minimum: 1, maximum: 100 }) }, strict),
  Type.Object({ pause: Type.Object({ duration: Type.String() }, strict) }, strict),
]);

/** With a promotion of a candidate whose divergence was measured. */
export const Rollout = Type.Optional(
  Type.Unsafe<RolloutPlan>(
    Type.Object(
      {
        why: Type.String(),
        steps: Type.Array(Type.Object({ weight: Type.Integer({ minimum: 1, maximum: 100 }), pause: Type.String() }, strict)),
        text: Type.String(),
        argo: Type.Array(ArgoStep, { description: 'spec.strategy.canary.steps of an Argo Rollout.' }),
        flagger: Type.Object(
          { interval: Type.String(), stepWeights: Type.Array(Type.Integer({ minimum: 1, maximum: 100 })) },
          { ...strict, description: "Part of spec.analysis of a Flagger's Canary." },
        ),
      },
      { ...strict, description: 'How to roll the candidate out, by its measured divergence.' },
    ),
  ),
);
