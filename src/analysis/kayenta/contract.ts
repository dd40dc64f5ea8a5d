import type { MetricSetPair } from '../../kayenta/canary.ts';
import type { CanaryScope, CanaryScopes, KayentaCanaryConfig, KayentaMetric } from '../../kayenta/canary-config.ts';
import type { MetricSource } from '../ports/metric-source.ts';

/**
 * The source that metrics of this query type (`prometheus`, `influxdb`) are asked of: the account of the request, or the first that suits
 * when it named none. @throws {BadInputError} none does.
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

/** In fetch-metric-set-pairs.ts.
 *
 * Asks both sides of every metric and pairs the series by their tags. In the order of the metrics.
 * @throws {KayentaRefusal} (status 400) what Kayenta refuses, or cannot be asked safely; {SourceError} a source fails: nothing is returned
 *   for the others; whatever the signal was aborted with.
 */
export type FetchMetricSetPairs = (request: FetchPairsRequest) => Promise<readonly MetricSetPair[]>;

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

export interface FetchSideRequest {
  readonly canaryConfig: Pick<KayentaCanaryConfig, 'templates'>;
  readonly metric: KayentaMetric;
  readonly scope: CanaryScope;
  readonly source: MetricSource;
  readonly signal: AbortSignal;
}

/** One side of one metric, at least one set: without any series it is one without tags and values. @throws as fetchMetricSetPairs. */
export type FetchMetricSetList = (request: FetchSideRequest) => Promise<readonly MetricSet[]>;

/** The query that fetchMetricSetList would send; asks nothing. @throws {KayentaRefusal} (status 400). */
export type DryRunQuery = (request: Pick<FetchSideRequest, 'canaryConfig' | 'metric' | 'scope' | 'source'>) => string;
