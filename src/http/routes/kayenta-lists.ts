import { Type } from 'typebox';
import { isoInstant } from '../../analysis/kayenta/iso-instant.ts';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { readPair, readSet, type SeriesItem, type SeriesLists } from '../../analysis/kayenta/series-lists.ts';
import { NotFoundError } from '../../errors.ts';
import { emptyReply, type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { notFoundReply } from '../kayenta-error.ts';
import { ID, pairExample, setExample, TIMES } from '../kayenta-run-examples.ts';
import { IdParams, ListBody, Listed, PairParams, storageAccountName } from '../schemas/kayenta-runs.ts';

const Account = Type.Object({ accountName: storageAccountName });
/** Some 600 pairs of an hour at a step a minute. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** The series that runs have judged, and those that clients bring. */
export function kayentaListRoutes(app: KayentaApp, { accounts, pairLists, setLists, newId }: Kayenta): void {
  const lists = [
    {
      url: 'metricSetPairList',
      of: 'pairs of series',
      id: 'PairList',
      lists: pairLists,
      check: readPair,
      example: pairExample,
      deleted: 200,
    },
    { url: 'metricSetList', of: 'series', id: 'SetList', lists: setLists, check: readSet, example: setExample, deleted: 204 },
  ] as const;
  for (const one of lists) addListRoutes(app, { ...one, accounts, newId });

  app.get(
    '/kayenta/metricSetPairList/:id/:pairId',
    kayentaRoute('read', {
      operationId: 'getMetricSetPair',
      summary: 'Read one pair of series',
      params: PairParams,
      querystring: Account,
      response: kayentaReply('The pair.', Type.Object({}), pairExample, notFoundReply),
    }),
    async ({ params: { id, pairId }, query: { accountName } }) => {
      accounts.store(accountName);
      const pair = (await pairLists.find(id)).find((item) => item.id === pairId);
      if (pair === undefined) throw new NotFoundError('pair of metric sets', pairId);
      return pair;
    },
  );
}

interface ListRoutes extends Pick<Kayenta, 'accounts' | 'newId'> {
  readonly url: string;
  /** What the list is of, for people. */
  readonly of: string;
  /** Ends the names of the operations. */
  readonly id: string;
  readonly lists: SeriesLists;
  /** @throws {KayentaRefusal} an item is none. */
  readonly check: (item: unknown) => unknown;
  readonly example: SeriesItem;
  readonly deleted: 200 | 204;
}

function addListRoutes(app: KayentaApp, { url, of, id: operation, lists, check, example, deleted, accounts, newId }: ListRoutes): void {
  const key = `${url}Id`;
  app.get(
    `/kayenta/${url}`,
    kayentaRoute('read', {
      operationId: `listMetric${operation}s`,
      summary: `List the lists of ${of}`,
      querystring: Account,
      response: kayentaReply('Newest first.', Listed, [{ id: ID, ...TIMES }]),
    }),
    async ({ query: { accountName } }) => {
      accounts.store(accountName);
      const heads = await lists.list();
      return heads.map(({ id, updatedAtMs }) => ({ id, updatedTimestamp: updatedAtMs, updatedTimestampIso: isoInstant(updatedAtMs) }));
    },
  );

  app.get(
    `/kayenta/${url}/:id`,
    kayentaRoute('read', {
      operationId: `getMetric${operation}`,
      summary: `Read a list of ${of}`,
      params: IdParams,
      querystring: Account,
      response: kayentaReply('The list.', Type.Unsafe<object>(ListBody), [example], notFoundReply),
    }),
    async ({ params: { id }, query: { accountName } }) => {
      accounts.store(accountName);
      return lists.find(id);
    },
  );

  app.post(
    `/kayenta/${url}`,
    {
      ...kayentaRoute('admin', {
        operationId: `createMetric${operation}`,
        summary: `Keep a list of ${of}`,
        querystring: Account,
        body: { ...ListBody, examples: [[example]] },
        response: kayentaReply('Its id.', Type.Object({ [key]: Type.String() }), { [key]: ID }),
      }),
      bodyLimit: BODY_LIMIT,
    },
    async ({ body, query: { accountName } }) => {
      accounts.store(accountName);
      for (const item of body) check(item);
      const id = newId();
      await lists.put(id, body);
      return { [key]: id };
    },
  );

  app.delete(
    `/kayenta/${url}/:id`,
    kayentaRoute('admin', {
      operationId: `deleteMetric${operation}`,
      summary: `Delete a list of ${of}`,
      params: IdParams,
      querystring: Account,
      response: emptyReply(deleted, 'It is gone.', notFoundReply),
    }),
    async ({ params: { id }, query: { accountName } }, reply) => {
      accounts.store(accountName);
      await lists.remove(id);
      return reply.code(deleted).send();
    },
  );
}
