import { MetricDataError } from '../../errors.ts';
import type { MetricSetPair } from '../../kayenta/canary.ts';
import type { CanaryScopePair, CanaryScopes, KayentaCanaryConfig, KayentaMetric } from '../../kayenta/canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import type { FetchPairsRequest } from './contract.ts';
import { dryRunQuery, fetchMetricSetList } from './fetch-metric-set-list.ts';
import { pairMetricSets } from './pair-metric-sets.ts';

/** What a judge of Kayenta takes in one request. */
const MOST_PAIRS = 1000;
/** Of all pairs together, both sides: some 32 MB. */
const MOST_VALUES = 4_000_000;

/**
 * Asks both sides of every metric and pairs the series by their tags; the pairs are in the order of the metrics.
 *
 * @throws {KayentaRefusal} before anything is asked: what checkCanaryRun refuses, or a query that cannot be built or asked safely;
 *   {SourceError} a source fails, {MetricDataError} the series of a metric cannot be paired: nothing is returned for the others, and their
 *   queries are aborted; whatever the signal was aborted with.
 */
export async function fetchMetricSetPairs(request: FetchPairsRequest): Promise<readonly MetricSetPair[]> {
  const { canaryConfig, scopes, sourceOf, newId, signal } = request;
  const sides = checkCanaryRun(canaryConfig, scopes).map(({ metric, pair }) => {
    const of = { canaryConfig, metric, source: sourceOf(metric.query.type) };
    const both = { control: { ...of, scope: pair.controlScope }, experiment: { ...of, scope: pair.experimentScope } };
    for (const side of Object.values(both)) dryRunQuery(side);
    return both;
  });
  const stop = new AbortController();
  const together = AbortSignal.any([signal, stop.signal]);
  let found = 0;
  let values = 0;
  const fetchMetric = async ({ control, experiment }: (typeof sides)[number]): Promise<readonly MetricSetPair[]> => {
    const [ofControl, ofExperiment] = await Promise.all([
      fetchMetricSetList({ ...control, signal: together }),
      fetchMetricSetList({ ...experiment, signal: together }),
    ]);
    const pairs = pairMetricSets({ control: ofControl, experiment: ofExperiment }, newId);
    found += pairs.length;
    values += pairs.reduce((sum, pair) => sum + pair.values.control.length + pair.values.experiment.length, 0);
    if (found > MOST_PAIRS) throw tooMuch(control.metric, `${MOST_PAIRS} pairs of series`);
    if (values > MOST_VALUES) throw tooMuch(control.metric, `${MOST_VALUES} values`);
    return pairs;
  };
  try {
    return (await Promise.all(sides.map(fetchMetric))).flat();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stop.abort();
  }
}

function tooMuch({ name }: KayentaMetric, most: string): MetricDataError {
  return new MetricDataError(name, `with it there are more than ${most} in the run; aggregate in the queries or take a longer step`);
}

/**
 * The metrics with their scopes, when the config can be run with them at all.
 * @throws {KayentaRefusal} no metric, a metric without a scope's name, or a scope that is not there.
 */
export function checkCanaryRun(
  { metrics }: Pick<KayentaCanaryConfig, 'metrics'>,
  scopes: CanaryScopes,
): readonly { readonly metric: KayentaMetric; readonly pair: CanaryScopePair }[] {
  if (metrics.length === 0) throw new KayentaRefusal('The canary config must specify at least one metric.');
  const needed = new Set(metrics.flatMap(({ scopeName }) => scopeName ?? []));
  const missing = [...needed].filter((name) => !Object.hasOwn(scopes, name));
  if (missing.length > 0) {
    const what = 'Canary metrics require scopes which were not provided in the execution request';
    throw new KayentaRefusal(`${what}: [${missing.join(', ')}]`);
  }
  return metrics.map((metric) => {
    if (metric.scopeName === undefined) throw new KayentaRefusal(`Canary scope for metric named '${metric.name}' is null.`);
    return { metric, pair: scopes[metric.scopeName]! };
  });
}
