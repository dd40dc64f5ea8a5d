import { createHash } from 'node:crypto';
import type { AnalysisConfig, MetricConfig } from '../../model/config.ts';
import { canonicalJson } from '../config/canonical-json.ts';

/**
 * First 16 hex digits of a SHA-256 over all that shapes a metric's contrast: its queries and scopes, where and how often they are asked,
 * and what is done to their answers. A noise profile speaks of a metric of the same hash only. Tolerance, levels and times are left out.
 */
export function queryHash(config: AnalysisConfig, metric: MetricConfig): string {
  const { kind, parts, nanStrategy, outliers, aggregate, pairBy, judge, measure } = metric;
  const { source, scopes, stepMs } = config;
  const shape = {
    kind,
    parts,
    nanStrategy,
    outliers,
    aggregate,
    pairBy,
    ...(measure && { measure }),
    contrast: [judge.name, judge.parameters.contrast ?? null],
    source,
    scopes,
    stepMs,
  };
  return createHash('sha256').update(canonicalJson(shape)).digest('hex').slice(0, 16);
}
