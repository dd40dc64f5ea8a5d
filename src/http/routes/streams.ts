import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { readRange } from '../read-range.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { iso } from '../schemas/instant.ts';
import { RangeParameters } from '../schemas/pair-stream.ts';
import { ConfigName, Instant, PageQuery } from '../schemas/scalars.ts';

const strict = { additionalProperties: false } as const;
const DAY_MS = 86_400_000;

/** Each is counted step by step. */
const LIMIT = 20;
const ListQuery = Type.Object(
  {
    config: ConfigName,
    ...RangeParameters,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: `Candidates on a page. Default ${LIMIT}.` })),
    cursor: PageQuery.cursor,
  },
  strict,
);

const Stream = Type.Object(
  {
    config: ConfigName,
    candidate: Type.String(),
    pairs: Type.Integer({ minimum: 0, description: 'That came in the range.' }),
    divergent: Type.Integer({ minimum: 0 }),
    lastSeen: Instant,
  },
  strict,
);
const StreamPage = Type.Object({ items: Type.Array(Stream), nextCursor: Type.Optional(Type.String()) }, strict);
const example = { config: 'pets', candidate: 'v2', pairs: 86_400, divergent: 412, lastSeen: '2026-01-31T12:30:00.000Z' };

export function streamsRoutes({ comparisons, clock }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    if (comparisons === undefined) return;
    app.get(
      '/compare/streams',
      {
        config: access('read'),
        schema: {
          operationId: 'listStreams',
          tags: ['comparison'],
          summary: 'Candidates of a config whose pairs came, by name',
          description: 'Of the last day, or the time from `from` to `to`.',
          querystring: ListQuery,
          response: {
            200: jsonReply('A page; nextCursor is absent on the last.', StreamPage, { items: [example] }),
            ...problemReplies(400, 404, 500, 503),
          },
        },
      },
      async ({ query: { config, from, to, limit = LIMIT, cursor } }) => {
        const range = readRange({ from, to }, { nowMs: clock.now(), lastMs: DAY_MS });
        const { items, hasMore } = await comparisons.streams({ config, ...range, limit, ...(cursor !== undefined && { after: cursor }) });
        return {
          items: items.map(({ lastSeenMs, ...stream }) => ({ ...stream, lastSeen: iso(lastSeenMs) })),
          ...(hasMore && { nextCursor: items.at(-1)?.candidate ?? '' }),
        };
      },
    );
  };
}
