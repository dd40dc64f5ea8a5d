import { Type } from 'typebox';
import { isoInstant } from '../../analysis/kayenta/iso-instant.ts';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { emptyReply, type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { notFoundReply } from '../kayenta-error.ts';
import { configExample, ID, TIMES } from '../kayenta-run-examples.ts';
import { ConfigBody, configurationAccountName, IdParams, idReply, ListedConfigs } from '../schemas/kayenta-runs.ts';

const Account = Type.Object({ configurationAccountName });
const ListQuery = Type.Object({
  configurationAccountName,
  application: Type.Optional(Type.Array(Type.String(), { maxItems: 100, description: 'Of any of these.' })),
});
const CanaryConfigId = idReply('canaryConfigId');

/** Canary configs, as Orca, Deck, Referee and Argo Rollouts find them and their authors keep them. */
export function kayentaConfigRoutes(app: KayentaApp, { accounts, configs }: Kayenta): void {
  app.get(
    '/kayenta/canaryConfig',
    kayentaRoute('read', {
      operationId: 'listCanaryConfigs',
      summary: 'List canary configs',
      querystring: ListQuery,
      response: kayentaReply('Newest first.', ListedConfigs, [{ id: ID, name: 'checkout', ...TIMES, applications: ['shop'] }]),
    }),
    async ({ query: { configurationAccountName: account, application } }) => {
      accounts.store(account);
      const asked = application?.filter((name) => name !== '');
      const heads = await configs.list(asked?.length ? asked : undefined);
      return heads.map(({ id, name = '', updatedAtMs, applications }) => ({
        id,
        name,
        updatedTimestamp: updatedAtMs,
        updatedTimestampIso: isoInstant(updatedAtMs),
        applications: [...applications],
      }));
    },
  );

  app.get(
    '/kayenta/canaryConfig/:id',
    kayentaRoute('read', {
      operationId: 'getCanaryConfig',
      summary: 'Read a canary config',
      params: IdParams,
      querystring: Account,
      response: kayentaReply('The config as it was sent, with its id and its times.', ConfigBody, configExample, notFoundReply),
    }),
    async ({ params: { id }, query: { configurationAccountName: account } }) => {
      accounts.store(account);
      return configs.find(id);
    },
  );

  app.post(
    '/kayenta/canaryConfig',
    kayentaRoute('admin', {
      operationId: 'createCanaryConfig',
      summary: 'Keep a canary config',
      querystring: Account,
      body: { ...ConfigBody, examples: [configExample] },
      response: kayentaReply('Its id: that of the config, or a new one.', CanaryConfigId, { canaryConfigId: ID }),
    }),
    async ({ body, query: { configurationAccountName: account } }) => {
      accounts.store(account);
      return { canaryConfigId: await configs.create(body) };
    },
  );

  app.put(
    '/kayenta/canaryConfig/:id',
    kayentaRoute('admin', {
      operationId: 'replaceCanaryConfig',
      summary: 'Replace a canary config',
      params: IdParams,
      querystring: Account,
      body: { ...ConfigBody, examples: [configExample] },
      response: kayentaReply('Its id.', CanaryConfigId, { canaryConfigId: ID }),
    }),
    async ({ body, params: { id }, query: { configurationAccountName: account } }) => {
      accounts.store(account);
      await configs.update(id, body);
      return { canaryConfigId: id };
    },
  );

  app.delete(
    '/kayenta/canaryConfig/:id',
    kayentaRoute('admin', {
      operationId: 'deleteCanaryConfig',
      summary: 'Delete a canary config',
      params: IdParams,
      querystring: Account,
      response: emptyReply(204, 'It is gone; runs of it stay.', notFoundReply),
    }),
    async ({ params: { id }, query: { configurationAccountName: account } }, reply) => {
      accounts.store(account);
      await configs.remove(id);
      return reply.code(204).send();
    },
  );
}
