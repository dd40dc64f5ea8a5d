import { SourceError } from '../../errors.ts';
import type { MetricSet, SideQuery } from './contract.ts';
import { serviceFor } from './query-services.ts';

/** The query that fetchMetricSetList would send; asks nothing. @throws {KayentaRefusal} what Kayenta refuses, or cannot be asked safely. */
export function dryRunQuery({ canaryConfig, metric, scope, source }: SideQuery): string {
  return serviceFor(metric, source).queryOf(canaryConfig, metric, scope);
}

/**
 * One side of one metric: a set for each series, on the grid of the scope's steps, a gap being NaN in its place. Without any series it is
 * one set without tags and values.
 * @throws {KayentaRefusal} as dryRunQuery; {SourceError} the source has no usable answer, or only a part of it.
 */
export async function fetchMetricSetList(request: SideQuery & { readonly signal: AbortSignal }): Promise<readonly MetricSet[]> {
  const { metric, scope, source, signal } = request;
  const query = dryRunQuery(request);
  const { window, startMs } = serviceFor(metric, source).gridOf(scope);
  const { series, isPartial, warnings } = await source.query({ query, window, signal });
  // Kayenta's judge has no word for "some of it": what is missing must not make a canary pass.
  if (isPartial) throw new SourceError(source.name, `${metric.name}: the answer lacks data: ${warnings.join('; ')}`, true);
  const about = { name: metric.name, startTimeMillis: startMs, stepMillis: scope.stepMs, attributes: { query } };
  if (series.length === 0) return [{ ...about, tags: {}, startTimeMillis: scope.startMs, endTimeMillis: scope.endMs, values: [] }];
  return series.map(({ labels, values }) => {
    const { __name__: _name, ...tags } = labels;
    return { ...about, tags, endTimeMillis: startMs + values.length * scope.stepMs, values: [...values] };
  });
}
