import type { CanaryScope, CanaryScopes, KayentaCanaryConfig, KayentaMetric } from '../../kayenta/canary-config.ts';
import type { MetricSource } from '../ports/metric-source.ts';

/**
 * The source that metrics of this query type (`prometheus`, `influxdb`) are asked of: the account of the request, or the first that suits
 * (see dialectOf) when it named none. @throws {SerinusError} there is none.
 */
export type SourceOfType = (queryType: string) => MetricSource;

export interface FetchPairsRequest {
  readonly canaryConfig: KayentaCanaryConfig;
  readonly scopes: CanaryScopes;
  readonly sourceOf: SourceOfType;
  /** Ids of the pairs, unique. */
  readonly newId: () => string;
  readonly signal: AbortSignal;
}

/** One side of one metric. */
export interface SideQuery {
  readonly canaryConfig: Pick<KayentaCanaryConfig, 'templates'>;
  readonly metric: KayentaMetric;
  readonly scope: CanaryScope;
  readonly source: MetricSource;
}

/** One series of one side, on its grid of steps. */
export interface MetricSet {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly startTimeMillis: number;
  readonly endTimeMillis: number;
  readonly stepMillis: number;
  /** NaN is a step without a sample; empty when the source has no such series. */
  readonly values: readonly number[];
  readonly attributes: { readonly query: string };
}
