import type { MetricKind, PairData, SideData } from '../../src/model/metric-data.ts';
import { type Random, seeded } from '../support/random.ts';

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Number.POSITIVE_INFINITY];
const STEP_S = 60;
const FIRST_S = 1_760_000_040;

/** One metric of both sides, and Prometheus's replies with the very same numbers, one for each query. */
export interface MeasuredMetric {
  readonly data: PairData;
  readonly replies: readonly string[];
}

/** A metric as services have them: about 300 requests a step, 1 % of them bad, log-normal latencies. Seeded: the same every time. */
export function metricOfKind(kind: MetricKind, steps: number): MeasuredMetric {
  const random = seeded(1_440);
  const sides = { control: sideOf(kind, steps, random), candidate: sideOf(kind, steps, random) };
  const replies = Object.entries(sides).flatMap(([version, side]) => repliesOf(side, version));
  return { data: { kind, ...sides } as PairData, replies };
}

function sideOf(kind: MetricKind, steps: number, random: Random): SideData {
  const draw = (next: () => number): Float64Array => Float64Array.from({ length: steps }, next);
  switch (kind) {
    case 'gauge':
      return { kind, values: draw(() => 0.12 * Math.exp(0.2 * random.normal())) };
    case 'ratio':
      return { kind, bad: draw(() => random.poisson(3)), total: draw(() => random.poisson(300)) };
    case 'count':
      return { kind, events: draw(() => random.poisson(3)), exposure: draw(() => random.poisson(300)) };
    case 'histogram':
      return { kind, bounds: Float64Array.from(BOUNDS), counts: BOUNDS.map((_, b) => draw(() => random.poisson(300 * shareOf(b)))) };
  }
}

/** Share of the events in a bucket when their logarithms are about normal (logistic) around 0.1. */
function shareOf(bucket: number): number {
  const upTo = (bound: number | undefined): number => (bound === undefined ? 0 : 1 / (1 + (bound / 0.1) ** -2.5));
  return upTo(BOUNDS[bucket]) - upTo(BOUNDS[bucket - 1]);
}

function repliesOf(side: SideData, version: string): readonly string[] {
  switch (side.kind) {
    case 'gauge':
      return [reply([[{ version }, side.values]])];
    case 'ratio':
      return [reply([[{ version }, side.bad]]), reply([[{ version }, side.total]])];
    case 'count':
      return [reply([[{ version }, side.events]]), reply([[{ version }, side.exposure]])];
    case 'histogram': {
      const below = side.counts[0]!.map(() => 0);
      return [
        reply(
          side.counts.map((counts, b) => {
            for (const [t, count] of counts.entries()) below[t]! += count;
            return [{ version, le: BOUNDS[b] === Infinity ? '+Inf' : String(BOUNDS[b]) }, below.slice()];
          }),
        ),
      ];
    }
  }
}

function reply(series: readonly (readonly [labels: Readonly<Record<string, string>>, values: Float64Array])[]): string {
  const result = series.map(([metric, values]) => ({
    metric,
    values: Array.from(values, (value, t) => [FIRST_S + t * STEP_S, String(value)]),
  }));
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
}
