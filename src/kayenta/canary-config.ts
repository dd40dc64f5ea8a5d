import type { CanaryConfig, CanaryMetric, ScoreThresholds } from './canary.ts';

/**
 * A whole canary config as Kayenta keeps it. Every property that was sent is still there, those of no meaning here too, so that what is
 * read back is what was stored; only nulls are gone, as in Kayenta's own replies. Times are Unix milliseconds.
 */
export interface KayentaCanaryConfig extends CanaryConfig {
  readonly id?: string;
  readonly name: string;
  readonly description?: string;
  readonly configVersion?: string;
  readonly applications: readonly string[];
  readonly createdTimestamp?: number;
  readonly createdTimestampIso?: string;
  readonly updatedTimestamp?: number;
  readonly updatedTimestampIso?: string;
  readonly judge?: { readonly name?: string; readonly judgeConfigurations?: Readonly<Record<string, unknown>> };
  readonly metrics: readonly KayentaMetric[];
  /** Texts that metrics' `customFilterTemplate` name. */
  readonly templates?: Readonly<Record<string, string>>;
  readonly classifier: {
    readonly groupWeights?: Readonly<Record<string, number>>;
    readonly scoreThresholds?: Partial<ScoreThresholds>;
  };
}

export interface KayentaMetric extends CanaryMetric {
  readonly query: KayentaQuery;
  /** Which scopes of the request the metric is asked of; absent: Kayenta refuses to run such a config. */
  readonly scopeName?: string;
}

/** Fields of the query types that can be run here; of others (atlas, datadog, ...) only `type` has a meaning. */
export interface KayentaQuery {
  /** `prometheus`, `influxdb`, or the name of a service that is not asked here. */
  readonly type: string;
  /** The same once more, as Kayenta writes it. */
  readonly serviceType?: string;
  readonly metricName?: string;
  readonly customInlineTemplate?: string;
  /** Name of one of the config's templates. */
  readonly customFilterTemplate?: string;
  /** Refused, as by Kayenta. */
  readonly customFilter?: string;
  /** Prometheus. */
  readonly resourceType?: string;
  readonly labelBindings?: readonly string[];
  readonly groupByFields?: readonly string[];
  /** InfluxDB. */
  readonly fields?: readonly string[];
}

/** One side of a request: what is asked, from when to when, in which steps. */
export interface CanaryScope {
  readonly scope?: string;
  readonly location?: string;
  /** Integer Unix milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** > 0. */
  readonly stepMs: number;
  readonly extendedScopeParams?: Readonly<Record<string, string>>;
}

export interface CanaryScopePair {
  readonly controlScope: CanaryScope;
  readonly experimentScope: CanaryScope;
}

/** By the name that metrics call them by in `scopeName`. */
export type CanaryScopes = Readonly<Record<string, CanaryScopePair>>;
