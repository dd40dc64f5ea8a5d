import type { PairData, SideData } from './metric-data.ts';

/** The same pair with every array that runs over the steps replaced by what `of` makes of it; a histogram's bounds stay. */
export function mapPair(pair: PairData, of: (values: Float64Array) => Float64Array): PairData {
  return { kind: pair.kind, control: mapSide(pair.control, of), candidate: mapSide(pair.candidate, of) } as PairData;
}

function mapSide(data: SideData, of: (values: Float64Array) => Float64Array): SideData {
  switch (data.kind) {
    case 'gauge':
      return { kind: 'gauge', values: of(data.values) };
    case 'ratio':
      return { kind: 'ratio', bad: of(data.bad), total: of(data.total) };
    case 'count':
      return { kind: 'count', events: of(data.events), exposure: of(data.exposure) };
    case 'histogram':
      return { kind: 'histogram', bounds: data.bounds, counts: data.counts.map(of) };
  }
}

/** These steps of the pair only, from `start` up to but without `end`; shares the numbers. */
export function slicePair(pair: PairData, { start, end }: { readonly start: number; readonly end: number }): PairData {
  return mapPair(pair, (values) => values.subarray(start, end));
}
