import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { lookExample } from '../examples.ts';
import { refuseBody } from '../no-body.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { LookReply, lookView } from '../schemas/look.ts';
import { AnalysisId, DEFAULT_LIMIT, PageQuery } from '../schemas/scalars.ts';

const strict = { additionalProperties: false } as const;
const IdParams = Type.Object({ id: AnalysisId }, strict);
const LookPage = Type.Object({ items: Type.Array(LookReply), nextCursor: Type.Optional(Type.String()) }, strict);

export function looksRoutes({ service }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/analyses/:id/looks',
      {
        config: access('read'),
        schema: {
          operationId: 'listLooks',
          tags: ['analyses'],
          summary: 'List the looks of an analysis, oldest first',
          params: IdParams,
          querystring: Type.Object(PageQuery, strict),
          response: {
            200: jsonReply('A page; nextCursor is absent on the last.', LookPage, { items: [lookExample] }),
            ...problemReplies(400, 404, 500, 503),
          },
        },
      },
      async ({ params: { id }, query: { limit = DEFAULT_LIMIT, ...query } }) => {
        const page = await service.looks(id, { ...query, limit });
        return { ...page, items: page.items.map(lookView) };
      },
    );

    app.post(
      '/analyses/:id/looks',
      {
        config: access('run'),
        preHandler: refuseBody,
        schema: {
          operationId: 'judgeNow',
          tags: ['analyses'],
          summary: 'Judge now',
          description: 'Of an analysis that has ended it is the latest look, unchanged.',
          params: IdParams,
          querystring: Type.Object({}, strict),
          response: { 200: jsonReply('The look.', LookReply, lookExample), ...problemReplies(400, 404, 413, 415, 500, 503) },
        },
      },
      async ({ params: { id } }) => lookView(await service.look(id)),
    );
  };
}
