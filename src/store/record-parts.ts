import type { CountData, GaugeData, HistogramData, MetricKind, PairData, RatioData, SideData } from '../model/metric-data.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import { bytesOfValues, valuesOfBytes } from './pack-values.ts';

/** How the arrays of one side are to be put together again. Bounds hardly ever change, so they are no array of their own. */
type SideShape =
  | { readonly kind: Exclude<MetricKind, 'histogram'> }
  | { readonly kind: 'histogram'; readonly buckets: number; readonly bounds: string };

/** A record without its arrays: plain JSON, and as a rule the same from look to look, so that looks can share it. */
export type RecordDescription = Omit<MetricRecord, 'outcome'> & {
  readonly outcome:
    | { readonly kind: 'data'; readonly control: SideShape; readonly candidate: SideShape }
    | Extract<MetricRecord['outcome'], { kind: 'failure' }>;
};

export interface RecordParts {
  readonly descriptions: readonly RecordDescription[];
  /** Arrays of all records in the records' order: control before candidate, bad before total, events before exposure. */
  readonly arrays: readonly Float64Array[];
}

/** Parts the records into what stays the same from look to look and what grows. */
export function takeApart(records: readonly MetricRecord[]): RecordParts {
  const arrays: Float64Array[] = [];
  const shapeOf = (side: SideData): SideShape => {
    arrays.push(...arraysOf(side));
    if (side.kind !== 'histogram') return { kind: side.kind };
    return { kind: 'histogram', buckets: side.counts.length, bounds: bytesOfValues(side.bounds).toString('base64') };
  };
  const descriptions = records.map(
    ({ outcome, ...rest }): RecordDescription =>
      outcome.kind === 'failure'
        ? { ...rest, outcome }
        : { ...rest, outcome: { kind: 'data', control: shapeOf(outcome.data.control), candidate: shapeOf(outcome.data.candidate) } },
  );
  return { descriptions, arrays };
}

/** Inverse of takeApart. @throws {RangeError} there are fewer or more arrays than the descriptions need. */
export function putTogether({ descriptions, arrays }: RecordParts): MetricRecord[] {
  let next = 0;
  const take = (): Float64Array => {
    const array = arrays[next++];
    if (array === undefined) throw new RangeError(`the records need more than the ${arrays.length} arrays that are kept`);
    return array;
  };
  const records = descriptions.map(({ outcome, ...rest }): MetricRecord => {
    if (outcome.kind === 'failure') return { ...rest, outcome };
    const control = sideOf(outcome.control, take);
    const candidate = sideOf(outcome.candidate, take);
    // Both sides were taken apart from one pair, so their kinds agree.
    return { ...rest, outcome: { kind: 'data', data: { kind: control.kind, control, candidate } as PairData } };
  });
  if (next !== arrays.length) throw new RangeError(`the records need ${next} of the ${arrays.length} arrays that are kept`);
  return records;
}

function arraysOf(side: SideData): readonly Float64Array[] {
  switch (side.kind) {
    case 'gauge':
      return [side.values];
    case 'ratio':
      return [side.bad, side.total];
    case 'count':
      return [side.events, side.exposure];
    case 'histogram':
      return side.counts;
  }
}

function sideOf(shape: SideShape, take: () => Float64Array): SideData {
  switch (shape.kind) {
    case 'gauge':
      return { kind: 'gauge', values: take() } satisfies GaugeData;
    case 'ratio':
      return { kind: 'ratio', bad: take(), total: take() } satisfies RatioData;
    case 'count':
      return { kind: 'count', events: take(), exposure: take() } satisfies CountData;
    case 'histogram':
      return {
        kind: 'histogram',
        bounds: valuesOfBytes(Buffer.from(shape.bounds, 'base64')),
        counts: Array.from({ length: shape.buckets }, take),
      } satisfies HistogramData;
  }
}
