import type { MetricSource } from '../ports/metric-source.ts';

const MOST_NAMES = 5_000;
const TIMEOUT_MS = 10_000;

/**
 * Names of a source's metrics with `filter` in them, whatever its case: the first 5,000 in alphabetical order. None when the source
 * cannot tell. @throws {SourceError} it has no usable answer within 10 s.
 */
export async function metricNames(source: MetricSource, filter: string): Promise<readonly string[]> {
  if (source.metricNames === undefined) return [];
  const wanted = filter.toLowerCase();
  const names = await source.metricNames(AbortSignal.timeout(TIMEOUT_MS));
  return names
    .filter((name) => name.toLowerCase().includes(wanted))
    .sort()
    .slice(0, MOST_NAMES);
}
