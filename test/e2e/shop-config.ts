import type { AnyDocument } from '../support/config-document.ts';

/** How the shop is judged, with some fields of its spec changed. */
export function shopConfig(name: string, spec: AnyDocument = {}): AnyDocument {
  return {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name },
    spec: {
      variables: { version: { pattern: 'v[0-9]+' } },
      scopes: { control: 'app="shop",version="${version}"', candidate: 'app="shop",version="${version}"' },
      window: { step: '60s', delay: '15s' },
      interval: '2m',
      duration: { min: '30m', max: '2h' },
      metrics: SHOP_METRICS,
      ...spec,
    },
  };
}

export const ERRORS = {
  name: 'errors',
  kind: 'ratio',
  bad: 'sum(increase(http_requests_total{code=~"5..",${scope}}[${step}]))',
  total: 'sum(increase(http_requests_total{${scope}}[${step}]))',
  tolerance: { absolute: 0.003 },
};
export const LATENCY = {
  name: 'latency',
  kind: 'histogram',
  query: 'sum by (le) (increase(http_request_duration_seconds_bucket{${scope}}[${step}]))',
  tolerance: { ratio: 0.05 },
};
export const CPU = {
  name: 'cpu',
  kind: 'gauge',
  direction: 'increase',
  query: 'sum(rate(container_cpu_usage_seconds_total{${scope}}[${step}]))',
  tolerance: { ratio: 0.1 },
};
export const SHOP_METRICS = [ERRORS, LATENCY, CPU];
