import { Type } from 'typebox';
import type { AnswerPair } from '../../comparison/answer-pair.ts';
import type { HalfAnswer, RequestFeatures } from '../../comparison/read-pair.ts';

const strict = { additionalProperties: false } as const;

/* For the documentation: what comes is checked by hand, a hundred thousand times a second, and errors never quote an answer. */

const id = Type.String({ minLength: 1, maxLength: 200, description: 'Of the request: a pair is counted once by it.' });
const answer = (description: string) => Type.Unknown({ description });
const LatencyMs = Type.Number({ minimum: 0, description: 'Milliseconds.' });
const Version = Type.String({ maxLength: 128, description: 'Which model answered.' });
const Features = Type.Record(Type.String(), Type.Union([Type.Number(), Type.String({ maxLength: 256 }), Type.Boolean()]), {
  description: 'What describes the request: at most 50 numbers and labels, by names of at most 64 characters.',
});
const secondControl = Type.Optional(answer('What a second copy of the control answered: any JSON.'));

export const AnswerPairSchema = Type.Object(
  {
    id,
    control: answer('What the control answered: any JSON.'),
    candidate: answer('What the candidate answered: any JSON.'),
    secondControl,
    latencyMs: Type.Optional(Type.Object({ control: Type.Optional(LatencyMs), candidate: Type.Optional(LatencyMs) }, strict)),
    features: Type.Optional(Features),
    versions: Type.Optional(Type.Object({ control: Type.Optional(Version), candidate: Type.Optional(Version) }, strict)),
  },
  strict,
);

export const HalfSchema = Type.Object(
  {
    id,
    answer: answer('What this side answered: any JSON.'),
    secondControl,
    latencyMs: Type.Optional(LatencyMs),
    features: Type.Optional(Features),
    version: Type.Optional(Version),
  },
  strict,
);

export const RequestFeaturesSchema = Type.Object({ id, features: Features }, strict);

export const pairExample: AnswerPair = {
  id: 'request-4711',
  control: { class: 'cat', confidence: 0.91 },
  candidate: { class: 'dog', confidence: 0.55 },
  latencyMs: { control: 12.5, candidate: 14.1 },
  features: { locale: 'de', length: 312 },
  versions: { control: 'v1', candidate: 'v2' },
};
export const halfExample: HalfAnswer = {
  id: 'request-4711',
  answer: { class: 'cat', confidence: 0.91 },
  latencyMs: 12.5,
  features: { locale: 'de', length: 312 },
  version: 'v1',
};
export const requestExample: RequestFeatures = { id: 'request-4711', features: { locale: 'de', length: 312 } };
