import { Type } from 'typebox';
import { AD_HOC, readStatuses } from '../../analysis/kayenta/execution-record.ts';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { emptyReply, type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { busyReply, notFoundReply } from '../kayenta-error.ts';
import { canaryExample, configExample, executionExample, ID } from '../kayenta-run-examples.ts';
import { AdHocBody, CanaryBody, ExecutionStatusReply, IdParams, idReply, RunQuery, storageAccountName } from '../schemas/kayenta-runs.ts';

const Account = Type.Object({ storageAccountName });
const ListQuery = Type.Object({
  application: Type.Optional(Type.String({ description: 'Default `ad-hoc`.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Default 20.' })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Default 1.' })),
  statuses: Type.Optional(Type.String({ description: 'Some of NOT_STARTED, RUNNING, SUCCEEDED, TERMINAL, CANCELED, by commas.' })),
  storageAccountName,
});
const CanaryExecutionId = idReply('canaryExecutionId');
const started = kayentaReply('Its id. The run goes on.', CanaryExecutionId, { canaryExecutionId: ID }, busyReply);

/** Runs of canaries. */
export function kayentaCanaryRoutes(app: KayentaApp, kayenta: Kayenta): void {
  const { accounts, executions } = kayenta;

  app.post(
    '/kayenta/canary/:id',
    kayentaRoute('run', {
      operationId: 'startCanary',
      summary: 'Run a canary by a kept config',
      params: IdParams,
      querystring: RunQuery,
      body: { ...CanaryBody, examples: [canaryExample] },
      response: { ...started, ...notFoundReply },
    }),
    async ({ params: { id }, query, body }) => ({ canaryExecutionId: await kayenta.startCanary(id, body, query) }),
  );

  app.post(
    '/kayenta/canary',
    kayentaRoute('admin', {
      operationId: 'startAdHocCanary',
      summary: 'Run a canary by a config of the request',
      description: 'The config holds queries, so this is for those who may write configs.',
      querystring: RunQuery,
      body: { ...AdHocBody, examples: [{ canaryConfig: configExample, executionRequest: canaryExample }] },
      response: started,
    }),
    async ({ query, body }) => ({ canaryExecutionId: await kayenta.startAdHoc(body, query) }),
  );

  app.get(
    '/kayenta/canary/executions',
    kayentaRoute('read', {
      operationId: 'listCanaryExecutions',
      summary: 'List runs of canaries of an application',
      querystring: ListQuery,
      response: kayentaReply('Newest first.', Type.Array(ExecutionStatusReply), [executionExample]),
    }),
    async ({ query: { application, limit = 20, page = 1, statuses, storageAccountName: account } }) => {
      accounts.store(account);
      const only = statuses ? { statuses: readStatuses(statuses) } : {};
      return [...(await executions.list({ application: application || AD_HOC, ...only, limit, offset: (page - 1) * limit }))];
    },
  );

  app.get(
    '/kayenta/canary/:id',
    kayentaRoute('read', {
      operationId: 'getCanaryExecution',
      summary: 'See how a run of a canary stands',
      params: IdParams,
      querystring: Account,
      response: kayentaReply('The run; with a result once it has succeeded.', ExecutionStatusReply, executionExample, notFoundReply),
    }),
    async ({ params: { id }, query: { storageAccountName: account } }) => {
      accounts.store(account);
      return executions.find(id);
    },
  );

  app.put(
    '/kayenta/pipelines/:id/cancel',
    kayentaRoute('run', {
      operationId: 'cancelCanary',
      summary: 'Cancel a run of a canary, or a standalone analysis',
      params: IdParams,
      response: emptyReply(202, 'It is canceled, unless it had ended.', notFoundReply),
    }),
    async ({ params: { id } }, reply) => {
      await kayenta.cancel(id);
      return reply.code(202).send();
    },
  );
}
