import { Type } from 'typebox';
import type { GroupResult, MetricResult } from '../../model/verdict.ts';
import { nullable, Score } from './scalars.ts';

const strict = { additionalProperties: false } as const;
const Texts = Type.Record(Type.String(), Type.String());
const MaybeNumber = nullable(Type.Number());

export const EffectSchema = Type.Object(
  {
    name: Type.String({ description: 'What was compared.' }),
    scale: Type.Enum(['relative', 'absolute', 'probability', 'index']),
    estimate: Type.Number(),
    lower: MaybeNumber,
    upper: MaybeNumber,
    tolerance: MaybeNumber,
  },
  { ...strict, description: 'How far the candidate is from the control, with its interval; null bounds are infinite.' },
);

export const ClassificationSchema = Type.Enum(['pass', 'high', 'low', 'undecided', 'nodata', 'error']);

const JudgementSchema = Type.Object(
  {
    judge: Type.String(),
    classification: ClassificationSchema,
    reason: Type.String(),
    effect: Type.Optional(EffectSchema),
    samples: Type.Object({ control: Type.Number({ minimum: 0 }), candidate: Type.Number({ minimum: 0 }) }, strict),
    effectiveSamples: Type.Optional(Type.Number()),
    pValue: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    logEValue: Type.Optional(Type.Number()),
    everyLook: Type.Boolean({ description: 'Whether the error level holds over all looks together.' }),
    score: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    moreSteps: Type.Optional(Type.Number({ minimum: 0 })),
    evidence: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  strict,
);

const SideSchema = Type.Object(
  { count: Type.Number({ minimum: 0 }), mean: MaybeNumber, min: MaybeNumber, max: MaybeNumber, p50: MaybeNumber, p99: MaybeNumber },
  strict,
);

export const MetricResultSchema = Type.Object(
  {
    name: Type.String(),
    labels: Type.Record(Type.String(), Type.String(), { description: 'Labels of the pair when paired by labels.' }),
    group: Type.String(),
    critical: Type.Boolean(),
    required: Type.Boolean(),
    muted: Type.Boolean(),
    classification: ClassificationSchema,
    reason: Type.String(),
    score: Score,
    effect: nullable(EffectSchema),
    moreSteps: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description: 'About how many further steps until this metric can be told; null when no reliable forecast exists.',
    }),
    judgements: Type.Array(JudgementSchema),
    control: SideSchema,
    candidate: SideSchema,
    queries: Type.Object({ control: Texts, candidate: Texts }, { ...strict, description: 'What was sent to the source, by part.' }),
    warnings: Type.Array(Type.String()),
  },
  { ...strict, $id: 'MetricResult', description: 'One metric of one look.' },
);

export const GroupResultSchema = Type.Object(
  {
    name: Type.String(),
    weight: Type.Number({ minimum: 0, maximum: 100 }),
    score: Score,
    logEValue: Type.Union([Type.Number(), Type.Null()], {
      description:
        'Natural logarithm of the mean e-value of its metrics against "none is worse than its tolerance"; null when no judge gave one.',
    }),
  },
  { ...strict, $id: 'GroupResult', description: "Mean of its metrics' scores, and its weight in the whole." },
);

/** As in the model; the schemas are referred to by name, so that the OpenAPI document has each once. */
export const MetricResults = Type.Unsafe<readonly MetricResult[]>(Type.Array(Type.Unsafe({ $ref: 'MetricResult#' })));
export const GroupResults = Type.Unsafe<readonly GroupResult[]>(Type.Array(Type.Unsafe({ $ref: 'GroupResult#' })));
