import type { SideData } from '../model/metric-data.ts';

/** One number a step: the value of a gauge, the rate of a ratio or count (missing without any exposure), the events of a histogram. */
export function stepValues(data: SideData): Float64Array {
  switch (data.kind) {
    case 'gauge':
      return data.values;
    case 'ratio':
      return rates(data.bad, data.total);
    case 'count':
      return rates(data.events, data.exposure);
    case 'histogram':
      return (data.counts[0] ?? new Float64Array()).map((_, step) => data.counts.reduce((sum, counts) => sum + counts[step]!, 0));
  }
}

function rates(events: Float64Array, against: Float64Array): Float64Array {
  return events.map((value, step) => (against[step]! > 0 ? value / against[step]! : Number.NaN));
}
