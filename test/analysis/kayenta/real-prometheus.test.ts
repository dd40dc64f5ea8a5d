import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fetchMetricSetPairs } from '../../../src/analysis/kayenta/fetch-metric-set-pairs.ts';
import { netflixJudge } from '../../../src/kayenta/netflix-judge.ts';
import { parseCanaryConfig } from '../../../src/kayenta/parse-canary-config.ts';
import { parseCanaryScopes } from '../../../src/kayenta/parse-canary-scopes.ts';
import { never, sourceFor } from '../../sources/prometheus/source-options.ts';
import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { seeded } from '../../support/random.ts';
import { openMetrics, type SampleSeries } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';

const canaryConfig = parseCanaryConfig(JSON.parse(readFileSync('fixtures/kayenta/canary-config.json', 'utf8')));
const MINUTE = 60_000;
const MINUTES = 64;
const T0 = 1_760_000_040_000; // a whole minute; in the past, as blocks must be

/** Two versions, the second with three times the errors; its processor use in zone b is missing for ten minutes. */
function series(): SampleSeries[] {
  const random = seeded(5);
  const counter = (name: string, labels: Record<string, string>, mean: number, type: SampleSeries['type'] = 'counter'): SampleSeries => {
    let total = 0;
    const samples = Array.from({ length: MINUTES }, (_, i): [number, number] => {
      total += random.poisson(mean);
      return [T0 + i * MINUTE, total];
    });
    return { name, type, labels, samples };
  };
  return ['v1', 'v2'].flatMap((version, k) => {
    const own = { app: 'checkout', version };
    const buckets = (le: string, mean: number) => counter('http_request_duration_seconds_bucket', { ...own, le }, mean, 'histogram');
    const cpu = (zone: string): SampleSeries => ({
      name: 'container_cpu_usage_ratio',
      type: 'gauge',
      labels: { ...own, zone, container: 'app' },
      samples: Array.from({ length: MINUTES }, (_, i) => [T0 + i * MINUTE, 0.4 + 0.02 * random.normal()] as const).filter(
        (_, i) => !(zone === 'b' && k === 1 && i >= 20 && i < 30),
      ),
    });
    const errors = counter('http_requests_total', { ...own, code: '500' }, 20 * (1 + 2 * k));
    return [
      counter('http_requests_total', { ...own, code: '200' }, 1000),
      errors,
      buckets('0.1', 900),
      buckets('0.5', 990),
      buckets('+Inf', 1000),
      cpu('a'),
      cpu('b'),
    ];
  });
}

describe("a Kayenta's config on a real Prometheus", { skip: missing('prometheus') }, () => {
  let server: RunningServer;
  before(async () => {
    server = await startPrometheus({ blocks: openMetrics(series()) });
  });
  after(() => server?.stop());

  const scopeOf = (scope: string) => ({
    scope,
    location: 'eu',
    start: new Date(T0 + 2 * MINUTE).toISOString(),
    end: new Date(T0 + 62 * MINUTE).toISOString(),
    step: 60,
    extendedScopeParams: {},
  });
  const fetch = (candidate: string) => {
    let ids = 0;
    return fetchMetricSetPairs({
      canaryConfig,
      scopes: parseCanaryScopes({ default: { controlScope: scopeOf('v1'), experimentScope: scopeOf(candidate) } }),
      sourceOf: () => sourceFor(server.url),
      newId: () => `pair-${++ids}`,
      signal: never,
    });
  };
  const judge = async (candidate: string) =>
    netflixJudge({ canaryConfig, scoreThresholds: { pass: 95, marginal: 75 }, metricSetPairList: await fetch(candidate) });

  it('gives both sides of every metric, series by series, with their gaps', async () => {
    const pairs = await fetch('v2');
    assert.deepEqual(
      pairs.map(({ name, tags }) => [name, tags]),
      [
        ['Error ratio', {}],
        ['p99 latency', {}],
        ['cpu', { zone: 'a' }],
        ['cpu', { zone: 'b' }],
      ],
    );
    for (const { values } of pairs) assert.deepEqual([values.control.length, values.experiment.length], [61, 61]);
    // A sample stands in for five minutes: of ten without one, five are missing, and what follows keeps its place.
    const missingAt = pairs[3]!.values.experiment.flatMap((value, i) => (Number.isNaN(value) ? [i] : []));
    assert.deepEqual(missingAt, [23, 24, 25, 26, 27]);
    assert.equal(
      pairs[3]!.attributes!.experiment!.query,
      'avg(container_cpu_usage_ratio{app="checkout",version="v2",container!="POD"}) by (zone)',
    );
  });

  it('fails the canary with more errors', async () => {
    const { score, results } = await judge('v2');
    assert.deepEqual(score, {
      score: 0,
      classification: 'Fail',
      classificationReason: 'Canary Failed: The metric Error ratio was classified as High (Critical)',
    });
    assert.deepEqual(
      results.map(({ classification }) => classification),
      ['High', 'Pass', 'Pass', 'Pass'],
    );
  });

  it('passes the control against itself', async () => assert.equal((await judge('v1')).score.score, 100));

  it('finds no data of a version that is not there', async () => {
    const { score, results } = await judge('v3"} or vector(1) #');
    // nanStrategy replace takes what is missing for 0: for Kayenta a fall of the error ratio, which only a rise would fail.
    assert.deepEqual(
      results.map(({ classification }) => classification),
      ['Pass', 'Nodata', 'NodataFailMetric', 'NodataFailMetric'],
    );
    // 60 of 100 for Reliability, 30 for Speed, where nothing counts, none for Resources.
    assert.equal(score.score, 90);
  });
});
