import { type Static, Type } from 'typebox';
import type { JudgeRequest, Samples } from '../../kayenta/canary.ts';
import { MetricResults } from './metric-result.ts';
import { nullable, Score, VerdictSchema } from './scalars.ts';

/* What a Kayenta sends and reads. Unknown properties are ignored here, as Kayenta ignores them. */

const strict = { additionalProperties: false } as const;
/** As Jackson writes doubles: JSON has no NaN and no infinities. */
const Double = Type.Union([Type.Number(), Type.Enum(['NaN', 'Infinity', '-Infinity'])]);
type Double = Static<typeof Double>;

const maybe = <S extends Parameters<typeof nullable>[0]>(schema: S) => Type.Optional(nullable(schema));
const Tags = Type.Record(Type.String(), Type.String());
/** Prometheus gives no more points of one series. */
const Values = Type.Array(Double, { maxItems: 11_000, description: 'One a step; NaN is a step without a sample.' });
const Scope = maybe(Type.Object({ stepMillis: Type.Optional(Type.Integer({ minimum: 1 })) }));

export const JudgeBody = Type.Object({
  canaryConfig: Type.Object({
    judge: maybe(Type.Object({ name: maybe(Type.String()) })),
    metrics: Type.Array(
      Type.Object({
        name: Type.String(),
        groups: maybe(Type.Array(Type.String())),
        analysisConfigurations: maybe(Type.Record(Type.String(), Type.Unknown())),
      }),
      { maxItems: 1000 },
    ),
    classifier: Type.Object({ groupWeights: maybe(Type.Record(Type.String(), Double)) }),
  }),
  scoreThresholds: Type.Object({ pass: Type.Number(), marginal: Type.Number() }),
  metricSetPairList: Type.Array(
    Type.Object({
      name: Type.String(),
      id: maybe(Type.String()),
      tags: maybe(Tags),
      values: Type.Object({ control: Values, experiment: Values }),
      scopes: maybe(Type.Object({ control: Scope, experiment: Scope })),
    }),
    { maxItems: 1000 },
  ),
});
export type JudgeBody = Static<typeof JudgeBody>;

export function judgeRequest({ canaryConfig, scoreThresholds, metricSetPairList }: JudgeBody): JudgeRequest {
  const { metrics, classifier } = canaryConfig;
  const weights = Object.entries(classifier.groupWeights ?? {}).map(([group, weight]) => [group, Number(weight)]);
  return {
    canaryConfig: { metrics, classifier: { groupWeights: Object.fromEntries(weights) } },
    scoreThresholds,
    metricSetPairList: metricSetPairList.map(({ name, id, tags, values, scopes }) => ({
      name,
      ...(id != null && { id }),
      ...(tags != null && { tags }),
      values: samplesOf(values),
      scopes: { control: { ...scopes?.control }, experiment: { ...scopes?.experiment } },
    })),
  };
}

function samplesOf({ control, experiment }: { readonly control: readonly Double[]; readonly experiment: readonly Double[] }): Samples {
  return { control: control.map(Number), experiment: experiment.map(Number) };
}

const Side = Type.Object(
  { stats: Type.Object({ min: Double, max: Double, mean: Double, std: Double, count: Type.Integer({ minimum: 0 }) }, strict) },
  strict,
);
const Scored = { score: Type.Number(), classificationReason: Type.String() };

export const JudgeReply = Type.Object(
  {
    judgeName: Type.String(),
    results: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          tags: Type.Optional(Tags),
          id: Type.Optional(Type.String({ description: 'Of the pair.' })),
          classification: Type.Enum(['Pass', 'High', 'Low', 'Nodata', 'NodataFailMetric', 'Error']),
          classificationReason: Type.Optional(Type.String()),
          groups: Type.Array(Type.String()),
          experimentMetadata: Side,
          controlMetadata: Side,
          resultMetadata: Type.Optional(
            Type.Object({ ratio: Double }, { ...strict, description: 'Mean of the experiment over mean of the control.' }),
          ),
          critical: Type.Boolean(),
          muted: Type.Boolean(),
        },
        strict,
      ),
    ),
    groupScores: Type.Array(Type.Object({ name: Type.String(), classification: Type.Literal(''), ...Scored }, strict)),
    score: Type.Object({ classification: Type.Enum(['Pass', 'Marginal', 'Fail']), ...Scored }, strict),
    serinus: Type.Object(
      {
        verdict: VerdictSchema,
        score: Score,
        reasons: Type.Array(Type.String(), { description: 'The deciding one first.' }),
        metrics: MetricResults,
      },
      { ...strict, description: "What Serinus says of the same pairs by its own rules. No part of Kayenta's contract." },
    ),
  },
  strict,
);
export type JudgeReply = Static<typeof JudgeReply>;
