import { Type } from 'typebox';
import { isoInstant } from '../../analysis/kayenta/iso-instant.ts';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { emptyReply, type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { notFoundReply } from '../kayenta-error.ts';
import { executionExample, ID, TIMES } from '../kayenta-run-examples.ts';
import { ExecutionStatusReply, IdParams, idReply, Listed, storageAccountName } from '../schemas/kayenta-runs.ts';

const Account = Type.Object({ storageAccountName });
const NewQuery = Type.Object({
  storageAccountName,
  pipelineId: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]{1,128}$', description: 'Default a new one.' })),
});
const Body = Type.Object({ status: Type.String({ maxLength: 64 }) }, { description: "Kayenta's CanaryExecutionStatusResponse." });
const PipelineId = idReply('pipelineId');

/** Ended runs: those of this server, and those that a client brings from elsewhere. */
export function kayentaArchiveRoutes(app: KayentaApp, { accounts, archive, newId }: Kayenta): void {
  app.get(
    '/kayenta/canaryResultArchive',
    kayentaRoute('read', {
      operationId: 'listArchivedCanaries',
      summary: 'List ended runs',
      querystring: Account,
      response: kayentaReply('Newest first.', Listed, [{ id: ID, ...TIMES }]),
    }),
    async ({ query: { storageAccountName: account } }) => {
      accounts.store(account);
      const heads = await archive.list();
      return heads.map(({ id, updatedAtMs }) => ({ id, updatedTimestamp: updatedAtMs, updatedTimestampIso: isoInstant(updatedAtMs) }));
    },
  );

  app.get(
    '/kayenta/canaryResultArchive/:id',
    kayentaRoute('read', {
      operationId: 'getArchivedCanary',
      summary: 'Read an ended run',
      params: IdParams,
      querystring: Account,
      response: kayentaReply('The run.', ExecutionStatusReply, executionExample, notFoundReply),
    }),
    async ({ params: { id }, query: { storageAccountName: account } }) => {
      accounts.store(account);
      return archive.find(id);
    },
  );

  app.post(
    '/kayenta/canaryResultArchive',
    kayentaRoute('admin', {
      operationId: 'archiveCanary',
      summary: 'Keep an ended run of elsewhere',
      querystring: NewQuery,
      body: { ...Body, examples: [executionExample] },
      response: kayentaReply('Its id.', PipelineId, { pipelineId: ID }),
    }),
    async ({ body, query: { storageAccountName: account, pipelineId = newId() } }) => {
      accounts.store(account);
      await archive.add(pipelineId, body);
      return { pipelineId };
    },
  );

  app.put(
    '/kayenta/canaryResultArchive/:id',
    kayentaRoute('admin', {
      operationId: 'replaceArchivedCanary',
      summary: 'Replace an ended run',
      params: IdParams,
      querystring: Account,
      body: { ...Body, examples: [executionExample] },
      response: kayentaReply('Its id.', PipelineId, { pipelineId: ID }),
    }),
    async ({ body, params: { id }, query: { storageAccountName: account } }) => {
      accounts.store(account);
      await archive.replace(id, body);
      return { pipelineId: id };
    },
  );

  app.delete(
    '/kayenta/canaryResultArchive/:id',
    kayentaRoute('admin', {
      operationId: 'deleteArchivedCanary',
      summary: 'Delete an ended run with its series',
      params: IdParams,
      querystring: Account,
      response: emptyReply(204, 'It is gone.', notFoundReply),
    }),
    async ({ params: { id }, query: { storageAccountName: account } }, reply) => {
      accounts.store(account);
      await archive.remove(id);
      return reply.code(204).send();
    },
  );
}
