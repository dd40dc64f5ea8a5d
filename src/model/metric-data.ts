/** A value per step, in the metric's own unit. NaN is a step without a sample. */
export interface GaugeData {
  readonly kind: 'gauge';
  readonly values: Float64Array;
}

/** Bad events and all events per step, both >= 0; `bad` may be fractional (increase() extrapolates). NaN is a missing step. */
export interface RatioData {
  readonly kind: 'ratio';
  readonly bad: Float64Array;
  readonly total: Float64Array;
}

/** Events per step and what they are counted against (requests, or seconds): rate = events / exposure. NaN is a missing step. */
export interface CountData {
  readonly kind: 'count';
  readonly events: Float64Array;
  readonly exposure: Float64Array;
}

/**
 * Events per step and bucket, not cumulative. bounds are ascending upper bounds, the last one Infinity;
 * counts[b][t] is the number of events of step t in (bounds[b - 1], bounds[b]]. A missing step is NaN in every bucket.
 */
export interface HistogramData {
  readonly kind: 'histogram';
  readonly bounds: Float64Array;
  readonly counts: readonly Float64Array[];
}

export interface SideDataByKind {
  readonly gauge: GaugeData;
  readonly ratio: RatioData;
  readonly count: CountData;
  readonly histogram: HistogramData;
}

export type MetricKind = keyof SideDataByKind;
export type DataOf<K extends MetricKind> = SideDataByKind[K];
export type SideData = DataOf<MetricKind>;

type PairDataByKind = {
  readonly [K in MetricKind]: { readonly kind: K; readonly control: DataOf<K>; readonly candidate: DataOf<K> };
};

/** One metric from both sides, on one grid: index i of either side is the same evaluation time. */
export type PairData<K extends MetricKind = MetricKind> = PairDataByKind[K];
