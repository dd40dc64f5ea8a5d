import { Type } from 'typebox';

/*
 * Grafana's classic dashboard model, as far as it is written:
 * https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ and its pages on panels and variables.
 */
const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const DataSource = Type.Object({ type: Type.Literal('prometheus'), uid: Type.Enum(['${datasource}', '${serinus}']) }, strict);
const Thresholds = Type.Object(
  {
    mode: Type.Literal('absolute'),
    // The first step is the base: its value is null.
    steps: Type.Array(Type.Object({ color: Text, value: Type.Union([Type.Number(), Type.Null()]) }, strict), { minItems: 1 }),
  },
  strict,
);
const FieldConfig = Type.Object(
  {
    defaults: Type.Object(
      {
        unit: Type.Optional(Type.Literal('percentunit')),
        min: Type.Optional(Type.Number()),
        max: Type.Optional(Type.Number()),
        thresholds: Type.Optional(Thresholds),
        custom: Type.Optional(Type.Object({ thresholdsStyle: Type.Object({ mode: Type.Literal('line') }, strict) }, strict)),
      },
      strict,
    ),
    overrides: Type.Array(Type.Never()),
  },
  strict,
);
const Panel = Type.Object(
  {
    id: Type.Integer({ minimum: 1 }),
    type: Type.Enum(['stat', 'timeseries']),
    title: Text,
    description: Type.Optional(Text),
    gridPos: Type.Object(
      {
        x: Type.Integer({ minimum: 0, maximum: 23 }),
        y: Type.Integer({ minimum: 0 }),
        w: Type.Integer({ minimum: 1, maximum: 24 }),
        h: Type.Integer({ minimum: 1 }),
      },
      strict,
    ),
    datasource: DataSource,
    interval: Type.Optional(Text),
    fieldConfig: FieldConfig,
    options: Type.Optional(
      Type.Object(
        { reduceOptions: Type.Object({ calcs: Type.Array(Text), fields: Type.String(), values: Type.Boolean() }, strict) },
        strict,
      ),
    ),
    targets: Type.Array(
      Type.Object(
        {
          refId: Type.String({ pattern: '^[A-Z]$' }),
          datasource: DataSource,
          expr: Text,
          legendFormat: Type.Optional(Text),
          range: Type.Boolean(),
          instant: Type.Optional(Type.Boolean()),
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);
const Choice = { text: Type.String(), value: Type.String() };
const Variable = Type.Union([
  Type.Object(
    { type: Type.Literal('datasource'), name: Text, label: Text, query: Type.Literal('prometheus'), refresh: Type.Literal(1) },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('textbox'),
      name: Type.String({ pattern: '^\\w+$' }),
      label: Text,
      query: Type.String(),
      current: Type.Object(Choice, strict),
      options: Type.Array(Type.Object({ ...Choice, selected: Type.Boolean() }, strict)),
    },
    strict,
  ),
]);
const Annotation = Type.Object(
  {
    name: Text,
    datasource: Type.Object({ type: Type.Literal('grafana'), uid: Type.Literal('-- Grafana --') }, strict),
    enable: Type.Boolean(),
    iconColor: Text,
    target: Type.Object(
      {
        type: Type.Literal('tags'),
        tags: Type.Array(Text, { minItems: 1 }),
        matchAny: Type.Boolean(),
        limit: Type.Integer({ minimum: 1 }),
      },
      strict,
    ),
  },
  strict,
);
export const GrafanaDashboard = Type.Object(
  {
    uid: Type.Optional(Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' })),
    title: Text,
    description: Type.Optional(Text),
    tags: Type.Array(Text),
    schemaVersion: Type.Integer({ minimum: 36 }),
    editable: Type.Boolean(),
    graphTooltip: Type.Enum([0, 1, 2]),
    time: Type.Object({ from: Type.String({ pattern: '^now-' }), to: Type.Literal('now') }, strict),
    refresh: Text,
    templating: Type.Object({ list: Type.Array(Variable) }, strict),
    annotations: Type.Object({ list: Type.Array(Annotation) }, strict),
    panels: Type.Array(Panel, { minItems: 1 }),
  },
  strict,
);
