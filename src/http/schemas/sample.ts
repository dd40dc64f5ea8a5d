import { type Static, Type } from 'typebox';
import { MARKS, type Sample } from '../../analysis/ports/pair-store.ts';
import type { Json } from '../../model/json.ts';
import { iso } from './instant.ts';
import { nullable } from './scalars.ts';

const strict = { additionalProperties: false } as const;
const answer = (description: string) => Type.Unsafe<Json>({ description });
const Feature = Type.Union([Type.Number(), Type.String(), Type.Boolean()]);
const sides = (schema: ReturnType<typeof Type.Number> | ReturnType<typeof Type.String>) =>
  Type.Object({ control: Type.Optional(schema), candidate: Type.Optional(schema) }, strict);

export const MarkSchema = Type.Enum(MARKS, {
  description: 'What a reviewer says of the pair; noise: it differs for no reason of the candidate.',
});
export const Note = Type.String({ minLength: 1, maxLength: 2000, description: 'Why, for people.' });

/** A pair that is kept for review. */
export const SampleSchema = Type.Object(
  {
    id: Type.String({ description: 'Of the request.' }),
    at: Type.String({ format: 'date-time', description: 'When it came.' }),
    divergent: Type.Boolean(),
    similarity: nullable(Type.Number({ description: 'The lowest of its comparators; null where none has such a scale.' })),
    segment: nullable(Type.String()),
    control: answer('What the control answered, redacted.'),
    candidate: answer('What the candidate answered, redacted.'),
    secondControl: Type.Optional(answer('What the second control answered, redacted.')),
    latencyMs: Type.Optional(sides(Type.Number())),
    features: Type.Optional(Type.Record(Type.String(), Feature)),
    versions: Type.Optional(sides(Type.String())),
    differences: Type.Array(
      Type.Object({ comparator: Type.String(), field: Type.String(), type: Type.String(), category: Type.Optional(Type.String()) }, strict),
    ),
    review: nullable(
      Type.Object(
        {
          mark: MarkSchema,
          note: Type.Optional(Note),
          by: Type.Optional(Type.String({ description: 'The client who marked it.' })),
          at: Type.String({ format: 'date-time' }),
        },
        strict,
      ),
    ),
  },
  { $id: 'Sample', ...strict },
);
export type SampleView = Static<typeof SampleSchema>;
export const SampleReply = Type.Unsafe<SampleView>({ $ref: 'Sample#' });

export function sampleView({ atMs, pair, isDivergent, similarity, segment, differences, review }: Sample): SampleView {
  const { id, control, candidate, secondControl, latencyMs, features, versions } = pair;
  return {
    ...{ id, at: iso(atMs), divergent: isDivergent, similarity, segment, control, candidate },
    ...(secondControl !== undefined && { secondControl }),
    ...(latencyMs && { latencyMs }),
    ...(features && { features }),
    ...(versions && { versions }),
    differences: differences.map((one) => ({ ...one })),
    review: review === undefined ? null : reviewView(review),
  };
}

function reviewView({ markedAtMs, ...review }: NonNullable<Sample['review']>): SampleView['review'] {
  return { ...review, at: iso(markedAtMs) };
}

export const sampleExample: SampleView = {
  id: 'request-4711',
  at: '2026-01-31T12:29:58.120Z',
  divergent: true,
  similarity: 0,
  segment: 'de',
  control: { class: 'cat', confidence: 0.91 },
  candidate: { class: 'dog', confidence: 0.55 },
  features: { locale: 'de', length: 312 },
  differences: [{ comparator: 'class', field: '', type: 'value', category: 'cat -> dog' }],
  review: null,
};
