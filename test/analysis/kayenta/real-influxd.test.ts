import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fetchMetricSetPairs } from '../../../src/analysis/kayenta/fetch-metric-set-pairs.ts';
import { netflixJudge } from '../../../src/kayenta/netflix-judge.ts';
import { parseAdHocConfig } from '../../../src/kayenta/parse-canary-config.ts';
import { parseCanaryScopes } from '../../../src/kayenta/parse-canary-scopes.ts';
import { influxqlSource } from '../../../src/sources/influxdb/influxql-source.ts';
import { missing } from '../../support/debian.ts';
import { startInfluxd } from '../../support/influxd.ts';
import { seeded } from '../../support/random.ts';
import type { RunningServer } from '../../support/server-process.ts';

const MINUTE = 60_000;
const MINUTES = 60;
const T0 = 1_760_000_040_000; // a whole minute

/** A point a minute of two hosts, of the second 30 % slower and with three minutes missing. */
function lines(): string {
  const random = seeded(9);
  return ["it's-old", 'new']
    .flatMap((server, k) =>
      Array.from({ length: MINUTES }, (_, i) =>
        k === 1 && i >= 10 && i < 13
          ? ''
          : `latency,server=${server} mean=${(100 + 30 * k + random.normal()).toFixed(3)},p99=${(200 + random.normal()).toFixed(3)} ${T0 + i * MINUTE}`,
      ),
    )
    .join('\n');
}

describe("a Kayenta's config on a real InfluxDB", { skip: missing('influxdb') }, () => {
  let server: RunningServer;
  before(async () => {
    server = await startInfluxd({ database: 'shop', lines: lines() });
  });
  after(() => server?.stop());

  const canaryConfig = parseAdHocConfig({
    metrics: [
      { name: 'fields', scopeName: 'default', groups: ['a'], query: { type: 'influxdb', metricName: 'latency', fields: ['mean', 'p99'] } },
      {
        name: 'template',
        scopeName: 'default',
        groups: ['a'],
        query: {
          type: 'influxdb',
          customInlineTemplate: 'SELECT mean("mean") FROM latency WHERE ${scope} AND ${timeFilter} GROUP BY time(${step})',
        },
      },
    ],
  });
  const side = (scope: string, lateMs = 0) => ({
    scope,
    start: new Date(T0 + lateMs).toISOString(),
    end: new Date(T0 + lateMs + 30 * MINUTE).toISOString(),
    step: 60,
  });
  const fetch = (candidate: string, lateMs?: number) =>
    fetchMetricSetPairs({
      canaryConfig,
      scopes: parseCanaryScopes({ default: { controlScope: side("server:it's-old", lateMs), experimentScope: side(candidate, lateMs) } }),
      sourceOf: () =>
        influxqlSource(
          {
            name: 'influx',
            version: 1,
            url: new URL(server.url),
            database: 'shop',
            timeoutMs: 10_000,
            maxConcurrent: 4,
            retries: 0,
            maxPoints: 100_000,
          },
          { now: Date.now, random: () => 0.5, sleep: async () => {} },
        ),
      newId: () => 'id',
      signal: new AbortController().signal,
    });

  it('gives a pair for each field, gaps in their place', async () => {
    const pairs = await fetch('server:new');
    assert.deepEqual(
      pairs.map(({ name, tags, values }) => [
        name,
        tags,
        values.control.length,
        values.experiment.flatMap((value, i) => (Number.isNaN(value) ? [i] : [])),
      ]),
      [
        ['fields', { field: 'mean' }, 30, [10, 11, 12]],
        ['fields', { field: 'p99' }, 30, [10, 11, 12]],
        ['template', {}, 30, [10, 11, 12]],
      ],
    );
    // A bucket of one point has that point's value.
    assert.deepEqual(pairs[2]!.values, pairs[0]!.values);
    const { results } = netflixJudge({ canaryConfig, scoreThresholds: { pass: 95, marginal: 75 }, metricSetPairList: pairs });
    assert.deepEqual(
      results.map(({ classification }) => classification),
      ['High', 'Pass', 'High'],
    );
  });

  it('of a time that begins within a step has the buckets around it', async () => {
    const pairs = await fetch('server:new', 20_000);
    assert.deepEqual(
      pairs.map(({ values, scopes }) => [values.control.length, scopes!.control!.startTimeMillis]),
      [31, 31, 31].map((steps) => [steps, T0]),
    );
    // The raw point of the first minute is before the start; the bucket begins with it and has no other.
    assert.deepEqual(
      pairs.map(({ values }) => values.control.findIndex((value) => !Number.isNaN(value))),
      [1, 1, 1],
    );
  });

  it('finds nothing for a scope that would be code', async () => {
    const pairs = await fetch("server:x' OR 'a'='a");
    assert.ok(pairs.every(({ values }) => values.experiment.every(Number.isNaN)));
  });
});
