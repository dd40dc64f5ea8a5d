import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { seeded } from '../../support/random.ts';
import { openMetrics, prometheusText, type SampleSeries } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { startVictoriaMetrics } from '../../support/victoria-metrics.ts';
import { sourceFor } from '../prometheus/source-options.ts';
import { remembering } from './remembering.ts';

const MINUTE = 60_000;
const T0 = 1_760_000_040_000; // a whole minute; in the past, as blocks must be
const STEPS = 400;
const SCRAPE_MS = 15_000;
const SCRAPES = (STEPS * MINUTE) / SCRAPE_MS;

/** Counters that pods come and go with and that begin again at 0, a gauge with gaps, buckets. */
function series(): SampleSeries[] {
  const random = seeded(4);
  const counters = [0, 1, 2].map((pod): SampleSeries => {
    let total = 0;
    const samples = Array.from({ length: SCRAPES }, (_, i): [number, number] => {
      total = i % 500 === pod ? 0 : total + random.poisson(5);
      return [T0 + i * SCRAPE_MS + pod, total];
    }).filter((_, i) => (pod === 1 ? i > 600 : pod === 2 ? i < 900 : true));
    return { name: 'requests_total', type: 'counter', labels: { pod: `p${pod}` }, samples };
  });
  const samples = Array.from({ length: SCRAPES }, (_, i): [number, number] => [T0 + i * SCRAPE_MS, random.normal()]);
  const gauge: SampleSeries = { name: 'latency', type: 'gauge', labels: {}, samples: samples.filter((_, i) => i % 300 > 60) };
  const buckets = ['0.1', '1', '+Inf'].map((le, b): SampleSeries => {
    const counts = Array.from({ length: SCRAPES }, (_, i): [number, number] => [T0 + i * SCRAPE_MS, (b + 1) * i]);
    return { name: 'seconds_bucket', type: 'unknown', labels: { le }, samples: counts };
  });
  return [...counters, gauge, ...buckets];
}

const QUERIES = [
  'sum(increase(requests_total[60s]))',
  'increase(requests_total[60s])',
  'latency',
  'avg_over_time(latency[10m]) / scalar(count(requests_total))',
  'sum by (le) (increase(seconds_bucket[60s]))',
  'topk(1, rate(requests_total[5m]))',
  'requests_total{pod="none"}',
] as const;

const SERVERS = [
  { name: 'Prometheus', skip: missing('prometheus'), start: () => startPrometheus({ blocks: openMetrics(series()) }) },
  {
    name: 'VictoriaMetrics',
    skip: missing('victoria-metrics'),
    start: () => startVictoriaMetrics({ samples: prometheusText(series()) }),
  },
] as const;

for (const { name, skip, start } of SERVERS) {
  describe(`what is remembered of a real ${name}`, { skip }, () => {
    let server: RunningServer;
    before(async () => {
      server = await start();
    });
    after(() => server.stop());

    for (const query of QUERIES) {
      it(`is what it answers to ${query}`, async () => {
        const plain = sourceFor(server.url);
        const { look, counted } = remembering(sourceFor(server.url));
        for (const minutes of [12, 13, 20, 21, 150, 151, 290, 291, 305, 399]) {
          const window = { startMs: T0 + MINUTE, endMs: T0 + minutes * MINUTE, stepMs: MINUTE };
          const whole = await plain.query({ query, window, signal: new AbortController().signal });
          // VictoriaMetrics lists the series of topk by their values.
          const inOrder = whole.series.toSorted((a, b) => (JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1));
          assert.deepEqual(await look(window, { query }), { ...whole, series: inOrder });
        }
        assert.deepEqual(counted, { whole: 1, part: 9, shared: 0, changed: 0 });
      });
    }
  });
}
