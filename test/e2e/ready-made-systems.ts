import type { SampleSeries } from '../support/samples.ts';
import { type RequestMetrics, requestSeries, series } from './shop.ts';
import type { Counted } from './traffic.ts';

/** Candidates of every system: their names are what the systems call a workload, a cluster, an ingress, ... */
export type Side = 'stable' | 'healthy' | 'failing' | 'slow';

type Labels = Readonly<Record<string, string>>;

export interface System {
  /** Of the ready-made config. */
  readonly config: string;
  /** What an analysis of that candidate is started with. */
  readonly sides: (candidate: Side) => { readonly control: Labels; readonly candidate: Labels };
  /** Bounds of its latency histogram, in seconds. */
  readonly bounds: readonly number[];
  /** What Prometheus has of that side; `stable` is what was counted of the control meanwhile. */
  readonly series: (side: Side, counted: readonly Counted[], stable: readonly Counted[]) => SampleSeries[];
}

const seconds = (bounds: readonly number[]): string[] => bounds.map(String);
const milliseconds = (bounds: readonly number[]): string[] => bounds.map((bound) => String(Math.round(bound * 1e6) / 1e3));
const bySide = (scope: (side: Side) => Labels) => (candidate: Side) => ({ control: scope('stable'), candidate: scope(candidate) });
const HTTP_STATUS = { good: '200', bad: '503' };

/** prometheus.DefBuckets of the Go client, which ingress-nginx takes. */
const GO_DEFAULT = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Of Envoy, in its documentation of histograms; Istio's proxies have the same. */
const ENVOY = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Of the Linkerd proxy, up to ten seconds. */
const LINKERD = [...[0.001, 0.002, 0.003, 0.004, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05], ...[0.1, 0.2, 0.3, 0.4, 0.5, 1, 2, 3, 4, 5, 10]];

const nginxIngress = (side: Side): Labels => ({ namespace: 'shop', ingress: `web-${side}` });
const nginxNames = (labels: Labels): RequestMetrics => ({
  ...{ requests: 'nginx_ingress_controller_requests', codeLabel: 'status', codes: HTTP_STATUS },
  ...{ latency: 'nginx_ingress_controller_request_duration_seconds', bounds: seconds(GO_DEFAULT), labels },
});

/** Systems by the names and labels of their own documentation. */
export const SYSTEMS: readonly System[] = [
  {
    config: 'istio',
    sides: bySide((side) => ({ workload: side })),
    bounds: ENVOY,
    series: (side, counted) => [
      ...requestSeries(counted, {
        ...{ requests: 'istio_requests_total', codeLabel: 'response_code', codes: HTTP_STATUS },
        ...{ latency: 'istio_request_duration_milliseconds', bounds: milliseconds(ENVOY) },
        labels: { reporter: 'destination', destination_workload: side, destination_workload_namespace: 'default' },
      }),
      ...[`${side}-6f9c7d8b9c-abcde`, `${side}-6f9c7d8b9c-fghij`].flatMap((pod) => {
        const labels = { namespace: 'default', pod, container: 'app' };
        return [
          series('container_cpu_usage_seconds_total', 'counter', { labels, counted, value: ({ cpuSeconds }) => cpuSeconds }),
          series('kube_pod_container_status_restarts_total', 'counter', { labels, counted, value: () => 0 }),
        ];
      }),
    ],
  },
  {
    config: 'nginx',
    // Both sides are of one Ingress, told apart by the label canary; each candidate has an Ingress of its own.
    sides: (candidate) => ({ control: nginxIngress(candidate), candidate: nginxIngress(candidate) }),
    bounds: GO_DEFAULT,
    series: (side, counted, stable) => [
      ...requestSeries(stable, nginxNames(nginxIngress(side))),
      ...requestSeries(counted, nginxNames({ ...nginxIngress(side), canary: `shop-web-${side}-80` })),
    ],
  },
  {
    config: 'envoy',
    sides: bySide((side) => ({ cluster: `outbound|80||${side}` })),
    bounds: ENVOY,
    series: (side, counted) => {
      const labels = { envoy_cluster_name: `outbound|80||${side}` };
      const names: RequestMetrics = {
        ...{ requests: 'envoy_cluster_upstream_rq_xx', codeLabel: 'envoy_response_code_class', codes: { good: '2', bad: '5' } },
        ...{ latency: 'envoy_cluster_upstream_rq_time', bounds: milliseconds(ENVOY), labels },
      };
      return [
        ...requestSeries(counted, names),
        series('envoy_cluster_upstream_rq_timeout', 'unknown', { labels, counted, value: () => 0 }),
      ];
    },
  },
  {
    config: 'linkerd',
    sides: bySide((side) => ({ namespace: 'shop', deployment: side })),
    bounds: LINKERD,
    series: (side, counted) =>
      requestSeries(counted, {
        ...{ requests: 'response_total', codeLabel: 'classification', codes: { good: 'success', bad: 'failure' } },
        ...{ latency: 'response_latency_ms', bounds: milliseconds(LINKERD) },
        labels: { direction: 'inbound', namespace: 'shop', deployment: side },
      }),
  },
];
