import { SerinusError } from '../errors.ts';
import { assemblePairs, type SideSeries } from '../judging/assemble.ts';
import type { Analysis } from '../model/analysis.ts';
import type { AnalysisConfig, MetricConfig } from '../model/config.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import { sampleCount, type TimeWindow } from '../model/time-series.ts';
import { comparisonRecords, type PairReader } from './comparison/comparison-records.ts';
import type { AnalysisLimits } from './limits.ts';
import { type LookTally, lookTally } from './look-tally.ts';
import { SIDES, type Side, sideQueries } from './metric-queries.ts';
import type { MetricSource } from './ports/metric-source.ts';

export interface FetchRequest {
  readonly config: AnalysisConfig;
  readonly scopes: Pick<Analysis, 'control' | 'candidate'>;
  readonly window: TimeWindow;
  /** The config's source, or why there is none. */
  readonly source: MetricSource | SerinusError;
  readonly signal: AbortSignal;
  /** Where pairs of answers are counted; absent: no metric of kind comparison can be had. */
  readonly pairs?: PairReader | undefined;
  /** Absent: no look is too large. */
  readonly limits?: AnalysisLimits | undefined;
}

/**
 * What a look judges: every metric of the config from both sides, at the same evaluation times. A metric whose source fails or whose
 * answer cannot be used becomes a record of that failure; the others are unharmed.
 *
 * @throws whatever the signal was aborted with: a look cut short is no look.
 */
export async function fetchRecords(request: FetchRequest): Promise<readonly MetricRecord[]> {
  const tally = lookTally(request.limits ?? { metrics: Infinity, series: Infinity, points: Infinity });
  const { metrics } = request.config;
  const measured = fetchMeasured(
    metrics.filter(({ measure }) => measure !== undefined),
    request,
    tally,
  );
  const records = await Promise.all(
    metrics.map(async (metric) =>
      metric.measure === undefined
        ? fetchMetric(metric, request, tally)
        : (await measured).filter((record) => record.metric === metric.name),
    ),
  );
  const excess = tally.excess();
  // All of them: which replies came before it was too much is an accident.
  return excess === undefined ? records.flat() : records.map(([first]) => failed(first!, excess));
}

const failed = ({ metric, queries, warnings }: Pick<MetricRecord, 'metric' | 'queries' | 'warnings'>, { code, message }: SerinusError) => ({
  ...{ metric, labels: {}, outcome: { kind: 'failure' as const, code, message }, queries, warnings },
});

async function fetchMetric(metric: MetricConfig, request: FetchRequest, tally: LookTally): Promise<readonly MetricRecord[]> {
  const { config, scopes, window, source, signal } = request;
  let queries: MetricRecord['queries'] = { control: {}, candidate: {} };
  const warnings = new Set<string>();
  let isPartial = false;
  const changedPast = new Set<string>();
  try {
    if (source instanceof SerinusError) throw source;
    const of = (side: Side) => sideQueries(config, metric, { side, scope: scopes[side], window, dialect: source.dialect });
    queries = { control: of('control'), candidate: of('candidate') };
    const [control, candidate] = await Promise.all(
      SIDES.map(async (side): Promise<SideSeries> => {
        const parts = Object.entries(queries[side]).map(async ([part, query]) => {
          const reply = await source.query({ query, window, signal, kind: metric.kind });
          tally.add(reply.series);
          for (const warning of reply.warnings) warnings.add(warning);
          isPartial ||= reply.isPartial ?? false;
          if (reply.changedPast !== undefined) changedPast.add(`${part} of the ${side}: ${reply.changedPast}`);
          return [part, reply.series] as const;
        });
        return Object.fromEntries(await Promise.all(parts));
      }),
    );
    const pairs = assemblePairs(
      metric,
      { control: control!, candidate: candidate! },
      { steps: sampleCount(window), stepMs: window.stepMs },
    );
    return pairs.map(({ labels, data }) => ({
      metric: metric.name,
      labels,
      outcome: { kind: 'data', data },
      queries,
      warnings: [...warnings].sort(),
      ...(isPartial && { isPartial }),
      ...(changedPast.size > 0 && { changedPast: [...changedPast].sort() }),
      ...clockOf(source),
    }));
  } catch (error) {
    signal.throwIfAborted();
    // A programming error must not read as an outage of the source.
    if (!(error instanceof SerinusError)) throw error;
    return [failed({ metric: metric.name, queries, warnings: [...warnings].sort() }, error)];
  }
}

/** What comes from pairs of answers, all of it or the failure of each. */
async function fetchMeasured(metrics: readonly MetricConfig[], request: FetchRequest, tally: LookTally): Promise<readonly MetricRecord[]> {
  if (metrics.length === 0) return [];
  try {
    return await comparisonRecords(metrics, request, tally);
  } catch (error) {
    request.signal.throwIfAborted();
    if (!(error instanceof SerinusError)) throw error;
    return metrics.map(({ name }) => failed({ metric: name, queries: { control: {}, candidate: {} }, warnings: [] }, error));
  }
}

/** Clocks that differ by less, of the source and of this machine, lose hardly a step: nothing is said of them. */
export const CLOCKS_AGREE_MS = 30_000;
/** So that looks of a steady difference say the same. */
const CLOCK_ROUNDING_MS = 10_000;

function clockOf({ clockAheadMs }: MetricSource): Pick<MetricRecord, 'sourceAheadMs'> {
  const aheadMs = clockAheadMs?.() ?? 0;
  return Math.abs(aheadMs) < CLOCKS_AGREE_MS ? {} : { sourceAheadMs: Math.round(aheadMs / CLOCK_ROUNDING_MS) * CLOCK_ROUNDING_MS };
}

/** The records of a look whose window is still empty: every metric is there, none has a step. */
export function emptyRecords(config: AnalysisConfig): readonly MetricRecord[] {
  return config.metrics.flatMap((metric) =>
    assemblePairs(metric, { control: {}, candidate: {} }, { steps: 0, stepMs: config.stepMs }).map(({ labels, data }) => ({
      metric: metric.name,
      labels,
      outcome: { kind: 'data' as const, data },
      queries: { control: {}, candidate: {} },
      warnings: [],
    })),
  );
}
