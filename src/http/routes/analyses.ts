import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { analysisExample, newAnalysisExample } from '../examples.ts';
import { refuseBody } from '../no-body.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { AnalysisReply, analysisView } from '../schemas/analysis.ts';
import { readInstant } from '../schemas/instant.ts';
import { AnalysisId, ConfigName, DEFAULT_LIMIT, PageQuery, ScopeSchema, StatusSchema, VerdictSchema } from '../schemas/scalars.ts';
import { FormParameter, ShortVerdictReply, shortVerdictView } from '../schemas/short-verdict.ts';

const strict = { additionalProperties: false } as const;

const StartBody = Type.Object(
  {
    config: ConfigName,
    control: ScopeSchema,
    candidate: ScopeSchema,
    start: Type.Optional(
      Type.String({ format: 'date-time', maxLength: 64, description: 'When the candidate began to serve, RFC 3339. Default now.' }),
    ),
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Makes the start idempotent for ever.' })),
  },
  { ...strict, examples: [{ config: 'shop', control: { version: 'v1' }, candidate: { version: 'v2' }, key: 'shop-v2' }] },
);

const ListQuery = Type.Object(
  { status: Type.Optional(StatusSchema), verdict: Type.Optional(VerdictSchema), config: Type.Optional(ConfigName), ...PageQuery },
  strict,
);
const AnalysisPage = Type.Object({ items: Type.Array(AnalysisReply), nextCursor: Type.Optional(Type.String()) }, strict);
const IdParams = Type.Object({ id: AnalysisId }, strict);
const NoQuery = Type.Object({}, strict);
const StartQuery = Type.Object({ form: FormParameter }, strict);
const StartReply = Type.Union([AnalysisReply, ShortVerdictReply]);
const CancelQuery = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Default: cancelled by request.' })) },
  strict,
);

export function analysesRoutes({ service }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/analyses',
      {
        // Argo's question for the verdict is a start as well.
        config: access('run', { standsLoad: true }),
        schema: {
          operationId: 'startAnalysis',
          tags: ['analyses'],
          summary: 'Start an analysis',
          description: 'Without a key, a start whose config and scopes have a running analysis already is that analysis.',
          querystring: StartQuery,
          body: StartBody,
          response: {
            200: jsonReply('The analysis that is there already.', StartReply, newAnalysisExample),
            201: jsonReply('The new analysis; Location is its address.', StartReply, newAnalysisExample),
            ...problemReplies(400, 404, 413, 415, 500, 503),
          },
        },
      },
      async ({ body: { start, ...request }, query: { form } }, reply) => {
        const startMs = start === undefined ? {} : { startMs: readInstant('start', start) };
        const { analysis, created } = await service.start({ ...request, ...startMs });
        return reply
          .code(created ? 201 : 200)
          .header('location', `/analyses/${analysis.id}`)
          .send(form === 'short' ? shortVerdictView(analysis) : analysisView(analysis));
      },
    );

    app.get(
      '/analyses',
      {
        config: access('read'),
        schema: {
          operationId: 'listAnalyses',
          tags: ['analyses'],
          summary: 'List analyses, newest first',
          querystring: ListQuery,
          response: {
            200: jsonReply('A page; nextCursor is absent on the last.', AnalysisPage, { items: [analysisExample] }),
            ...problemReplies(400, 500, 503),
          },
        },
      },
      async ({ query: { config, limit = DEFAULT_LIMIT, ...filter } }) => {
        const page = await service.list({ ...filter, ...(config === undefined ? {} : { configName: config }), limit });
        return { ...page, items: page.items.map(analysisView) };
      },
    );

    app.get(
      '/analyses/:id',
      {
        config: access('read'),
        schema: {
          operationId: 'getAnalysis',
          tags: ['analyses'],
          summary: 'One analysis',
          params: IdParams,
          querystring: NoQuery,
          response: { 200: jsonReply('The analysis.', AnalysisReply, analysisExample), ...problemReplies(400, 404, 500, 503) },
        },
      },
      async ({ params: { id } }) => analysisView(await service.find(id)),
    );

    app.delete(
      '/analyses/:id',
      {
        config: access('run'),
        preHandler: refuseBody,
        schema: {
          operationId: 'cancelAnalysis',
          tags: ['analyses'],
          summary: 'Cancel a running analysis',
          description: 'An analysis that has ended is returned as it is.',
          params: IdParams,
          querystring: CancelQuery,
          response: {
            200: jsonReply('The analysis as it stands now.', AnalysisReply, analysisExample),
            ...problemReplies(400, 404, 413, 415, 500, 503),
          },
        },
      },
      async ({ params: { id }, query: { reason = 'cancelled by request' } }) => analysisView(await service.cancel(id, reason)),
    );
  };
}
