import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { NotFoundError } from '../../errors.ts';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { answerQueryError } from '../prometheus/query-error.ts';
import { readQuery } from '../prometheus/read-query.ts';
import { jsonReply } from '../responses.ts';

/** Clients of Prometheus send further parameters (timeout, limit, stats), which change nothing about one stored score. */
const open = { additionalProperties: true } as const;
const strict = { additionalProperties: false } as const;
const QueryText = Type.String({ minLength: 1, maxLength: 8192, description: 'vector(1), or serinus_score with its labels.' });
const GetQuery = Type.Object({ query: QueryText }, open);
const Form = Type.Object({ query: QueryText }, { ...open, examples: [{ query: 'serinus_score{analysis="a-1"}' }] });

const Sample = Type.Object(
  { metric: Type.Object({}, strict), value: Type.Unsafe<readonly [number, string]>(Type.Tuple([Type.Number(), Type.String()])) },
  strict,
);
const VectorReply = Type.Object(
  { status: Type.Literal('success'), data: Type.Object({ resultType: Type.Literal('vector'), result: Type.Array(Sample) }, strict) },
  strict,
);
const ErrorReply = Type.Object({ status: Type.Literal('error'), errorType: Type.String(), error: Type.String() }, strict);

/** Prometheus's instant query, for the one metric serinus_score. An analysis without a score, or none, is an empty vector. */
export function prometheusQueryRoutes({ service, configs, clock }: HttpDeps): FastifyPluginAsyncTypebox {
  const vector = (result: Static<typeof Sample>[]): Static<typeof VectorReply> => ({
    status: 'success',
    data: { resultType: 'vector', result },
  });
  const sample = (ms: number, value: string) => vector([{ metric: {}, value: [ms / 1000, value] }]);

  const answer = async (text: string): Promise<Static<typeof VectorReply>> => {
    const query = readQuery(text);
    if (query.kind === 'one') return sample(clock.now(), '1');
    const { of } = query;
    // Nobody has started it yet is no answer; a config that is not there will never be one.
    if ('config' in of && !configs().some(({ name }) => name === of.config)) throw new NotFoundError('config', of.config);
    try {
      const { analysis } = await service.verdict(of);
      return analysis.score === null || analysis.lastSlotMs === null ? vector([]) : sample(analysis.lastSlotMs, String(analysis.score));
    } catch (error) {
      if (error instanceof NotFoundError) return vector([]);
      throw error;
    }
  };

  return async (app) => {
    app.setErrorHandler(answerQueryError);
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body: string, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body)));
    });
    app.get(
      '/api/v1/query',
      { config: access('read', { standsLoad: true }), schema: schemaOf('queryScore', { querystring: GetQuery }) },
      async ({ query }) => answer(query.query),
    );
    app.post(
      '/api/v1/query',
      {
        config: access('read', { standsLoad: true }),
        schema: schemaOf(
          'queryScoreByForm',
          { body: Form },
          { 413: failed('The body is too large.'), 415: failed('The body is neither a form nor JSON.') },
        ),
      },
      async ({ body }) => answer(body.query),
    );
  };
}

const failure = { status: 'error', errorType: 'bad_data', error: 'BAD_INPUT: query: is missing' } as const;
const failed = (description: string) => jsonReply(description, ErrorReply, failure);

function schemaOf<P extends object>(operationId: string, parts: P, refusals: object = {}) {
  const value: readonly [number, string] = [1_769_860_980, '92.5'];
  const success: Static<typeof VectorReply> = { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value }] } };
  return {
    operationId,
    tags: ['verdict'],
    summary: 'A score in the form of a Prometheus query',
    ...parts,
    response: {
      200: jsonReply('The score, or an empty vector when there is none.', VectorReply, success),
      400: failed('Not a query that can be answered.'),
      401: failed('Nobody who is known here.'),
      403: failed('The role read is missing.'),
      404: failed('No such config.'),
      ...refusals,
      429: failed('Too many requests.'),
      500: failed('A defect of the server.'),
      503: failed('The store cannot be used.'),
    },
  };
}
