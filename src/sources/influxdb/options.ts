import type { HttpSourceOptions } from '../http/options.ts';

/** InfluxDB 1, or a later one by the API of version 1, asked in InfluxQL. `url` is what `/query` follows. */
export interface InfluxqlSourceOptions extends HttpSourceOptions {
  readonly version: 1;
  readonly database: string;
  /** The database's default one when absent. */
  readonly retentionPolicy?: string;
}

/** InfluxDB 2, asked in Flux. `url` is what `/api/v2/query` follows. */
export interface FluxSourceOptions extends HttpSourceOptions {
  readonly version: 2;
  /** Name or id of the organization. */
  readonly org: string;
}

export type InfluxdbSourceOptions = InfluxqlSourceOptions | FluxSourceOptions;
