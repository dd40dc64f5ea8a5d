import type { CanaryScope, KayentaCanaryConfig, KayentaMetric } from '../../kayenta/canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import type { TimeWindow } from '../../model/time-series.ts';
import type { MetricSource, QueryDialect } from '../ports/metric-source.ts';
import { influxQuery } from './influx-query.ts';
import { prometheusQuery } from './prometheus-query.ts';

/** How metrics of one query type are asked. */
interface QueryService {
  /** Of the sources that can be asked. */
  readonly dialect: QueryDialect;
  readonly queryOf: (config: Pick<KayentaCanaryConfig, 'templates'>, metric: KayentaMetric, scope: CanaryScope) => string;
  readonly windowOf: (scope: CanaryScope) => TimeWindow;
}

const SERVICES: ReadonlyMap<string, QueryService> = new Map<string, QueryService>([
  [
    'prometheus',
    {
      dialect: 'promql',
      queryOf: (config, { query }, scope) => prometheusQuery(config, query, scope),
      // A range query's end belongs to it, where it is a whole number of steps away.
      windowOf: ({ startMs, endMs, stepMs }) => ({ startMs, endMs: endMs + 1, stepMs }),
    },
  ],
  [
    'influxdb',
    {
      dialect: 'influxql',
      queryOf: (_config, { query }, scope) => influxQuery(query, scope),
      windowOf: ({ startMs, endMs, stepMs }) => ({ startMs, endMs, stepMs }),
    },
  ],
]);

/** Which sources metrics of a query type can be asked of. @throws {KayentaRefusal} metrics of this type cannot be asked here. */
export function dialectOf(queryType: string): QueryDialect {
  return serviceOf(queryType).dialect;
}

/** @throws {KayentaRefusal} metrics of this type cannot be asked here. */
export function serviceOf(queryType: string): QueryService {
  const service = SERVICES.get(queryType);
  if (service) return service;
  throw new KayentaRefusal(`Metrics of type '${queryType}' cannot be asked; there are ${[...SERVICES.keys()].join(' and ')}.`);
}

/** The service of the metric, which the source must suit. @throws {KayentaRefusal} */
export function serviceFor({ name, query }: KayentaMetric, source: Pick<MetricSource, 'name' | 'dialect'>): QueryService {
  const service = serviceOf(query.type);
  if (service.dialect === source.dialect) return service;
  throw new KayentaRefusal(`Metric '${name}' is of type '${query.type}', but the account ${source.name} takes ${source.dialect}.`);
}
