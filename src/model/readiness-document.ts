import { type Static, Type } from 'typebox';
import { duration, strict } from './document-fields.ts';

const query = Type.String({ minLength: 1, description: 'A query of the source, asked with the scope of the candidate.' });

/** The section `readiness`: a checklist that a promotion needs beside the metrics. */
export const ReadinessDocument = Type.Object(
  {
    minDuration: Type.Optional(duration('The analysis has run for so long.')),
    timeBox: Type.Optional(duration('And no longer than this.')),
    maxDivergence: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'The rate of divergence is proven to be below.' }),
    ),
    latencyRatio: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: "The candidate's 99th percentile of latency is at most so many times the control's.",
      }),
    ),
    noSystematicPattern: Type.Optional(Type.Literal(true, { description: 'No feature of the requests goes with divergence.' })),
    minSamples: Type.Optional(Type.Integer({ minimum: 1, description: 'So many pairs were compared.' })),
    minReviewed: Type.Optional(Type.Integer({ minimum: 1, description: 'So many samples were marked by a reviewer.' })),
    restarts: Type.Optional(
      Type.Object(
        { query, max: Type.Optional(Type.Number({ minimum: 0, description: 'Of the whole run. Default 0.' })) },
        { ...strict, description: 'Restarts of the candidate, out-of-memory kills among them, by step.' },
      ),
    ),
    utilisation: Type.Optional(
      Type.Object(
        { query, below: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'In every step. Default 0.7.' })) },
        { ...strict, description: 'Share of its resources that the candidate uses.' },
      ),
    ),
    rollbackPlan: Type.Optional(Type.String({ minLength: 1, description: 'How to go back, or the address where that is written.' })),
  },
  { ...strict, minProperties: 1, description: 'What a promotion needs beside the metrics: every item must be met.' },
);
export type ReadinessDocument = Static<typeof ReadinessDocument>;
