import type { PairData, SideData } from '../../model/metric-data.ts';
import type { Stretch } from './stretches.ts';

/** The same pair for these steps only; shares the numbers. */
export function slicePair(pair: PairData, { start, end }: Stretch): PairData {
  const cut = (values: Float64Array): Float64Array => values.subarray(start, end);
  const side = (data: SideData): SideData => {
    switch (data.kind) {
      case 'gauge':
        return { kind: 'gauge', values: cut(data.values) };
      case 'ratio':
        return { kind: 'ratio', bad: cut(data.bad), total: cut(data.total) };
      case 'count':
        return { kind: 'count', events: cut(data.events), exposure: cut(data.exposure) };
      case 'histogram':
        return { kind: 'histogram', bounds: data.bounds, counts: data.counts.map(cut) };
    }
  };
  return { kind: pair.kind, control: side(pair.control), candidate: side(pair.candidate) } as PairData;
}
