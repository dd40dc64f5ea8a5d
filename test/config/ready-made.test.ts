import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { checkScope } from '../../src/analysis/queries/check-scope.ts';
import { renderQuery } from '../../src/analysis/queries/render-query.ts';
import { BUILT_IN_COMPARATORS } from '../../src/comparison/built-in-comparators.ts';
import { loadConfig, validateFiles } from '../../src/config/load-configs.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { JudgeRegistry } from '../../src/judging/judge-registry.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';

describe('the configs that come with Serinus', () => {
  let judges: JudgeRegistry;
  before(async () => {
    judges = await loadJudges();
  });
  const load = async (name: string): Promise<AnalysisConfig> => (await loadConfig(path.join('configs', `${name}.yaml`), judges))[0]!;

  it('have no problem, each and together', async () =>
    assert.deepEqual(await validateFiles(['configs'], judges, { comparators: BUILT_IN_COMPARATORS }), []));

  for (const file of readdirSync('configs').filter((name) => name.endsWith('.yaml')))
    it(`${file}: describes itself, and every metric is scoped on both sides`, async () => {
      for (const { document, metrics, scopes } of await loadConfig(path.join('configs', file), judges)) {
        assert.ok(document.metadata.description);
        assert.notEqual(scopes.control, '');
        for (const { name, parts } of metrics.filter(({ measure }) => measure === undefined))
          for (const template of Object.values(parts)) assert.match(template, /\$\{/, name);
      }
    });

  // What the metric is called and labelled by the system itself; the queries must ask for exactly that.
  const systems: { config: string; control: Record<string, string>; queries: Record<string, Record<string, string>> }[] = [
    {
      config: 'istio',
      control: { workload: 'reviews-v1' },
      queries: {
        errors: {
          bad: 'sum(increase(istio_requests_total{reporter="destination",response_code=~"5..|0",destination_workload="reviews-v1",destination_workload_namespace="default"}[60s]))',
          total:
            'sum(increase(istio_requests_total{reporter="destination",destination_workload="reviews-v1",destination_workload_namespace="default"}[60s]))',
        },
        restarts: {
          events:
            'sum(increase(kube_pod_container_status_restarts_total{namespace="default",pod=~"reviews\\\\-v1-[a-z0-9]+-[a-z0-9]+"}[60s]))',
          exposure:
            'sum(increase(istio_requests_total{reporter="destination",destination_workload="reviews-v1",destination_workload_namespace="default"}[60s]))',
        },
      },
    },
    {
      config: 'envoy',
      control: { cluster: 'outbound|80||api' },
      queries: {
        latency: { buckets: 'sum by (le) (increase(envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="outbound|80||api"}[60s]))' },
      },
    },
    {
      config: 'nginx',
      control: { ingress: 'shop' },
      queries: {
        latency: {
          buckets:
            'sum by (le) (increase(nginx_ingress_controller_request_duration_seconds_bucket{namespace="default",ingress="shop",canary=""}[60s]))',
        },
      },
    },
    {
      config: 'linkerd',
      control: { deployment: 'web', namespace: 'shop' },
      queries: {
        latency: {
          buckets: 'sum by (le) (increase(response_latency_ms_bucket{direction="inbound",namespace="shop",deployment="web"}[60s]))',
        },
      },
    },
    {
      config: 'model-server',
      control: { revision: 'fraud-predictor-00001' },
      queries: {
        predictions: {
          buckets:
            'sum by (le) (increase({__name__="prediction_score_bucket",namespace="default",pod=~"fraud\\\\-predictor\\\\-00001-deployment-.+"}[60s]))',
        },
      },
    },
  ];
  for (const { config: name, control, queries } of systems)
    it(`${name}.yaml asks for the system's own metrics`, async () => {
      const config = await load(name);
      const values = checkScope(config, 'control', control);
      const context = { scope: config.scopes.control, variables: config.variables, values, stepMs: config.stepMs, windowMs: 3_600_000 };
      for (const [metric, parts] of Object.entries(queries)) {
        const templates = config.metrics.find((one) => one.name === metric)!.parts;
        for (const [part, query] of Object.entries(parts))
          assert.equal(renderQuery(templates[part as keyof typeof templates], context, 'promql'), query);
      }
    });
});
