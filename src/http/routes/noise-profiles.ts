import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { KeptReply, NoiseProfiles, profilesOf } from '../schemas/noise-profile.ts';
import { ConfigName } from '../schemas/scalars.ts';

const strict = { additionalProperties: false } as const;

export function noiseProfilesRoutes({ service }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/configs/:name/noise-profiles',
      {
        config: access('admin'),
        schema: {
          operationId: 'keepNoiseProfiles',
          tags: ['catalogue'],
          summary: 'Keep what a calibration learnt, for the analyses that start from now on',
          params: Type.Object({ name: ConfigName }, strict),
          querystring: Type.Object({}, strict),
          body: NoiseProfiles,
          response: {
            200: jsonReply('All of them are kept, each in the place of the last of its metric.', KeptReply, { kept: 1 }),
            ...problemReplies(400, 404, 413, 415, 500, 503),
          },
        },
      },
      async ({ params: { name }, body }) => {
        const profiles = profilesOf(body);
        await service.keepNoiseProfiles(name, profiles);
        return { kept: profiles.length };
      },
    );
  };
}
