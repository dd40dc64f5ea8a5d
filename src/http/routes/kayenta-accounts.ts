import { Type } from 'typebox';
import { STORE_ACCOUNT } from '../../analysis/kayenta/accounts.ts';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { metricNames } from '../../analysis/kayenta/metric-names.ts';
import type { HttpDeps } from '../deps.ts';
import { type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { kayentaReplies, sourceReply } from '../kayenta-error.ts';
import { jsonReply } from '../responses.ts';
import { metricsAccountName } from '../schemas/kayenta-runs.ts';

const strict = { additionalProperties: false } as const;
const Places = { locations: Type.Array(Type.String()), recommendedLocations: Type.Array(Type.String()) };
const Service = Type.Object({ name: Type.String(), type: Type.String(), ...Places }, strict);
const Account = Type.Object({ ...Service.properties, supportedTypes: Type.Array(Type.String()) }, strict);
const Names = Type.Array(Type.Object({ name: Type.String() }, strict));
const NamesQuery = Type.Object({
  metricsAccountName,
  filter: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name; upper and lower case are the same.' })),
});
const Health = Type.Object({ status: Type.Enum(['UP', 'DOWN']) }, strict);

/** Which accounts there are: the sources of the settings, and the store. */
export function kayentaAccountRoutes(
  app: KayentaApp,
  { accounts, readiness }: Pick<Kayenta, 'accounts'> & Pick<HttpDeps, 'readiness'>,
): void {
  const places = { locations: [], recommendedLocations: [] };
  const services = accounts.sources.map((source) => ({ name: source.name, type: accounts.typeOf(source), ...places }));

  app.get(
    '/kayenta/credentials',
    kayentaRoute('read', {
      operationId: 'listKayentaAccounts',
      summary: 'List the accounts',
      description: 'Their names and types. Addresses and secrets are in no reply.',
      response: kayentaReply('All of them.', Type.Array(Account), [
        { name: 'prometheus', type: 'prometheus', supportedTypes: ['METRICS_STORE'], ...places },
        { name: STORE_ACCOUNT, type: STORE_ACCOUNT, supportedTypes: ['OBJECT_STORE', 'CONFIGURATION_STORE'], ...places },
      ]),
    }),
    async () => [
      ...services.map((service) => ({ ...service, supportedTypes: ['METRICS_STORE'] })),
      { name: STORE_ACCOUNT, type: STORE_ACCOUNT, supportedTypes: ['OBJECT_STORE', 'CONFIGURATION_STORE'], ...places },
    ],
  );

  app.get(
    '/kayenta/metricsServices',
    kayentaRoute('read', {
      operationId: 'listMetricsServices',
      summary: 'List the accounts of metrics',
      response: kayentaReply('All of them.', Type.Array(Service), [{ name: 'prometheus', type: 'prometheus', ...places }]),
    }),
    async () => services,
  );

  app.get(
    '/kayenta/metadata/metricsService',
    kayentaRoute('read', {
      operationId: 'listMetricNames',
      summary: 'List names of metrics that a source has',
      description: 'None when the source cannot tell.',
      querystring: NamesQuery,
      response: kayentaReply('The first 5,000, in their order.', Names, [{ name: 'up' }], sourceReply),
    }),
    async ({ query: { metricsAccountName: account, filter = '' } }) => {
      const names = await metricNames(accounts.metrics(account), filter);
      return names.map((name) => ({ name }));
    },
  );

  app.get(
    '/kayenta/health',
    kayentaRoute('probe', {
      operationId: 'getKayentaHealth',
      summary: 'Tell whether requests can be answered',
      response: {
        200: jsonReply('They can.', Health, { status: 'UP' }),
        503: jsonReply('The store cannot be used.', Health, { status: 'DOWN' }),
        500: kayentaReplies[500]!,
      },
    }),
    async (_request, reply) => {
      const { ready } = await readiness();
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'UP' : 'DOWN' });
    },
  );
}
