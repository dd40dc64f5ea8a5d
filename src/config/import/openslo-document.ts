import { type Static, Type } from 'typebox';

/*
 * The parts of OpenSLO v1 that an import reads (github.com/OpenSLO/OpenSLO). Further fields are allowed: other tools write their own.
 */

const MetricSource = Type.Object({
  metricSourceRef: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  spec: Type.Object({ query: Type.Optional(Type.String()), promql: Type.Optional(Type.String()) }),
});
const Series = Type.Object({ metricSource: MetricSource });

const Indicator = Type.Object({
  thresholdMetric: Type.Optional(Series),
  ratioMetric: Type.Optional(
    Type.Object({
      counter: Type.Optional(Type.Boolean()),
      good: Type.Optional(Series),
      bad: Type.Optional(Series),
      total: Type.Optional(Series),
      raw: Type.Optional(Series),
      rawType: Type.Optional(Type.Union([Type.Literal('success'), Type.Literal('failure')])),
    }),
  ),
});

const Objective = Type.Object({
  displayName: Type.Optional(Type.String()),
  op: Type.Optional(Type.Union([Type.Literal('lte'), Type.Literal('gte'), Type.Literal('lt'), Type.Literal('gt')])),
  value: Type.Optional(Type.Number()),
  target: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  targetPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  timeSliceTarget: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
});

const head = {
  apiVersion: Type.Literal('openslo/v1'),
  metadata: Type.Object({ name: Type.String({ minLength: 1 }), displayName: Type.Optional(Type.String()) }),
};

export const OpensloSlo = Type.Object({
  ...head,
  kind: Type.Literal('SLO'),
  spec: Type.Object({
    description: Type.Optional(Type.String()),
    service: Type.String({ minLength: 1 }),
    indicator: Type.Optional(Type.Object({ spec: Indicator })),
    indicatorRef: Type.Optional(Type.String()),
    budgetingMethod: Type.Optional(Type.String()),
    objectives: Type.Array(Objective, { minItems: 1 }),
  }),
});
export const OpensloIndicator = Type.Object({ ...head, kind: Type.Literal('SLI'), spec: Indicator });
export const OpensloDataSource = Type.Object({ ...head, kind: Type.Literal('DataSource'), spec: Type.Object({ type: Type.String() }) });
/** Any other document of a file: services, alert policies and conditions. */
export const OpensloOther = Type.Object({ ...head, kind: Type.String() });

export type OpensloSlo = Static<typeof OpensloSlo>;
export type OpensloIndicatorSpec = Static<typeof Indicator>;
export type OpensloObjective = Static<typeof Objective>;
export type OpensloMetricSource = Static<typeof MetricSource>;
