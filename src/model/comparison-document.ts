import { type Static, Type } from 'typebox';
import { duration, Name, strict } from './document-fields.ts';

const POINTER = '^(/([^/~]|~[01])*)*$';
const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const rate = (description: string) => Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description });

const ComparatorDocument = Type.Object(
  {
    type: Type.String({ minLength: 1, description: 'Name of a comparator, such as classification.' }),
    path: Type.Optional(
      Type.String({ pattern: POINTER, description: 'JSON Pointer of the compared part of each answer. Default: the whole answer.' }),
    ),
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'As the comparator declares them.' })),
    counts: Type.Optional(
      Type.Boolean({ description: 'Whether its differences make a pair divergent; otherwise it only measures. Default true.' }),
    ),
  },
  strict,
);

const Heartbeat = Type.Object(
  {
    prefix: Type.String({ minLength: 1, maxLength: 100, description: 'Ids of heartbeat pairs begin with it.' }),
    every: duration('Longest time between two of them.'),
    expect: Type.Union([Type.Literal('agree'), Type.Literal('diverge')], {
      description: 'What is known of them: diverge proves that a divergence would be seen.',
    }),
  },
  { ...strict, description: 'Pairs whose result is known: when they stay away or come out wrong, nothing is promoted.' },
);

/** The section `comparison`: how two models' answers to the same requests are compared. */
export const ComparisonDocument = Type.Object(
  {
    candidate: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 253,
        description: "Name that the candidate's pairs come under, with variables of its side such as ${version}. Default candidate.",
      }),
    ),
    comparators: Type.Record(Name, ComparatorDocument, {
      ...strict,
      minProperties: 1,
      description: 'What is compared and how, by a name of your choice.',
    }),
    segment: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'The feature that names the segment of a pair, such as locale.' }),
    ),
    join: Type.Optional(duration('How long one half of a pair waits for the other. Default 5m.')),
    heartbeat: Type.Optional(Heartbeat),
    suspiciousZero: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.Literal(false)], {
        description: 'So many pairs without one divergence are suspicious and pass nothing; false: never. Default 10000.',
      }),
    ),
    bands: Type.Optional(
      Type.Object(
        {
          safe: Type.Optional(rate('Divergence below it is safe. Default 0.01.')),
          investigate: Type.Optional(rate('Above safe and below it: investigate. Default 0.05.')),
          edgeCases: Type.Optional(rate('Above investigate and below it: edge cases; above: do not roll out. Default 0.1.')),
        },
        { ...strict, description: 'Rates of divergence at which one band ends and the next begins.' },
      ),
    ),
    samples: Type.Optional(
      Type.Object(
        {
          divergent: Type.Optional(share('Share of the divergent pairs that is kept for review. Default 1.')),
          agreeing: Type.Optional(share('Share of the pairs that agree that is kept for review. Default 0.')),
          perDay: Type.Optional(Type.Integer({ minimum: 0, description: 'At most so many a candidate and UTC day. Default 1000.' })),
        },
        strict,
      ),
    ),
    redact: Type.Optional(
      Type.Object(
        {
          paths: Type.Optional(
            Type.Array(Type.String({ pattern: POINTER }), { description: 'JSON Pointers; * stands for any key or index.' }),
          ),
          patterns: Type.Optional(
            Type.Array(Type.String({ minLength: 1 }), { description: 'Regular expressions; what matches is replaced.' }),
          ),
        },
        { ...strict, description: 'What is taken out of answers and features before anything is stored.' },
      ),
    ),
    maxPairBytes: Type.Optional(
      Type.Integer({ minimum: 256, maximum: 16_777_216, description: 'A pair whose JSON text is longer is refused. Default 65536.' }),
    ),
    report: Type.Optional(
      Type.Object({ schedule: Type.String({ minLength: 1, description: 'Cron expression, in UTC, of the reports.' }) }, strict),
    ),
  },
  { ...strict, description: "How two models' answers to the same requests are compared. Pairs come in by POST /compare." },
);
export type ComparisonDocument = Static<typeof ComparisonDocument>;
