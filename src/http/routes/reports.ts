import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { readRange } from '../read-range.ts';
import { FormQuery, reportReply, sendReport } from '../report-reply.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { iso } from '../schemas/instant.ts';
import { CandidateName, DEFAULT_CANDIDATE, RangeParameters, StreamParameters } from '../schemas/pair-stream.ts';
import { ConfigName, DEFAULT_LIMIT, Instant, PageQuery } from '../schemas/scalars.ts';

const strict = { additionalProperties: false } as const;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

const MakeQuery = Type.Object({ ...StreamParameters, ...RangeParameters, ...FormQuery }, strict);
const ListQuery = Type.Object({ config: ConfigName, candidate: Type.Optional(CandidateName), ...PageQuery }, strict);
const ReportId = Type.String({ pattern: '^[A-Za-z0-9-]{1,128}$', description: 'Id of a kept report.' });
const Entry = Type.Object({ id: ReportId, config: ConfigName, candidate: Type.String(), to: Instant }, strict);
const EntryPage = Type.Object({ items: Type.Array(Entry), nextCursor: Type.Optional(Type.String()) }, strict);
const entryExample = { id: 'pets-20260126T060000Z-1f0c9d2e4b7a', config: 'pets', candidate: 'v2', to: '2026-01-26T06:00:00.000Z' };

export function reportsRoutes({ comparisons, clock }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    if (comparisons === undefined) return;
    const { reports } = comparisons;
    app.get(
      '/reports/divergence',
      {
        config: access('read'),
        schema: {
          operationId: 'makeReport',
          tags: ['comparison'],
          summary: 'How a candidate diverges from the control',
          description: 'Of the last week, or the time from `from` to `to`; as JSON, Markdown or HTML, as Accept or `format` says.',
          querystring: MakeQuery,
          response: { 200: reportReply, ...problemReplies(400, 404, 500, 503) },
        },
      },
      async (request, reply) => {
        const { config, candidate = DEFAULT_CANDIDATE, from, to } = request.query;
        const { fromMs, toMs } = readRange({ from, to }, { nowMs: clock.now(), lastMs: WEEK_MS });
        // Details are kept by the hour: the first one is whole where nobody has said otherwise.
        const wholeMs = from === undefined ? Math.floor(fromMs / HOUR_MS) * HOUR_MS : fromMs;
        return sendReport(request, reply, await reports.make({ config, candidate }, { fromMs: wholeMs, toMs }));
      },
    );

    app.get(
      '/reports',
      {
        config: access('read'),
        schema: {
          operationId: 'listReports',
          tags: ['comparison'],
          summary: 'Reports that were made by the schedule of a config, newest first',
          querystring: ListQuery,
          response: {
            200: jsonReply('A page; nextCursor is absent on the last.', EntryPage, { items: [entryExample] }),
            ...problemReplies(400, 404, 500, 503),
          },
        },
      },
      async ({ query: { limit = DEFAULT_LIMIT, ...query } }) => {
        const { items, ...next } = await reports.list({ ...query, limit });
        return { items: items.map(({ toMs, ...entry }) => ({ ...entry, to: iso(toMs) })), ...next };
      },
    );

    app.get(
      '/reports/:id',
      {
        config: access('read'),
        schema: {
          operationId: 'getReport',
          tags: ['comparison'],
          summary: 'A report that was made by a schedule',
          description: 'Its figures are those of then, its cases and marks those that are kept now.',
          params: Type.Object({ id: ReportId }, strict),
          querystring: Type.Object(FormQuery, strict),
          response: { 200: reportReply, ...problemReplies(400, 404, 500, 503) },
        },
      },
      async (request, reply) => sendReport(request, reply, (await reports.find(request.params.id)).report),
    );
  };
}
