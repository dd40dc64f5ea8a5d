/** What a metric of kind `comparison` takes from the pairs of its config. */
export type MeasureName = 'divergence' | 'errors' | 'unmatched' | 'similarity' | 'latency' | 'score' | 'reviewed';

/** Where the data of a metric come from when they are pairs of answers, and not queries. */
export interface ComparisonMeasure {
  readonly measure: MeasureName;
  /** Of this comparator alone; absent: of the pairs as a whole. */
  readonly comparator?: string;
  /** Which of the comparator's scores. */
  readonly score?: string;
  /** Of the similarities of a step, in (0, 1). */
  readonly quantile?: number;
  /** Of the pairs of this segment alone. */
  readonly segment?: string;
  /** Whether there is a record for each segment, with the label `segment`. */
  readonly bySegment: boolean;
}
