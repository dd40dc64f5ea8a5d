import type { MetricSource } from '../../../src/analysis/ports/metric-source.ts';
import type { SourceDeps } from '../../../src/sources/http/options.ts';
import { fluxSource } from '../../../src/sources/influxdb/flux-source.ts';
import { influxqlSource } from '../../../src/sources/influxdb/influxql-source.ts';
import type { FluxSourceOptions, InfluxqlSourceOptions } from '../../../src/sources/influxdb/options.ts';

const GENEROUS = { name: 'metrics', timeoutMs: 10_000, maxConcurrent: 4, retries: 0, maxPoints: 1_000_000 } as const;
const deps = (sleep: SourceDeps['sleep']): SourceDeps => ({ now: Date.now, random: () => 0.5, sleep });

/** Sources under test: generous limits, no waiting between retries unless `sleep` says so. */
export function influxqlFor(
  url: string,
  options: Partial<InfluxqlSourceOptions> = {},
  sleep: SourceDeps['sleep'] = async () => {},
): MetricSource {
  return influxqlSource({ ...GENEROUS, version: 1, url: new URL(url), database: 'shop', ...options }, deps(sleep));
}

export function fluxFor(url: string, options: Partial<FluxSourceOptions> = {}, sleep: SourceDeps['sleep'] = async () => {}): MetricSource {
  return fluxSource({ ...GENEROUS, version: 2, url: new URL(url), org: 'my shop', ...options }, deps(sleep));
}

export const never: AbortSignal = new AbortController().signal;
