import type { SampleSeries } from '../support/samples.ts';
import { type Counted, drawTraffic, type VersionTraffic } from './traffic.ts';

/** A shop that v1 serves, and what became of its candidates: two hours and a half of scrapes, every 15 s. */
const HEALTHY: VersionTraffic = { requestsPerMinute: 1_200, errorShare: 0, median: 0.08, sigma: 0.5, cores: 0.4 };
const p99 = 2.3263; // standard normal quantile

export const VERSIONS = {
  v1: HEALTHY,
  /** Healthy. */
  v2: HEALTHY,
  /** Its p99 is 20 % above, its median where it was. */
  v3: { ...HEALTHY, sigma: HEALTHY.sigma + Math.log(1.2) / p99 },
  /** Errors, where the control has none. */
  v4: { ...HEALTHY, errorShare: 0.01 },
  /** Healthy, and not scraped in every second ten minutes. */
  v5: { ...HEALTHY, isScraped: (minute: number) => Math.floor(minute / 10) % 2 === 0 },
} satisfies Record<string, VersionTraffic>;

export const BOUNDS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 2.5] as const;
export const MINUTE = 60_000;
export const SHOP_MINUTES = 150;

/** What Prometheus has of the shop, from that moment on. */
export function shopSeries(startMs: number): SampleSeries[] {
  const span = { startMs, minutes: SHOP_MINUTES, scrapeMs: 15_000, bounds: BOUNDS, seed: 20_260_302 };
  const drawn = drawTraffic(Object.values(VERSIONS), span);
  return Object.keys(VERSIONS).flatMap((version, i) => shopVersion({ app: 'shop', version }, drawn[i]!));
}

function shopVersion(labels: SampleSeries['labels'], counted: readonly Counted[]): SampleSeries[] {
  const names = {
    requests: 'http_requests_total',
    codeLabel: 'code',
    codes: { good: '200', bad: '503' },
    latency: 'http_request_duration_seconds',
  };
  return [
    ...requestSeries(counted, { ...names, bounds: BOUNDS.map(String), labels }),
    series('container_cpu_usage_seconds_total', 'counter', { labels, counted, value: ({ cpuSeconds }) => cpuSeconds }),
  ];
}

export interface RequestMetrics {
  /** A counter of requests, and the label that tells those that failed from the others. */
  readonly requests: string;
  readonly codeLabel: string;
  readonly codes: { readonly good: string; readonly bad: string };
  /** A histogram, without _bucket. */
  readonly latency: string;
  /** Texts of the label le, without +Inf. */
  readonly bounds: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Requests and their latency under a system's own names. A code that was never answered has no series, as in any client library. */
export function requestSeries(counted: readonly Counted[], names: RequestMetrics): SampleSeries[] {
  const { requests, codeLabel, codes, latency, bounds, labels } = names;
  const answered = (code: string): SampleSeries['labels'] => ({ ...labels, [codeLabel]: code });
  const erred = counted.filter(({ errors }) => errors > 0);
  return [
    series(requests, 'counter', { labels: answered(codes.good), counted, value: (at) => at.requests - at.errors }),
    ...(erred.length > 0 ? [series(requests, 'counter', { labels: answered(codes.bad), counted: erred, value: (at) => at.errors })] : []),
    ...[...bounds, '+Inf'].map((le, b) =>
      series(`${latency}_bucket`, 'histogram', { labels: { ...labels, le }, counted, value: (at) => at.buckets[b]! }),
    ),
    series(`${latency}_count`, 'histogram', { labels, counted, value: (at) => at.requests }),
    series(`${latency}_sum`, 'histogram', { labels, counted, value: (at) => at.latencySum }),
  ];
}

export function series(
  name: string,
  type: SampleSeries['type'],
  of: { readonly labels: SampleSeries['labels']; readonly counted: readonly Counted[]; readonly value: (at: Counted) => number },
): SampleSeries {
  return { name, type, labels: of.labels, samples: of.counted.map((at) => [at.timeMs, of.value(at)] as const) };
}
