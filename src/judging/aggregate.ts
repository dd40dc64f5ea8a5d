import { median } from 'simple-statistics';

import type { Aggregate } from '../model/config.ts';

const REDUCE: Record<Aggregate, (values: number[]) => number> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  median,
};

/**
 * Several series of one side as one, step by step. A step takes the series that have a sample there, as PromQL's own
 * aggregations do; a step at which none has one stays NaN.
 *
 * @param series one or more arrays of equal length.
 */
export function aggregate(series: readonly Float64Array[], how: Aggregate): Float64Array {
  const [first] = series;
  if (first === undefined) throw new RangeError('no series to aggregate');
  if (series.length === 1) return first;
  return first.map((_, step) => {
    const present = series.map((values) => values[step]!).filter((value) => !Number.isNaN(value));
    return present.length === 0 ? Number.NaN : REDUCE[how](present);
  });
}
