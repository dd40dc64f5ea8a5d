import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Sample, SampleFilter } from '../../analysis/ports/pair-store.ts';
import { access } from '../auth/access.ts';
import { principalOf } from '../auth/principal.ts';
import type { HttpDeps } from '../deps.ts';
import { logFailure } from '../error-handler.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { readInstant } from '../schemas/instant.ts';
import { DEFAULT_CANDIDATE, RangeParameters, StreamParameters } from '../schemas/pair-stream.ts';
import { MarkSchema, Note, SampleReply, sampleExample, sampleView } from '../schemas/sample.ts';
import { PageQuery } from '../schemas/scalars.ts';

const strict = { additionalProperties: false } as const;
const LINES = 'application/x-ndjson';
/** Samples in memory at a time: each may be as large as a pair. */
const PAGE = 20;

const ListQuery = Type.Object(
  {
    ...StreamParameters,
    ...RangeParameters,
    divergent: Type.Optional(Type.Enum(['true', 'false', 'any'], { description: 'Default true.' })),
    mark: Type.Optional(Type.Union([MarkSchema, Type.Enum(['none', 'any'])], { description: 'none: without a mark; any: with one.' })),
    segment: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    order: Type.Optional(Type.Enum(['newest', 'least-similar'], { description: 'Default newest.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'One page of so many. Default all there are.' })),
    cursor: Type.Optional({ ...PageQuery.cursor, description: 'X-Next-Cursor of the page before.' }),
  },
  strict,
);
/** What each line is; what is sent is their text. */
const SampleLine = Type.Unsafe<string | Readable>({ $ref: 'Sample#' });
const MarkParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200, description: 'Id of the request.' }) }, strict);
const MarkBody = Type.Object(
  { mark: MarkSchema, note: Type.Optional(Note) },
  { ...strict, examples: [{ mark: 'control-better', note: 'The animal is a cat.' }] },
);

export function samplesRoutes({ comparisons }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    if (comparisons === undefined) return;
    const { samples } = comparisons;
    app.get(
      '/compare/samples',
      {
        exposeHeadRoute: false, // it would read all of them, for nobody
        config: access('run'),
        schema: {
          operationId: 'listSamples',
          tags: ['comparison'],
          summary: 'Pairs that are kept for review, one a line',
          description:
            'Streamed: all of them, however many there are, unless limit asks for one page; X-Next-Cursor is then the cursor of the next.',
          querystring: ListQuery,
          response: {
            200: { description: 'JSON objects, each in a line.', content: { [LINES]: { schema: SampleLine, example: sampleExample } } },
            ...problemReplies(400, 404, 500, 503),
          },
        },
      },
      async (request, reply) => {
        const { config, candidate = DEFAULT_CANDIDATE, ...query } = request.query;
        const stream = { config, candidate };
        const filter: SampleFilter = {
          ...(query.from !== undefined && { fromMs: readInstant('from', query.from) }),
          ...(query.to !== undefined && { toMs: readInstant('to', query.to) }),
          ...(query.divergent !== 'any' && { isDivergent: query.divergent !== 'false' }),
          ...(query.mark !== undefined && { mark: query.mark }),
          ...(query.segment !== undefined && { segment: query.segment }),
          ...(query.order !== undefined && { order: query.order }),
          ...(query.cursor !== undefined && { cursor: query.cursor }),
          limit: query.limit ?? PAGE,
        };
        // What is wrong with the request, or the store, is found before the first line is sent.
        const first = await samples.page(stream, filter);
        reply.header('content-type', `${LINES}; charset=utf-8`);
        if (query.limit === undefined) {
          // An error cuts the reply, and this line is all that tells of it.
          const texts = Readable.from(textsOf(samples.pagesFrom(first, stream, filter)));
          return reply.send(texts.once('error', (error) => logFailure(error, request)));
        }
        if (first.nextCursor !== undefined) reply.header('x-next-cursor', first.nextCursor);
        return reply.send(textOf(first.items));
      },
    );

    app.put(
      '/compare/samples/:id/mark',
      {
        config: access('run'),
        schema: {
          operationId: 'markSample',
          tags: ['comparison'],
          summary: 'Say what a reviewer thinks of a pair',
          description: 'In the place of what was said before.',
          params: MarkParams,
          querystring: Type.Object(StreamParameters, strict),
          body: MarkBody,
          response: {
            200: jsonReply('The sample with its mark.', SampleReply, sampleExample),
            ...problemReplies(400, 404, 413, 415, 500, 503),
          },
        },
      },
      async (request) => {
        const { config, candidate = DEFAULT_CANDIDATE } = request.query;
        const by = principalOf(request)?.name;
        return sampleView(
          await samples.review({ config, candidate }, request.params.id, { ...request.body, ...(by !== undefined && { by }) }),
        );
      },
    );
  };
}

async function* textsOf(pages: AsyncIterable<readonly Sample[]>): AsyncGenerator<string> {
  for await (const page of pages) if (page.length > 0) yield textOf(page);
}

function textOf(samples: readonly Sample[]): string {
  return samples.map((sample) => `${JSON.stringify(sampleView(sample))}\n`).join('');
}
