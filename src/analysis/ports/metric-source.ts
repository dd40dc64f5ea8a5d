import type { MetricKind } from '../../model/metric-data.ts';
import type { TimeSeries, TimeWindow } from '../../model/time-series.ts';

export interface SourceQuery {
  /** Ready to send: scopes and variables are filled in and escaped. */
  readonly query: string;
  readonly window: TimeWindow;
  readonly signal: AbortSignal;
  /** What the answer is for: whole histograms in it become bucket series for `histogram` and are refused for any other. */
  readonly kind?: MetricKind;
}

export interface SourceReply {
  /** Every series the query selects, each on the window's grid. Empty when nothing matched. */
  readonly series: readonly TimeSeries[];
  /** What the source warned of (partial responses, ...). */
  readonly warnings: readonly string[];
  /** The source said that its answer lacks data: it cannot make a metric pass. */
  readonly isPartial?: true;
  /** The series were made from the whole window at once: for a longer or shorter one they may be others, at the same times too. */
  readonly ofWholeWindow?: true;
  /** What the source said before of times in the window, and no longer says; a clause for people. */
  readonly changedPast?: string;
}

/** Which quoting rules a query template of this source follows. */
export type QueryDialect = 'promql' | 'influxql' | 'flux';

/** A store of metrics. Implementations decode, align, cut, limit and retry by themselves. */
export interface MetricSource {
  readonly name: string;
  readonly dialect: QueryDialect;
  /** @throws {SourceError} no usable answer, or more points than the source allows; {RangeError} a window without points. */
  query(request: SourceQuery): Promise<SourceReply>;
  /** Names of all its metrics, in any order; sources that cannot tell have no such method. @throws {SourceError} */
  metricNames?(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * By how much the source's clock was ahead of ours when it last answered, at least; negative where it was behind, 0 where the two may
   * agree, undefined when that is not known.
   */
  clockAheadMs?(): number | undefined;
  /** Whether the source answers at all. @throws {SourceError} */
  check(signal: AbortSignal): Promise<void>;
}
