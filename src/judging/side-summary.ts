import { mean, quantileSorted } from 'simple-statistics';

import type { SideData } from '../model/metric-data.ts';
import type { SideSummary } from '../model/verdict.ts';
import { sorted } from '../stats/sort.ts';

/**
 * One side in a few numbers, for people: of the values of a gauge, of the rates per step of a ratio or count. `mean` of a ratio or
 * count is pooled over its steps. A histogram has only its number of events here; its quantiles stand in the judgement.
 */
export function summarise(data: SideData): SideSummary {
  switch (data.kind) {
    case 'gauge':
      return describe(data.values);
    case 'ratio':
      return { ...describe(rates(data.bad, data.total)), mean: pooled(data.bad, data.total) };
    case 'count':
      return { ...describe(rates(data.events, data.exposure)), mean: pooled(data.events, data.exposure) };
    case 'histogram': {
      const events = data.counts.reduce((total, counts) => total + sum(counts), 0);
      return { count: Math.round(events), mean: null, min: null, max: null, p50: null, p99: null };
    }
  }
}

function describe(values: Float64Array): SideSummary {
  const ascending = listOf(sorted(finite(values)));
  if (ascending.length === 0) return { count: 0, mean: null, min: null, max: null, p50: null, p99: null };
  return {
    count: ascending.length,
    mean: mean(ascending),
    min: ascending[0]!,
    max: ascending.at(-1)!,
    p50: quantileSorted(ascending, 0.5),
    p99: quantileSorted(ascending, 0.99),
  };
}

/** Spreading the values would cost as much as sorting them. */
function listOf(values: Float64Array): number[] {
  const list: number[] = [];
  for (let i = 0; i < values.length; i++) list.push(values[i]!);
  return list;
}

function finite(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) kept[count++] = values[i]!;
  return kept.subarray(0, count);
}

function rates(events: Float64Array, against: Float64Array): Float64Array {
  return events.map((value, step) => (against[step]! > 0 ? value / against[step]! : Number.NaN));
}

function pooled(events: Float64Array, against: Float64Array): number | null {
  const total = sum(against);
  return total > 0 ? sum(events) / total : null;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) total += values[i]!;
  return total;
}
