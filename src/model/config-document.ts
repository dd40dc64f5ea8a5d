import { type Static, Type } from 'typebox';
import { ComparisonDocument } from './comparison-document.ts';
import { duration, Name, strict } from './document-fields.ts';
import { ReadinessDocument } from './readiness-document.ts';

/*
 * The config as its author writes it: this one schema is the type, the validation and the published JSON Schema.
 * What cannot be said in a schema (names that must be declared, weights that must add up) is checked in src/analysis/config/check-config.ts.
 */

const Query = Type.String({ minLength: 1, description: 'A query; ${scope}, ${step}, ${window} and declared variables are filled in.' });

export const Tolerance = Type.Object(
  {
    ratio: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'Harmless relative change: 0.1 is 10 % of the control.' })),
    absolute: Type.Optional(Type.Number({ minimum: 0, description: "Harmless difference in the metric's own unit." })),
  },
  { ...strict, minProperties: 1, description: 'How much worse than the control is still harmless.' },
);

const metricBase = {
  name: Name,
  description: Type.Optional(Type.String()),
  group: Type.Optional(Name),
  judge: Type.Optional(
    Type.Union(
      [Type.String(), Type.Object({ name: Type.String(), parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }, strict)],
      {
        description:
          'Name of a judge, or its name with parameters. Default by kind: gauge sequential, ratio ratio, count count, histogram histogram; of a comparison by its measure.',
      },
    ),
  ),
  tolerance: Type.Optional(Tolerance),
  slo: Type.Optional(
    Type.Object(
      {
        op: Type.Union([Type.Literal('<'), Type.Literal('<='), Type.Literal('>'), Type.Literal('>=')]),
        value: Type.Number(),
      },
      { ...strict, description: 'An objective on the candidate alone, whatever the control does.' },
    ),
  ),
  hardLimit: Type.Optional(
    Type.Object(
      {
        above: Type.Optional(Type.Number({ description: 'The candidate above this.' })),
        below: Type.Optional(Type.Number({ description: 'The candidate below this.' })),
        ratio: Type.Optional(Type.Number({ exclusiveMinimum: 1, description: 'The candidate so many times as bad as the control.' })),
        steps: Type.Optional(Type.Integer({ minimum: 1, description: 'Consecutive steps. Default 3.' })),
      },
      {
        ...strict,
        description: 'An outage bound on value or rate: harm at once after so many consecutive steps beyond it, without statistics.',
      },
    ),
  ),
  critical: Type.Optional(Type.Boolean({ description: 'A proven harm of this metric alone is a rollback. Default true.' })),
  required: Type.Optional(Type.Boolean({ description: 'Promotion needs this metric proven harmless. Default: not muted.' })),
  muted: Type.Optional(Type.Boolean({ description: 'Judged and reported, without influence. Default false.' })),
  weight: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'Share of the error level among the critical metrics. Default 1.' }),
  ),
  nanStrategy: Type.Optional(
    Type.Union([Type.Literal('drop'), Type.Literal('zero')], { description: 'A missing sample is left out (default) or counts as 0.' }),
  ),
  outliers: Type.Optional(
    Type.Object(
      { strategy: Type.Union([Type.Literal('keep'), Type.Literal('remove')]), factor: Type.Optional(Type.Number({ exclusiveMinimum: 0 })) },
      {
        ...strict,
        description:
          'remove drops values beyond factor (default 3) interquartile ranges. Default keep: the sequential judges clip by themselves.',
      },
    ),
  ),
  minSamples: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Steps with data on both sides before the metric is judged. Default 10.' }),
  ),
  aggregate: Type.Optional(
    Type.Union([Type.Literal('sum'), Type.Literal('mean'), Type.Literal('min'), Type.Literal('max'), Type.Literal('median')], {
      description:
        'How several series of one side become one. Default: sum for ratio, count and histogram; a gauge with several series is an error.',
    }),
  ),
  pairBy: Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' }), {
      minItems: 1,
      description: 'Labels by which series of the two sides are paired; each pair is judged on its own.',
    }),
  ),
};

const Direction = Type.Union([Type.Literal('increase'), Type.Literal('decrease'), Type.Literal('either')], {
  description: 'Which change is harm. Needed for gauge and count; increase by default, decrease for a similarity.',
});

export const GaugeMetric = Type.Object({ ...metricBase, kind: Type.Literal('gauge'), direction: Direction, query: Query }, strict);
export const RatioMetric = Type.Object(
  { ...metricBase, kind: Type.Literal('ratio'), direction: Type.Optional(Direction), bad: Query, total: Query },
  strict,
);
export const CountMetric = Type.Object(
  {
    ...metricBase,
    kind: Type.Literal('count'),
    direction: Direction,
    query: Query,
    exposure: Type.Optional(
      Type.String({ minLength: 1, description: 'What the events are counted against, such as requests. Default: time.' }),
    ),
  },
  strict,
);
export const HistogramMetric = Type.Object(
  {
    ...metricBase,
    kind: Type.Literal('histogram'),
    direction: Type.Optional(Direction),
    query: Type.String({
      minLength: 1,
      description: 'Bucket increases per step with their le label: sum by (le) (increase(x_bucket{${scope}}[${step}])).',
    }),
  },
  strict,
);

const { nanStrategy: _nan, outliers: _outliers, aggregate: _aggregate, pairBy: _pairBy, ...pairsBase } = metricBase;

export const ComparisonMetric = Type.Object(
  {
    ...pairsBase,
    kind: Type.Literal('comparison'),
    measure: Type.Optional(
      Type.Union(
        [
          Type.Literal('divergence'),
          Type.Literal('errors'),
          Type.Literal('unmatched'),
          Type.Literal('similarity'),
          Type.Literal('latency'),
          Type.Literal('score'),
          Type.Literal('reviewed'),
        ],
        { description: 'What is taken from the pairs of the section comparison. Default divergence.' },
      ),
    ),
    comparator: Type.Optional(Type.String({ minLength: 1, description: 'Of one comparator alone. Default: of the pairs as a whole.' })),
    score: Type.Optional(Type.String({ minLength: 1, description: "For score: which of the comparator's scores, such as toxicity." })),
    quantile: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'For similarity: the quantile of a step that is compared. Default 0.05.',
      }),
    ),
    segment: Type.Optional(Type.String({ minLength: 1, description: 'For divergence: the pairs of one segment alone.' })),
    bySegment: Type.Optional(Type.Boolean({ description: 'For divergence: each segment is judged on its own. Default false.' })),
    direction: Type.Optional(Direction),
  },
  strict,
);

export const MetricDocument = Type.Union([GaugeMetric, RatioMetric, CountMetric, HistogramMetric, ComparisonMetric]);

export const ConfigDocument = Type.Object(
  {
    apiVersion: Type.Literal('serinus.dev/v1'),
    kind: Type.Literal('CanaryAnalysis'),
    metadata: Type.Object({ name: Name, description: Type.Optional(Type.String()) }, strict),
    spec: Type.Object(
      {
        mode: Type.Optional(
          Type.Union([Type.Literal('shadow'), Type.Literal('canary')], {
            description: 'shadow: the candidate gets a copy of the traffic. canary (default): it serves a share of it.',
          }),
        ),
        source: Type.Optional(Type.String({ minLength: 1, description: "Name of a source in the server's settings. Default prometheus." })),
        variables: Type.Optional(
          Type.Record(
            Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' }),
            Type.Object(
              {
                description: Type.Optional(Type.String()),
                pattern: Type.Optional(
                  Type.String({ description: 'Regular expression the whole value must match. Default [A-Za-z0-9_.:/-]{1,253}.' }),
                ),
                default: Type.Optional(Type.String()),
              },
              strict,
            ),
            { ...strict, description: 'Values that each side of an analysis is started with; queries and scopes use them as ${name}.' },
          ),
        ),
        scopes: Type.Optional(
          Type.Object(
            {
              control: Type.String({ minLength: 1 }),
              candidate: Type.String({ minLength: 1 }),
            },
            {
              ...strict,
              description:
                'Label matchers that select one side: what ${scope} stands for in a query. Needed unless every metric is a comparison.',
            },
          ),
        ),
        comparison: Type.Optional(ComparisonDocument),
        readiness: Type.Optional(ReadinessDocument),
        window: Type.Optional(
          Type.Object(
            {
              step: Type.Optional(duration('Time between samples. Default 60s.')),
              delay: Type.Optional(duration('How late samples may be. Default 15s.')),
              warmUp: Type.Optional(duration('Left out at the start. Default 0s.')),
            },
            strict,
          ),
        ),
        interval: Type.Optional(duration('Time between looks. Default: the step.')),
        schedule: Type.Optional(
          Type.String({ minLength: 1, description: 'Cron expression of the looks, in UTC, instead of an interval.' }),
        ),
        duration: Type.Optional(
          Type.Object(
            {
              min: Type.Optional(duration('No promotion earlier. Default 25 steps.')),
              max: Type.Optional(duration('The deadline. Default 2h.')),
            },
            strict,
          ),
        ),
        onDeadline: Type.Optional(
          Type.Union([Type.Literal('rollback'), Type.Literal('promote'), Type.Literal('continue')], {
            description: 'What is still undecided at the deadline falls to this. Default rollback.',
          }),
        ),
        rollbackOnNoData: Type.Optional(duration('Roll back when a required metric had no data for this long.')),
        alpha: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            exclusiveMaximum: 0.5,
            description: 'Chance of a false rollback over all looks and metrics. Default 0.05.',
          }),
        ),
        promoteAlpha: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            exclusiveMaximum: 0.5,
            description: 'Chance, per metric, of promoting a harm over all looks. Default 0.05.',
          }),
        ),
        metrics: Type.Array(MetricDocument, { minItems: 1 }),
        groups: Type.Optional(
          Type.Record(Name, Type.Object({ weight: Type.Number({ minimum: 0, maximum: 100 }) }, strict), {
            ...strict,
            description: 'Weights of the groups in the score; they sum to 100. Default: equal.',
          }),
        ),
        thresholds: Type.Optional(
          Type.Object(
            {
              pass: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'Score a promotion needs. Default 95.' })),
              marginal: Type.Optional(
                Type.Number({ minimum: 0, maximum: 100, description: 'Below it at the deadline is a rollback. Default 75.' }),
              ),
            },
            strict,
          ),
        ),
      },
      strict,
    ),
  },
  strict,
);

export type ConfigDocument = Static<typeof ConfigDocument>;
export type ComparisonMetric = Static<typeof ComparisonMetric>;
export type MetricDocument = Static<typeof MetricDocument>;
