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
  readonly gridOf: (scope: CanaryScope) => SideGrid;
}

/** The times that one side is asked at, and the time that Kayenta gives the first of them. */
export interface SideGrid {
  readonly window: TimeWindow;
  readonly startMs: number;
}

const SERVICES: ReadonlyMap<string, QueryService> = new Map<string, QueryService>([
  [
    'prometheus',
    {
      dialect: 'promql',
      queryOf: (config, { query }, scope) => prometheusQuery(config, query, scope),
      // A range query's end belongs to it, where it is a whole number of steps away.
      gridOf: ({ startMs, endMs, stepMs }) => ({ window: { startMs, endMs: endMs + 1, stepMs }, startMs }),
    },
  ],
  [
    'influxdb',
    {
      dialect: 'influxql',
      queryOf: (_config, { query }, scope) => influxQuery(query, scope),
      gridOf: wholeBuckets,
    },
  ],
]);

/** InfluxDB's buckets begin at multiples of the step, wherever the scope does; a source puts what lies in one at the time it ends. */
function wholeBuckets({ startMs, endMs, stepMs }: CanaryScope): SideGrid {
  const first = Math.floor(startMs / stepMs) * stepMs;
  const last = Math.ceil(endMs / stepMs) * stepMs;
  return { window: { startMs: first + stepMs, endMs: last + stepMs, stepMs }, startMs: first };
}

/** Which sources metrics of a query type can be asked of. @throws {KayentaRefusal} metrics of this type cannot be asked here. */
export function dialectOf(queryType: string): QueryDialect {
  return serviceOf(queryType).dialect;
}

/** @throws {KayentaRefusal} metrics of this type cannot be asked here. */
function serviceOf(queryType: string): QueryService {
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
