import type { ComparisonConfig } from './comparison-config.ts';
import type { ComparisonMeasure } from './comparison-measure.ts';
import type { ConfigDocument } from './config-document.ts';
import type { ReadinessConfig } from './readiness.ts';

export type Direction = 'increase' | 'decrease' | 'either';
export type Mode = 'shadow' | 'canary';

/** At least one of the two. A gauge uses exactly one; a ratio may use both (either is enough for harmless). */
export interface Tolerance {
  /** Harmless relative change, >= 0: 0.1 is 10 % of the control. */
  readonly ratio?: number;
  /** Harmless difference in the metric's own unit, >= 0. */
  readonly absolute?: number;
}

export interface Slo {
  readonly op: '<' | '<=' | '>' | '>=';
  readonly value: number;
}

/** An outage bound: harm at once after `steps` consecutive steps beyond any of its parts. At least one part is there. */
export interface HardLimit {
  readonly above?: number;
  readonly below?: number;
  /** How many times as bad as the control in the same step, > 1. */
  readonly ratio?: number;
  readonly steps: number;
}

export type Aggregate = 'sum' | 'mean' | 'min' | 'max' | 'median';

/** Query templates by part. */
export type MetricQueries =
  | { readonly kind: 'gauge'; readonly parts: { readonly value: string } }
  | { readonly kind: 'ratio'; readonly parts: { readonly bad: string; readonly total: string } }
  | { readonly kind: 'count'; readonly parts: { readonly events: string; readonly exposure?: string } }
  | { readonly kind: 'histogram'; readonly parts: { readonly buckets: string } };

/** A metric with every default filled in and its judge's parameters checked. */
export type MetricConfig = MetricQueries & {
  readonly name: string;
  readonly group: string;
  readonly direction: Direction;
  readonly judge: { readonly name: string; readonly parameters: Readonly<Record<string, unknown>> };
  readonly tolerance: Tolerance;
  readonly slo?: Slo;
  readonly hardLimit?: HardLimit;
  readonly critical: boolean;
  readonly required: boolean;
  readonly muted: boolean;
  readonly weight: number;
  readonly nanStrategy: 'drop' | 'zero';
  readonly outliers: { readonly strategy: 'keep' | 'remove'; readonly factor: number };
  readonly minSamples: number;
  readonly aggregate?: Aggregate;
  readonly pairBy: readonly string[];
  /** The data come from pairs of answers; the parts then say in words what is counted. Absent: they are queries. */
  readonly measure?: ComparisonMeasure;
};

export interface VariableConfig {
  /** Source text of a regular expression; the whole value must match. */
  readonly pattern: string;
  readonly default?: string;
}

export type Cadence = { readonly kind: 'interval'; readonly intervalMs: number } | { readonly kind: 'cron'; readonly expression: string };

/** A config document with durations in milliseconds and every default filled in. What the program works with. */
export interface AnalysisConfig {
  readonly name: string;
  /** First 16 hex digits of the SHA-256 of the document's canonical JSON. */
  readonly hash: string;
  readonly document: ConfigDocument;
  readonly mode: Mode;
  /** Name of a source in the server's settings. */
  readonly source: string;
  readonly variables: Readonly<Record<string, VariableConfig>>;
  readonly scopes: { readonly control: string; readonly candidate: string };
  /** How pairs of answers are compared; absent when the config compares none. */
  readonly comparison?: ComparisonConfig;
  /** What a promotion needs beside the metrics; absent when nothing. */
  readonly readiness?: ReadinessConfig;
  readonly stepMs: number;
  readonly delayMs: number;
  readonly warmUpMs: number;
  readonly cadence: Cadence;
  readonly minDurationMs: number;
  readonly maxDurationMs: number;
  readonly onDeadline: 'rollback' | 'promote' | 'continue';
  readonly rollbackOnNoDataMs?: number;
  /** Chance of a false rollback over all looks and all critical metrics together, in (0, 0.5). */
  readonly alpha: number;
  /** Chance, per metric, of calling a harm harmless over all looks, in (0, 0.5). */
  readonly promoteAlpha: number;
  readonly metrics: readonly MetricConfig[];
  /** In the order of first use; weights sum to 100. */
  readonly groups: readonly { readonly name: string; readonly weight: number }[];
  readonly thresholds: { readonly pass: number; readonly marginal: number };
}
