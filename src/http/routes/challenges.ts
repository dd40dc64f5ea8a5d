import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { FEWEST_CANDIDATES, MOST_CANDIDATES } from '../../analysis/challenge/challenges.ts';
import { access } from '../auth/access.ts';
import { challengeExample, challengeReportExample } from '../challenge-examples.ts';
import type { HttpDeps } from '../deps.ts';
import { refuseBody } from '../no-body.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import {
  CandidateName,
  ChallengeId,
  ChallengeReply,
  ChallengeReportReply,
  challengeReportView,
  challengeView,
} from '../schemas/challenge.ts';
import { readInstant } from '../schemas/instant.ts';
import { ConfigName, DEFAULT_LIMIT, ScopeSchema } from '../schemas/scalars.ts';

const strict = { additionalProperties: false } as const;

const StartBody = Type.Object(
  {
    config: ConfigName,
    control: ScopeSchema,
    candidates: Type.Record(CandidateName, ScopeSchema, {
      ...strict,
      minProperties: FEWEST_CANDIDATES,
      maxProperties: MOST_CANDIDATES,
      description: 'Scopes by the names of the candidates.',
    }),
    primary: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'The metric by which the best is told. Default: the first required one in which one direction is harm.',
      }),
    ),
    start: Type.Optional(
      Type.String({ format: 'date-time', maxLength: 64, description: 'When the candidates began to serve, RFC 3339. Default now.' }),
    ),
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Makes the start idempotent for ever.' })),
  },
  {
    ...strict,
    examples: [
      { config: 'shop', control: { version: 'v1' }, candidates: { blue: { version: 'v2' }, green: { version: 'v3' } }, key: 'spring' },
    ],
  },
);
const ListQuery = Type.Object(
  {
    config: Type.Optional(ConfigName),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Default 50.' })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'How many of the newest to pass over. Default 0.' })),
  },
  strict,
);
const ChallengeList = Type.Object({ items: Type.Array(ChallengeReply) }, strict);
const IdParams = Type.Object({ id: ChallengeId }, strict);
const NoQuery = Type.Object({}, strict);
const CancelQuery = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Default: cancelled by request.' })) },
  strict,
);

export function challengesRoutes({ challenges }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    if (challenges === undefined) return;
    app.post(
      '/challenges',
      {
        config: access('run'),
        schema: {
          operationId: 'startChallenge',
          tags: ['challenges'],
          summary: 'Compare several candidates with one control',
          description: 'Starts an analysis of each; they share the error levels of the config.',
          querystring: NoQuery,
          body: StartBody,
          response: {
            200: jsonReply('The challenge of that key, which is there already.', ChallengeReply, challengeExample),
            201: jsonReply('The new challenge; Location is its address.', ChallengeReply, challengeExample),
            ...problemReplies(400, 404, 413, 415, 500, 503),
          },
        },
      },
      async ({ body: { start, ...request } }, reply) => {
        const startMs = start === undefined ? {} : { startMs: readInstant('start', start) };
        const { challenge, created } = await challenges.start({ ...request, ...startMs });
        return reply
          .code(created ? 201 : 200)
          .header('location', `/challenges/${challenge.id}`)
          .send(challengeView(challenge));
      },
    );

    app.get(
      '/challenges',
      {
        config: access('read'),
        schema: {
          operationId: 'listChallenges',
          tags: ['challenges'],
          summary: 'List challenges, newest first',
          querystring: ListQuery,
          response: {
            200: jsonReply('At most `limit` of them.', ChallengeList, { items: [challengeExample] }),
            ...problemReplies(400, 500, 503),
          },
        },
      },
      async ({ query: { config, limit = DEFAULT_LIMIT, offset = 0 } }) => {
        const found = await challenges.list({ ...(config === undefined ? {} : { configName: config }), limit, offset });
        return { items: found.map(challengeView) };
      },
    );

    app.get(
      '/challenges/:id',
      {
        config: access('read'),
        schema: {
          operationId: 'getChallenge',
          tags: ['challenges'],
          summary: 'How the candidates of a challenge stand, and which is the best',
          params: IdParams,
          querystring: NoQuery,
          response: {
            200: jsonReply('Candidates by metrics.', ChallengeReportReply, challengeReportExample),
            ...problemReplies(400, 404, 500, 503),
          },
        },
      },
      async ({ params: { id } }) => challengeReportView(await challenges.find(id)),
    );

    app.delete(
      '/challenges/:id',
      {
        config: access('run'),
        preHandler: refuseBody,
        schema: {
          operationId: 'cancelChallenge',
          tags: ['challenges'],
          summary: 'Cancel the running analyses of a challenge',
          description: 'A challenge that has ended is returned as it is.',
          params: IdParams,
          querystring: CancelQuery,
          response: {
            200: jsonReply('The challenge as it stands now.', ChallengeReportReply, challengeReportExample),
            ...problemReplies(400, 404, 413, 415, 500, 503),
          },
        },
      },
      async ({ params: { id }, query: { reason = 'cancelled by request' } }) => challengeReportView(await challenges.cancel(id, reason)),
    );
  };
}
