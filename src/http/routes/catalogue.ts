import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { NotFoundError } from '../../errors.ts';
import { ConfigDocument } from '../../model/config-document.ts';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { comparatorExample, configExample, judgeExample } from '../examples.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { type ComparatorView, type ConfigSummary, comparatorView, configSummary, type JudgeView, judgeView } from '../schemas/catalogue.ts';
import { ConfigName } from '../schemas/scalars.ts';

const strict = { additionalProperties: false } as const;
const NoQuery = Type.Object({}, strict);
const ConfigList = Type.Object({ items: Type.Array(Type.Unsafe<ConfigSummary>({ $ref: 'ConfigSummary#' })) }, strict);
const JudgeList = Type.Object({ items: Type.Array(Type.Unsafe<JudgeView>({ $ref: 'Judge#' })) }, strict);
const ComparatorList = Type.Object({ items: Type.Array(Type.Unsafe<ComparatorView>({ $ref: 'Comparator#' })) }, strict);
const DocumentReply = Type.Unsafe<ConfigDocument>({ $ref: 'ConfigDocument#' });

const documentExample: ConfigDocument = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'shop', description: 'Errors of the shop.' },
  spec: {
    variables: { version: {} },
    scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
    metrics: [
      {
        name: 'errors',
        kind: 'ratio',
        bad: 'sum(increase(http_errors_total{${scope}}[${step}]))',
        total: 'sum(increase(http_requests_total{${scope}}[${step}]))',
        tolerance: { ratio: 0.1 },
      },
    ],
  },
};

export function catalogueRoutes({ configs, judges, comparators }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addSchema({ ...ConfigDocument, $id: 'ConfigDocument' });
    app.get(
      '/configs',
      {
        config: access('read'),
        schema: {
          operationId: 'listConfigs',
          tags: ['catalogue'],
          summary: 'List the configs and their variables',
          querystring: NoQuery,
          response: {
            200: jsonReply('All loaded configs.', ConfigList, { items: [configExample] }),
            ...problemReplies(400, 500),
          },
        },
      },
      async () => ({ items: configs().map(configSummary) }),
    );

    app.get(
      '/configs/:name',
      {
        config: access('read'),
        schema: {
          operationId: 'getConfig',
          tags: ['catalogue'],
          summary: 'One config, as its author wrote it',
          params: Type.Object({ name: ConfigName }, strict),
          querystring: NoQuery,
          response: { 200: jsonReply('The document.', DocumentReply, documentExample), ...problemReplies(400, 404, 500) },
        },
      },
      async ({ params: { name } }) => {
        const config = configs().find((one) => one.name === name);
        if (config === undefined) throw new NotFoundError('config', name);
        return config.document;
      },
    );

    app.get(
      '/judges',
      {
        config: access('read'),
        schema: {
          operationId: 'listJudges',
          tags: ['catalogue'],
          summary: 'List the judges and their parameters',
          querystring: NoQuery,
          response: { 200: jsonReply('All loaded judges.', JudgeList, { items: [judgeExample] }), ...problemReplies(400, 500) },
        },
      },
      async () => ({ items: judges().map(judgeView) }),
    );

    app.get(
      '/comparators',
      {
        config: access('read'),
        schema: {
          operationId: 'listComparators',
          tags: ['catalogue'],
          summary: 'List the comparators and their parameters',
          querystring: NoQuery,
          response: {
            200: jsonReply('All loaded comparators.', ComparatorList, { items: [comparatorExample] }),
            ...problemReplies(400, 500),
          },
        },
      },
      async () => ({ items: comparators().map(comparatorView) }),
    );
  };
}
