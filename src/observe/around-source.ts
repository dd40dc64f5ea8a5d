import type { MetricSource, SourceQuery } from '../analysis/ports/metric-source.ts';

/** Puts something around each query of one source; it returns what the work returns. */
export type AroundQuery = (source: string) => <T>(request: SourceQuery, work: () => Promise<T>) => Promise<T>;

/** The source with something around each query. What else a source can be asked is left as it is: it is no part of a look. */
export function aroundSource(source: MetricSource, around: AroundQuery): MetricSource {
  const run = around(source.name);
  return { ...source, query: (request) => run(request, () => source.query(request)) };
}
