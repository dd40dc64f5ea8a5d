import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { TimeSeries, TimeWindow } from '../../model/time-series.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import { renderQuery } from '../queries/render-query.ts';

/** Which instances of the control there were, and when. */
export interface Instances {
  readonly names: readonly string[];
  /** Steps of the window at which an instance came or went for good: what is measured across them may change its level. */
  readonly changes: readonly number[];
  /** How many of these names there were at a time: the median over the steps that had any. 0 when none had. */
  readonly usual: (names: readonly string[]) => number;
}

/**
 * Asks the source for the values that a label of the control had.
 * @throws {BadInputError} a label that is none, or a source that is not asked in PromQL; {SourceError}.
 */
export async function findInstances(
  label: string,
  {
    config,
    scope,
    window,
    source,
    signal,
  }: { config: AnalysisConfig; scope: Scope; window: TimeWindow; source: MetricSource; signal: AbortSignal },
): Promise<Instances> {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) throw new BadInputError('halves', `${JSON.stringify(label)} is no name of a label`);
  if (source.dialect !== 'promql')
    throw new BadInputError('halves', `the source ${source.name} is not asked in PromQL, so its instances cannot be told apart`);
  const context = {
    scope: config.scopes.control,
    variables: config.variables,
    values: scope,
    stepMs: window.stepMs,
    windowMs: window.stepMs,
  };
  const query = renderQuery(`group by (${label}) ({\${scope}})`, context, source.dialect);
  const { series } = await source.query({ query, window, signal });
  return instancesOf(label, series);
}

/** @param series one for each value of the label, all of one window; those without the label are left out. */
export function instancesOf(label: string, series: readonly TimeSeries[]): Instances {
  const named = series.flatMap(({ labels, values }) => (labels[label] ? [{ name: labels[label], values }] : []));
  const steps = named[0]?.values.length ?? 0;
  const changes = named.flatMap(({ values }) => {
    const first = values.findIndex((value) => !Number.isNaN(value));
    const last = values.findLastIndex((value) => !Number.isNaN(value));
    return first === -1 ? [] : [first, last + 1].filter((step) => step > 0 && step < steps);
  });
  return {
    names: named.map(({ name }) => name).sort(),
    changes: [...new Set(changes)].sort((a, b) => a - b),
    usual(names) {
      const own = named.filter(({ name }) => names.includes(name));
      const counts = Array.from({ length: steps }, (_, i) => own.filter(({ values }) => !Number.isNaN(values[i]!)).length);
      const some = counts.filter((count) => count > 0).sort((a, b) => a - b);
      return some[Math.floor(some.length / 2)] ?? 0;
    },
  };
}
