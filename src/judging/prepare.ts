import { quantileSorted } from 'simple-statistics';

import type { MetricConfig } from '../model/config.ts';
import type { PairData, SideData } from '../model/metric-data.ts';

/** The pair as its judge gets it: the metric's nanStrategy and outliers applied. Lengths and positions never change. */
export function prepare(metric: Pick<MetricConfig, 'nanStrategy' | 'outliers'>, pair: PairData): PairData {
  const side = (data: SideData): SideData => withoutOutliers(metric, withMissing(metric, data));
  return { kind: pair.kind, control: side(pair.control), candidate: side(pair.candidate) } as PairData;
}

function withMissing({ nanStrategy }: Pick<MetricConfig, 'nanStrategy'>, data: SideData): SideData {
  if (nanStrategy === 'drop') return data;
  const zero = (values: Float64Array): Float64Array => values.map((value) => (Number.isNaN(value) ? 0 : value));
  switch (data.kind) {
    case 'gauge':
      return { kind: 'gauge', values: zero(data.values) };
    case 'ratio':
      return { kind: 'ratio', bad: zero(data.bad), total: zero(data.total) };
    case 'count': {
      // Time passes also in a step without a sample: it counts with the exposure of the others.
      const known = data.exposure.find((value) => !Number.isNaN(value)) ?? Number.NaN;
      return { kind: 'count', events: zero(data.events), exposure: data.exposure.map((value) => (Number.isNaN(value) ? known : value)) };
    }
    case 'histogram':
      return { kind: 'histogram', bounds: data.bounds, counts: data.counts.map(zero) };
  }
}

/** Values beyond `factor` interquartile ranges from the quartiles become missing (Tukey's fences; quartiles are R's type 7). */
function withoutOutliers({ outliers }: Pick<MetricConfig, 'outliers'>, data: SideData): SideData {
  if (outliers.strategy === 'keep' || data.kind !== 'gauge') return data;
  const sorted = data.values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return data;
  const q1 = quantileSorted([...sorted], 0.25);
  const q3 = quantileSorted([...sorted], 0.75);
  const reach = outliers.factor * (q3 - q1);
  return { kind: 'gauge', values: data.values.map((value) => (value < q1 - reach || value > q3 + reach ? Number.NaN : value)) };
}
