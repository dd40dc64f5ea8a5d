import type { MetricSource } from '../../../src/analysis/ports/metric-source.ts';
import type { PrometheusSourceOptions } from '../../../src/sources/prometheus/options.ts';
import { prometheusSource } from '../../../src/sources/prometheus/prometheus-source.ts';

/** A source under test: generous limits, no waiting between retries unless `sleep` says so. */
export function sourceFor(
  url: string,
  options: Partial<PrometheusSourceOptions> = {},
  sleep: (ms: number, signal: AbortSignal) => Promise<void> = async () => {},
): MetricSource {
  return prometheusSource(
    { name: 'eu-1', url: new URL(url), timeoutMs: 10_000, maxConcurrent: 4, retries: 0, maxPoints: 1_000_000, ...options },
    { now: Date.now, random: () => 0.5, sleep },
  );
}

export const never: AbortSignal = new AbortController().signal;
