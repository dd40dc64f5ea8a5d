import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { access } from '../auth/access.ts';
import type { HttpDeps, Readiness } from '../deps.ts';
import { jsonReply, problemReplies } from '../responses.ts';

const strict = { additionalProperties: false } as const;
const NoQuery = Type.Object({}, strict);

const Alive = Type.Object({ status: Type.Literal('ok'), version: Type.String() }, strict);
const Check = Type.Object({ name: Type.String(), ok: Type.Boolean(), message: Type.Optional(Type.String()) }, strict);
const Ready = Type.Unsafe<Readiness>(Type.Object({ ready: Type.Boolean(), checks: Type.Array(Check) }, strict));

const metricsExample = 'serinus_http_request_duration_seconds_count{method="GET",route="/verdict",status="200"} 12\n';

export function operationsRoutes({ readiness, metrics, version, auth }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/healthz',
      {
        config: access('probe'),
        logLevel: 'warn',
        schema: {
          operationId: 'getHealth',
          tags: ['operations'],
          summary: 'Whether the process is alive',
          response: { 200: jsonReply('It is.', Alive, { status: 'ok', version: '0.1.0' }), ...problemReplies(500) },
        },
      },
      async () => ({ status: 'ok' as const, version }),
    );

    app.get(
      '/readyz',
      {
        config: access('probe'),
        logLevel: 'warn',
        schema: {
          operationId: 'getReadiness',
          tags: ['operations'],
          summary: 'Whether it can serve',
          response: {
            200: jsonReply('It can.', Ready, { ready: true, checks: [{ name: 'store', ok: true }] }),
            503: jsonReply('It cannot.', Ready, { ready: false, checks: [{ name: 'store', ok: false, message: 'no answer' }] }),
            ...problemReplies(500),
          },
        },
      },
      async (_request, reply) => {
        const state = await readiness();
        return reply.code(state.ready ? 200 : 503).send(state);
      },
    );

    app.get(
      '/metrics',
      {
        config: access(auth?.rules.openMetrics ? 'open' : 'read', { standsLoad: true }),
        logLevel: 'warn',
        schema: {
          operationId: 'getMetrics',
          tags: ['operations'],
          summary: 'Metrics of this server in the Prometheus text format',
          querystring: NoQuery,
          response: {
            200: { description: 'The metrics.', content: { 'text/plain': { schema: Type.String(), example: metricsExample } } },
            ...problemReplies(400, 500, 503),
          },
        },
      },
      async (_request, reply) => reply.header('content-type', metrics.contentType).send(await metrics.metrics()),
    );
  };
}
