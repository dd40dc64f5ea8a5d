import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Brought, Intake } from '../../analysis/comparison/intake.ts';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { acceptTexts, LINES, type Received, type ReceivedBody, receive } from '../receive-lines.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { AnswerPairSchema, HalfSchema, halfExample, pairExample, RequestFeaturesSchema, requestExample } from '../schemas/answer-pair.ts';
import { DEFAULT_CANDIDATE, StreamParameters } from '../schemas/pair-stream.ts';
import { validatorCompiler } from '../validator.ts';

const strict = { additionalProperties: false } as const;
const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Query = Type.Object(StreamParameters, strict);

const refusals = {
  rejected: Count('Lines that are left out.'),
  errors: Type.Array(Type.Object({ line: Type.Integer({ minimum: 1 }), code: Type.String(), message: Type.String() }, strict), {
    maxItems: 100,
    description: 'Why, of the first hundred.',
  }),
};
const known = Count('Counted before, or twice in this body: nothing changed.');
const OneReply = Type.Object({ counted: Type.Boolean({ description: 'False: it was counted before, and nothing changed.' }) }, strict);
const PairsReply = Type.Object({ pairs: Count('Lines that are not blank.'), counted: Count('New ones.'), known, ...refusals }, strict);
const HalvesReply = Type.Object({ halves: Count('Durable, or known before.'), ...refusals }, strict);
const RequestsReply = Type.Object(
  { requests: Count('Lines that are not blank.'), counted: Count('New ones.'), known, ...refusals },
  strict,
);

const refused = { rejected: 1, errors: [{ line: 2, code: 'BAD_INPUT', message: 'candidate: is missing' }] };
const problems = problemReplies(400, 404, 413, 415, 500, 503);

/** Where pairs of answers come in. Texts of answers are checked, compared and counted; none is logged, and none is in an error. */
export function compareRoutes({ intake }: Pick<HttpDeps, 'intake'>): FastifyPluginAsyncTypebox {
  return async (app) => {
    if (intake === undefined) return;
    app.register(async (scope) => {
      acceptTexts(scope, ['json'], intake.maxBytes);
      addRoute(scope, intake, {
        ...{ url: '/compare', brought: 'pairs', operationId: 'comparePair', summary: 'Compare and count what two models answered' },
        description: 'Answered when it is durable. A pair whose id came before changes nothing, so sending it again is safe.',
        body: { 'application/json': { ...AnswerPairSchema, examples: [pairExample] } },
        reply: jsonReply('It is counted, once.', OneReply, { counted: true }),
        view: ({ counted }) => ({ counted: counted > 0 }),
      });
    });
    app.register(async (scope) => {
      acceptTexts(scope, ['lines'], intake.maxBytes);
      addRoute(scope, intake, {
        ...{ url: '/compare/batch', brought: 'pairs', operationId: 'comparePairs', summary: 'Compare and count many pairs' },
        description: 'One pair a line, as for POST /compare, plain or with Content-Encoding gzip; counted while it comes.',
        body: { [LINES]: lines(pairExample) },
        reply: jsonReply('All but the rejected ones are counted, each once.', PairsReply, { pairs: 3, counted: 1, known: 1, ...refused }),
        view: ({ lines: pairs, counted, known, rejected, errors }) => ({ pairs, counted, known, rejected, errors }),
      });
    });
    app.register(async (scope) => {
      acceptTexts(scope, ['json', 'lines'], intake.maxBytes);
      for (const side of ['control', 'candidate'] as const) {
        addRoute(scope, intake, {
          ...{
            url: `/compare/${side}`,
            brought: side,
            summary: `Bring what the ${side} answered, to be compared when the other half is there`,
          },
          operationId: side === 'control' ? 'bringControl' : 'bringCandidate',
          description: 'One half, or one a line. A half whose other half does not come in time is counted as unmatched.',
          body: { 'application/json': { ...HalfSchema, examples: [halfExample] }, [LINES]: lines(halfExample) },
          reply: jsonReply('All but the rejected ones are kept.', HalvesReply, { halves: 1, ...refused }),
          view: ({ counted, rejected, errors }) => ({ halves: counted, rejected, errors }),
        });
      }
      addRoute(scope, intake, {
        ...{ url: '/compare/population', brought: 'population', operationId: 'bringPopulation' },
        summary: 'Tell of the features of all the traffic, to see whether the compared requests are like it',
        description: 'One request, or one a line; their ids are apart from those of pairs.',
        body: { 'application/json': { ...RequestFeaturesSchema, examples: [requestExample] }, [LINES]: lines(requestExample) },
        reply: jsonReply('All but the rejected ones are counted, each once.', RequestsReply, {
          ...{ requests: 3, counted: 1, known: 1 },
          ...refused,
        }),
        view: ({ lines: requests, counted, known, rejected, errors }) => ({ requests, counted, known, rejected, errors }),
      });
    });
  };
}

interface CompareRoute {
  readonly url: string;
  readonly brought: Brought;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** Schemas by content type. */
  readonly body: Readonly<Record<string, TSchema>>;
  readonly reply: ReturnType<typeof jsonReply>;
  readonly view: (received: Received) => unknown;
}

function addRoute(app: FastifyInstance, intake: Intake, route: CompareRoute): void {
  const { url, brought, body, reply, view, ...words } = route;
  app.post(
    url,
    {
      config: access('ingest', { streamedType: LINES }),
      // Bodies are checked where they are read.
      validatorCompiler: (part) => (part.httpPart === 'body' ? () => true : validatorCompiler(part as never)),
      schema: {
        ...words,
        tags: ['comparison'],
        querystring: Query,
        body: { content: Object.fromEntries(Object.entries(body).map(([type, schema]) => [type, { schema }])) },
        response: { 200: reply, ...problems },
      },
    },
    async (request) => {
      const { config, candidate = DEFAULT_CANDIDATE } = request.query as { readonly config: string; readonly candidate?: string };
      const taking = intake.begin({ config, candidate }, brought);
      return view(await receive(request.body as ReceivedBody | undefined, taking, request as FastifyRequest));
    },
  );
}

/** A text whose lines are of that kind. */
function lines(example: unknown): TSchema {
  return Type.Unsafe<string>({ description: 'JSON objects, each in a line.', examples: [`${JSON.stringify(example)}\n`] });
}
