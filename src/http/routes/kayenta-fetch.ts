import { type Static, Type } from 'typebox';
import type { SeriesRequest } from '../../analysis/kayenta/fetch-series.ts';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { sourceReply } from '../kayenta-error.ts';
import { ID } from '../kayenta-run-examples.ts';
import { metricsAccountName, storageAccountName } from '../schemas/kayenta-runs.ts';

const text = Type.Optional(Type.String({ maxLength: 4096 }));
const texts = Type.Optional(Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 100 }));
const Common = {
  metricsAccountName,
  storageAccountName,
  metricSetName: Type.String({ maxLength: 1024, description: 'What the series are called.' }),
  metricName: Type.String({ maxLength: 1024 }),
  scope: text,
  location: text,
  start: Type.Optional(Type.String({ maxLength: 64, description: 'RFC 3339.' })),
  end: Type.Optional(Type.String({ maxLength: 64, description: 'RFC 3339.' })),
  step: Type.Integer({ minimum: 1, description: 'Seconds.' }),
  dryRun: Type.Optional(Type.Enum(['true', 'false'], { description: 'Only tell the query.' })),
};
const PrometheusQuery = Type.Object({
  ...Common,
  groupByFields: texts,
  labelBindings: texts,
  project: text,
  resourceType: text,
  customFilter: Type.Optional(Type.String({ maxLength: 4096, description: 'Used as customInlineTemplate.' })),
});
const InfluxQuery = Type.Object({ ...Common, fields: texts, customInlineTemplate: text });

const response = kayentaReply(
  'The id of the list of series or, of a dry run, the query.',
  Type.Object({ metricSetListId: Type.Optional(Type.String()), query: Type.Optional(Type.String()) }),
  { metricSetListId: ID },
  sourceReply,
);
const description = 'The query is of the request, so this is for those who may write configs.';

/** Queries tried out before they stand in a config. */
export function kayentaFetchRoutes(app: KayentaApp, { series }: Kayenta): void {
  const answer = async (request: SeriesRequest, dryRun: string | undefined) =>
    dryRun === 'true' ? { query: series.dryRun(request) } : { metricSetListId: await series.fetch(request) };

  app.post(
    '/kayenta/fetch/prometheus/query',
    kayentaRoute('admin', {
      operationId: 'fetchFromPrometheus',
      summary: 'Ask a Prometheus',
      description,
      querystring: PrometheusQuery,
      response,
    }),
    async ({ query }) => {
      const { metricName, groupByFields, labelBindings, resourceType, customFilter, project, dryRun } = query;
      const asked = { metricName, groupByFields, labelBindings, resourceType, customInlineTemplate: customFilter };
      return answer(requestOf(query, { type: 'prometheus', ...present(asked) }, present({ project })), dryRun);
    },
  );

  app.post(
    '/kayenta/fetch/influxdb/query',
    kayentaRoute('admin', {
      operationId: 'fetchFromInfluxdb',
      summary: 'Ask an InfluxDB 1.x',
      description,
      querystring: InfluxQuery,
      response,
    }),
    async ({ query }) => {
      const { metricName, fields, customInlineTemplate, dryRun } = query;
      return answer(requestOf(query, { type: 'influxdb', ...present({ metricName, fields, customInlineTemplate }) }, {}), dryRun);
    },
  );
}

type CommonQuery = Static<typeof InfluxQuery>;

function requestOf(
  { metricSetName, metricsAccountName, storageAccountName, scope, location, start, end, step }: Omit<CommonQuery, 'fields'>,
  query: SeriesRequest['query'],
  extendedScopeParams: object,
): SeriesRequest {
  return {
    metricSetName,
    metricsAccountName,
    storageAccountName,
    query,
    scope: { scope, location, start, end, step, extendedScopeParams },
  };
}

/** Without what was not given. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
