import type { TimeSeries, TimeWindow } from '../../model/time-series.ts';

export const RECORDED_SIDES = ['control', 'candidate'] as const;
/** What a series of a metric may be, by the metric's kind: gauge; ratio; count; histogram. */
export const RECORDED_PARTS = ['value', 'bad', 'total', 'events', 'exposure', 'buckets'] as const;

export type RecordedSide = (typeof RECORDED_SIDES)[number];
export type RecordedPart = (typeof RECORDED_PARTS)[number];

/** One metric of a file: the series of each side by part; a part the file does not have is absent. */
export type RecordedMetric = Readonly<Record<RecordedSide, { readonly [part in RecordedPart]?: readonly TimeSeries[] }>>;

/** The series of a file, all on one grid. */
export interface RecordedSeries {
  readonly file: string;
  /** From the earliest time of the file to one step after its latest, on multiples of the step since the epoch. */
  readonly window: TimeWindow;
  readonly metrics: ReadonlyMap<string, RecordedMetric>;
}
