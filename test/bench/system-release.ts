import type { ConfigDocument } from '../../src/model/config-document.ts';
import { seeded } from '../support/random.ts';
import type { SampleSeries } from '../support/samples.ts';

/* The releases that the system suite has judged: ten metrics of every kind, of services whose series are all different. */

export const STEP_MS = 60_000;
/** Steps that the deadline is away from the start; a look is due in the middle and at the deadline. */
export const STEPS = 60;
/** Services with series of their own; of every fourth one the candidate is twice as bad as its control. */
export const SERVICES = 48;
/** An analysis starts within so many steps of the first sample. */
export const STARTS = 20;

const GAUGES = ['cpu_cores', 'memory_ratio', 'queue_length', 'threads', 'latency_mean_seconds'];
const RATIOS = ['checkout', 'search', 'login'];
const COUNT = 'retries';
const HISTOGRAM = 'latency_seconds';
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Number.POSITIVE_INFINITY];

export const METRICS = GAUGES.length + RATIOS.length + 2;

export const isHarmful = (service: number): boolean => service % 4 === 3;

/** No series has the label `release`, so it selects all of them: it makes the queries of each release its own. */
export const releaseConfig: ConfigDocument = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'release' },
  spec: {
    variables: { service: {}, version: {}, release: {} },
    scopes: {
      control: 'service="${service}",version="${version}",release!="${release}"',
      candidate: 'service="${service}",version="${version}",release!="${release}"',
    },
    window: { step: '60s', delay: '0s' },
    interval: `${STEPS / 2}m`,
    duration: { min: `${STEPS}m`, max: `${STEPS}m` },
    onDeadline: 'promote',
    metrics: [
      ...GAUGES.map((name) => ({
        ...{ name: dashed(name), kind: 'gauge' as const, direction: 'increase' as const, tolerance: { ratio: 0.3 } },
        query: `${name}{\${scope}}`,
      })),
      ...RATIOS.map((name) => ({
        ...{ name: `${name}-errors`, kind: 'ratio' as const, tolerance: { absolute: 0.02 } },
        bad: `${name}_errors{\${scope}}`,
        total: `${name}_requests{\${scope}}`,
      })),
      {
        ...{ name: COUNT, kind: 'count', direction: 'increase', tolerance: { ratio: 0.5 } },
        query: `${COUNT}{\${scope}}`,
        exposure: `${RATIOS[0]}_requests{\${scope}}`,
      },
      { name: 'latency', kind: 'histogram', tolerance: { ratio: 0.6 }, query: `${HISTOGRAM}_bucket{\${scope}}` },
    ],
  },
};

function dashed(name: string): string {
  return name.replaceAll('_', '-');
}

/** Every series of all services from that time on, as many steps as the last analysis needs. What is counted is counted by the step. */
export function releaseSeries(startMs: number): readonly SampleSeries[] {
  const random = seeded(6);
  const times = Array.from({ length: STEPS + STARTS + 2 }, (_, t) => startMs + t * STEP_MS);
  return Array.from({ length: SERVICES }, (_, service) =>
    ['v1', 'v2'].flatMap((version) => {
      const labels = { service: `service-${service}`, version };
      const factor = version === 'v2' && isHarmful(service) ? 2 : 1;
      const drawn = (name: string, next: () => number, more = {}): SampleSeries => ({
        ...{ name, type: 'unknown', labels: { ...labels, ...more } },
        samples: times.map((timeMs) => [timeMs, next()]),
      });
      const counts = times.map(() => BOUNDS.map((_, b) => random.poisson(300 * shareOf(b, 0.1 * factor))));
      return [
        ...GAUGES.map((name) => drawn(name, () => factor * Math.exp(0.1 * random.normal()))),
        ...RATIOS.flatMap((name) => [
          drawn(`${name}_errors`, () => random.poisson(3 * factor)),
          drawn(`${name}_requests`, () => 300 + random.poisson(100)),
        ]),
        drawn(COUNT, () => random.poisson(40 * factor)),
        ...BOUNDS.map((bound, b) => {
          let t = 0;
          const upTo = (): number => counts[t++]!.slice(0, b + 1).reduce((sum, count) => sum + count, 0);
          return drawn(`${HISTOGRAM}_bucket`, upTo, { le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) });
        }),
      ];
    }),
  ).flat();
}

/** Share of the events in a bucket when their logarithms are about normal (logistic) around that of the median. */
function shareOf(bucket: number, median: number): number {
  const below = (bound: number | undefined): number => (bound === undefined ? 0 : 1 / (1 + (bound / median) ** -2.5));
  return below(BOUNDS[bucket]) - below(BOUNDS[bucket - 1]);
}
