import { BadInputError, SerinusError } from '../../errors.ts';
import type { AnalysisConfig, MetricConfig } from '../../model/config.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import type { TimeWindow } from '../../model/time-series.ts';
import { fetchRecords } from '../fetch-records.ts';
import type { CalibrationRequest } from './calibration.ts';
import { narrowedScope, splitInHalves } from './halves.ts';
import { findInstances } from './instances.ts';
import { type InstanceCounts, MAX_FACTOR, varianceFactor } from './scale-noise.ts';

export interface FetchedHistory {
  /** Of the metrics with data only. */
  readonly records: readonly MetricRecord[];
  /** Why a metric has none; by its name. */
  readonly failures: ReadonlyMap<string, string>;
  /** Steps of the window with which something new began: known changes, and instances that came or went. */
  readonly changes: readonly number[];
  readonly halves?: {
    readonly control: readonly string[];
    readonly candidate: readonly string[];
    readonly varianceFactor: number;
    /** Why the factor must not be used; a clause. */
    readonly refusal?: string;
  };
}

/**
 * Every metric of the config over a stretch in which both sides ran the same version.
 * @throws {SerinusError} no metric could be had at all: what the source said of the first; {BadInputError} as splitInHalves, or no metric has a query.
 */
export async function fetchHistory(request: CalibrationRequest, window: TimeWindow): Promise<FetchedHistory> {
  const { config, source, sides, signal, onProgress } = request;
  if (config.metrics.every(({ measure }) => measure !== undefined))
    throw new BadInputError('config', `${config.name} judges pairs of answers alone, and carries the noise of those in itself`);
  const known = request.cutsMs.map((ms) => Math.ceil((ms - window.startMs) / window.stepMs) + 1);
  const split = sides.kind === 'halves' ? await fetchHalves({ ...request, sides }, window) : undefined;
  const scoped = split === undefined ? config : { ...config, scopes: split.scopes };
  const scopes = { control: sides.control, candidate: sides.kind === 'halves' ? sides.control : sides.candidate };

  const records: MetricRecord[] = [];
  const failures = new Map<string, string>();
  let firstFailure: { readonly code: string; readonly message: string } | undefined;
  for (const [done, metric] of config.metrics.entries()) {
    onProgress({ doing: 'asking', done, total: config.metrics.length });
    if (metric.measure !== undefined) {
      failures.set(metric.name, 'its data are pairs of answers, and a source has none');
      continue;
    }
    if (usesWindow(metric, config)) {
      failures.set(metric.name, 'its query uses ${window}, which grows with a release and has no length in a history');
      continue;
    }
    for (const record of await fetchRecords({ config: { ...scoped, metrics: [metric] }, scopes, window, source, signal })) {
      if (record.outcome.kind === 'data') records.push(record);
      else {
        firstFailure ??= record.outcome;
        failures.set(metric.name, record.outcome.message);
      }
    }
  }
  if (records.length === 0 && firstFailure !== undefined) throw new SerinusError(firstFailure.code, 502, firstFailure.message);
  return { records, failures, changes: [...known, ...(split?.changes ?? [])], ...(split && { halves: split.halves }) };
}

async function fetchHalves(
  request: CalibrationRequest & { readonly sides: { readonly kind: 'halves' } },
  window: TimeWindow,
): Promise<{ scopes: AnalysisConfig['scopes']; changes: readonly number[]; halves: NonNullable<FetchedHistory['halves']> }> {
  const { config, source, sides, signal } = request;
  const { label } = sides;
  const instances = await findInstances(label, { config, scope: sides.control, window, source, signal });
  const halves = splitInHalves(label, instances.names);
  const had: InstanceCounts = { control: instances.usual(halves.control), candidate: instances.usual(halves.candidate) };
  const factor = varianceFactor(had, sides.instances);
  const shown = `${sides.instances.control}:${sides.instances.candidate}`;
  const refusal = `a release with ${shown} instances has ${Number(factor.toPrecision(2))} times the variance of halves with ${had.control}:${had.candidate}, and at most ${MAX_FACTOR} times more or less can be concluded`;
  const scope = config.scopes.control;
  return {
    scopes: { control: narrowedScope(scope, label, halves.control), candidate: narrowedScope(scope, label, halves.candidate) },
    changes: instances.changes,
    halves: { ...halves, varianceFactor: factor, ...(factor >= 1 / MAX_FACTOR && factor <= MAX_FACTOR ? {} : { refusal }) },
  };
}

function usesWindow({ parts }: MetricConfig, { scopes }: AnalysisConfig): boolean {
  return [...Object.values(parts), scopes.control, scopes.candidate].some((template) => template.includes('${window}'));
}
