import { type Static, Type } from 'typebox';
import type { NoiseProfile } from '../../model/noise-profile.ts';

const strict = { additionalProperties: false } as const;
const perModel = (description: string) => Type.Array(Type.Number({ minimum: 0 }), { minItems: 1, maxItems: 1000, description });

const Profile = Type.Object(
  {
    version: Type.Integer({ minimum: 1, description: 'Of the models of noise.' }),
    metric: Type.String({ minLength: 1, maxLength: 253 }),
    contrast: Type.Enum(['logRatio', 'relative', 'absolute', 'probability']),
    stepMs: Type.Integer({ minimum: 1 }),
    queryHash: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Of all that shapes the contrast.' }),
    fittedAtMs: Type.Integer({ description: 'Unix milliseconds of the end of the history.' }),
    n: Type.Integer({ minimum: 0, description: 'Steps with data in the history.' }),
    segments: Type.Integer({ minimum: 0 }),
    mad: Type.Number({ minimum: 0, description: 'Robust standard deviation of a step.' }),
    weight: perModel('Probability of each model of noise.'),
    variance: perModel('Variance of a step under each model.'),
    meanVariance: Type.Number({ minimum: 0 }),
  },
  strict,
);

const example = {
  profiles: [
    {
      version: 1,
      metric: 'latency',
      contrast: 'logRatio',
      stepMs: 60_000,
      queryHash: '0123456789abcdef',
      fittedAtMs: 1769860740000,
      n: 720,
      segments: 1,
      mad: 0.05,
      weight: [1],
      variance: [0.0025],
      meanVariance: 0.0025,
    },
  ],
};

export const NoiseProfiles = Type.Object(
  { profiles: Type.Array(Profile, { minItems: 1, maxItems: 100 }) },
  { ...strict, examples: [example] },
);
export const KeptReply = Type.Object({ kept: Type.Integer({ minimum: 0, description: 'How many there were.' }) }, strict);

/** Also keeps the schema and the model in step: what one accepts the other must be. */
export function profilesOf({ profiles }: Static<typeof NoiseProfiles>): readonly NoiseProfile[] {
  return profiles;
}
