import type { PairData, SideData } from '../model/metric-data.ts';

/** The same numbers in arrays of their own: what a judge does to its input stays with that judge. */
export function copyData(pair: PairData): PairData {
  return { kind: pair.kind, control: copySide(pair.control), candidate: copySide(pair.candidate) } as PairData;
}

function copySide(data: SideData): SideData {
  switch (data.kind) {
    case 'gauge':
      return { kind: 'gauge', values: data.values.slice() };
    case 'ratio':
      return { kind: 'ratio', bad: data.bad.slice(), total: data.total.slice() };
    case 'count':
      return { kind: 'count', events: data.events.slice(), exposure: data.exposure.slice() };
    case 'histogram':
      return { kind: 'histogram', bounds: data.bounds.slice(), counts: data.counts.map((counts) => counts.slice()) };
  }
}
