import { type Static, type TSchema, Type } from 'typebox';
import { MARKS } from '../../analysis/ports/pair-store.ts';
import { DIFFERENCE_TYPES } from '../../comparison/comparator.ts';
import type { DivergenceReport } from '../../comparison/report/divergence-report.ts';
import { BANDS } from '../../model/divergence-band.ts';
import { nullable } from './scalars.ts';

const strict = { additionalProperties: false } as const;
const object = <P extends Record<string, TSchema>>(properties: P, description?: string) =>
  Type.Object(properties, { ...strict, ...(description !== undefined && { description }) });
const Count = Type.Integer({ minimum: 0 });
const Moment = Type.Integer({ description: 'Unix milliseconds.' });
const number = nullable(Type.Number());
const Text = Type.String();

const share = { events: Count, trials: Count, rate: number, lower: Type.Number(), upper: Type.Number() };
const Share = object(share, 'events of trials, with an interval of the rate.');
const Quantiles = object({ count: Count, p05: number, p50: number, p95: number, p99: number });
const Errors = Type.Array(object({ code: Text, pairs: Count }));
const Versions = Type.Array(object({ name: Text, pairs: Count }));
const GroupRate = object({ pairs: Count, divergent: Count });
const DifferenceType = Type.Enum(DIFFERENCE_TYPES);
const Kind = Type.Enum(['number', 'label']);
const Band = Type.Enum(BANDS);

const Comparator = object({
  name: Text,
  divergence: Share,
  noise: nullable(Share),
  errors: Errors,
  similarity: Quantiles,
  noiseSimilarity: Quantiles,
  measures: Type.Array(object({ name: Text, values: Quantiles })),
  scores: Type.Array(object({ name: Text, control: Quantiles, candidate: Quantiles })),
});

const Field = object({
  comparator: Text,
  field: Type.String({ description: "JSON Pointer in the compared part; '' is the whole." }),
  candidate: Count,
  noise: Count,
  types: Type.Array(object({ type: DifferenceType, candidate: Count, noise: Count })),
});

const Group = object({
  from: Type.Optional(number),
  to: Type.Optional(number),
  labels: Type.Optional(Type.Array(Text)),
  moreLabels: Type.Optional(Count),
  inside: GroupRate,
  outside: GroupRate,
});

const Systematic = object({
  feature: Text,
  kind: Kind,
  pairs: Count,
  divergent: Count,
  effect: nullable(
    object({ name: Type.Enum(['rank-biserial', 'cramers-v']), estimate: Type.Number(), lower: Type.Number(), upper: Type.Number() }),
  ),
  pValue: number,
  adjustedPValue: number,
  group: nullable(Group),
  rates: Type.Array(object({ name: Text, pairs: Count, divergent: Count, lower: Type.Number(), upper: Type.Number() })),
  isSystematic: Type.Boolean({ description: 'Proven, and large enough to matter.' }),
  sentence: Text,
});

const Population = object({
  feature: Text,
  kind: Kind,
  pairs: Count,
  population: Count,
  index: number,
  pValue: number,
  adjustedPValue: number,
  isUnrepresentative: Type.Boolean(),
  sentence: Text,
});

const Case = object({
  id: Text,
  atMs: Moment,
  similarity: number,
  segment: nullable(Text),
  differences: Type.Array(object({ comparator: Text, field: Text, type: Text, category: Type.Optional(Text) })),
  control: Type.String({ description: 'As text, cut where it is long.' }),
  candidate: Text,
  secondControl: Type.Optional(Text),
  features: Type.Array(object({ name: Text, value: Text })),
  mark: nullable(Type.Enum(MARKS)),
});

/** How one candidate diverges in a time. */
export const DivergenceReportSchema = Type.Object(
  {
    config: Text,
    candidate: Text,
    fromMs: Moment,
    toMs: Moment,
    alpha: Type.Number({ description: 'Error level of each limit of an interval.' }),
    recommendation: object({ action: Type.Enum(['roll-out', 'collect-more', 'investigate', 'do-not-roll-out']), sentence: Text }),
    findings: Type.Array(
      object({
        code: Type.Enum([
          'no-pairs',
          'suspicious-zero',
          'same-version',
          'heartbeat-missing',
          'heartbeat-wrong',
          'second-control-silent',
          'candidate-silent',
          'control-silent',
          'errors',
          'unrepresentative',
        ]),
        sentence: Text,
      }),
      { description: 'What makes the figures doubtful.' },
    ),
    divergence: Share,
    noise: nullable(Share),
    net: nullable(object({ rate: Type.Number(), lower: Type.Number(), upper: Type.Number() }, 'Divergence less noise.')),
    designEffect: Type.Number({ minimum: 1 }),
    bands: object({ safe: Type.Number(), investigate: Type.Number(), edgeCases: Type.Number() }),
    band: nullable(object({ estimate: Band, lowest: Band, highest: Band })),
    overTime: Type.Array(object({ startMs: Moment, lengthMs: Count, pairs: Count, divergent: Count, withNoise: Count, noisy: Count })),
    burst: nullable(object({ fromMs: Moment, toMs: Moment, pairs: Count, divergent: Count })),
    errors: Errors,
    comparators: Type.Array(Comparator),
    fields: Type.Array(Field),
    categories: Type.Array(object({ comparator: Text, category: Text, pairs: Count })),
    segment: nullable(Text),
    segments: Type.Array(object({ name: Text, ...share })),
    systematic: Type.Array(Systematic),
    population: Type.Array(Population),
    cases: Type.Array(Case),
    unmatched: object({ control: Share, candidate: Share }),
    heartbeats: object({ right: Count, wrong: Count }),
    versions: object({ control: Versions, candidate: Versions }),
    latencyMs: object({ control: Quantiles, candidate: Quantiles, ratio: object({ p50: number, p95: number, p99: number }) }),
    reviews: object({
      stored: Count,
      marks: object({ 'candidate-better': Count, 'control-better': Count, 'both-fine': Count, noise: Count }),
    }),
  },
  { $id: 'DivergenceReport', ...strict },
);
export const DivergenceReportReply = Type.Unsafe<DivergenceReport>({ $ref: 'DivergenceReport#' });

const noQuantiles = { count: 0, p05: null, p50: null, p95: null, p99: null };
const someShare = { events: 412, trials: 86_400, rate: 0.00477, lower: 0.0043, upper: 0.0053 };
const none = { events: 0, trials: 86_400, rate: 0, lower: 0, upper: 0.0001 };

/** Also keeps the schema and the report in step. */
export const reportExample: Static<typeof DivergenceReportSchema> & DivergenceReport = {
  config: 'pets',
  candidate: 'v2',
  fromMs: Date.UTC(2026, 0, 24, 6),
  toMs: Date.UTC(2026, 0, 31, 6),
  alpha: 0.05,
  recommendation: { action: 'roll-out', sentence: 'roll out: 0.48 % of 86,400 pairs diverge [0.43 %, 0.53 %], proven below 1 %' },
  findings: [],
  divergence: someShare,
  noise: null,
  net: null,
  designEffect: 1,
  bands: { safe: 0.01, investigate: 0.05, edgeCases: 0.1 },
  band: { estimate: 'safe', lowest: 'safe', highest: 'safe' },
  overTime: [],
  burst: null,
  errors: [],
  comparators: [],
  fields: [],
  categories: [{ comparator: 'class', category: 'cat -> dog', pairs: 301 }],
  segment: null,
  segments: [],
  systematic: [],
  population: [],
  cases: [],
  unmatched: { control: none, candidate: none },
  heartbeats: { right: 0, wrong: 0 },
  versions: { control: [{ name: 'v1', pairs: 86_400 }], candidate: [{ name: 'v2', pairs: 86_400 }] },
  latencyMs: { control: noQuantiles, candidate: noQuantiles, ratio: { p50: null, p95: null, p99: null } },
  reviews: { stored: 412, marks: { 'candidate-better': 0, 'control-better': 0, 'both-fine': 0, noise: 0 } },
};
