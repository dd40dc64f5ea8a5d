import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { histogramSide } from '../../../src/judging/histogram-side.ts';
import type { TimeSeries } from '../../../src/model/time-series.ts';
import { commonBounds } from '../../../src/stats/histogram-bounds.ts';
import { histogramQuantile } from '../../../src/stats/histogram-quantile.ts';
import { assertClose } from '../../support/assert-close.ts';
import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { type NativeSample, type NativeSampleSeries, remoteWrite } from '../../support/remote-write.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { never, sourceFor } from './source-options.ts';

/* A Prometheus with native histograms (2.42 has them as a feature) that got them by remote write. */

const MINUTE = 60_000;
const T0 = 1_760_000_040_000;
const EVERY = MINUTE / 2;

/** A counter that grows by the same events every half minute, from T0 to six minutes after it. */
function growing(
  labels: Record<string, string>,
  schema: number,
  events: ReadonlyMap<number, number>,
  negative = new Map<number, number>(),
) {
  const times = (counts: ReadonlyMap<number, number>, n: number) => new Map([...counts].map(([index, count]) => [index, n * count]));
  const samples = Array.from({ length: 13 }, (_, i): readonly [number, NativeSample] => [
    T0 + i * EVERY,
    { schema, zeroThreshold: 0.001, zeroCount: i + 1, positive: times(events, i + 1), negative: times(negative, i + 1) },
  ]);
  return { labels: { __name__: 'latency', ...labels }, samples };
}

// Resolution 3 has eight buckets a power of two: index 8 ends at 2, index 9 at 2^(9/8). Resolution 1 has two: index 3 ends at 2^1.5.
const SERIES: readonly NativeSampleSeries[] = [
  growing(
    { version: 'v1', pod: 'a' },
    3,
    new Map([
      [1, 10],
      [8, 20],
      [9, 30],
    ]),
  ),
  growing({ version: 'v2', pod: 'b' }, 3, new Map([[9, 40]])),
  growing(
    { version: 'v2', pod: 'c' },
    1,
    new Map([
      [3, 50],
      [6, 5],
    ]),
  ),
  growing({ version: 'v3', pod: 'd' }, 0, new Map([[1, 1]]), new Map([[2, 7]])),
];
const window = { startMs: T0 + 2 * MINUTE, endMs: T0 + 6 * MINUTE, stepMs: MINUTE };

describe('native histograms of a real Prometheus', { skip: missing('prometheus') }, () => {
  let server: RunningServer;
  before(async () => {
    server = await startPrometheus({ flags: ['--web.enable-remote-write-receiver', '--enable-feature=native-histograms'] });
    await remoteWrite(server.url, SERIES);
  });
  after(() => server.stop());
  const ask = async (query: string): Promise<readonly TimeSeries[]> =>
    (await sourceFor(server.url).query({ query, window, signal: never, kind: 'histogram' })).series;
  const events = (found: readonly TimeSeries[], step: number) =>
    new Map(found.map(({ labels, values }) => [labels.le, values[step]!] as const));

  it('increase() a step, exactly', async () => {
    const found = await ask('sum(increase(latency{version="v1"}[1m]))');
    const atTwo = events(found, 1);
    // Two samples a minute: twice what one adds.
    assert.equal(atTwo.get('0.001'), 2);
    assert.equal(atTwo.get('1'), 2);
    assert.equal(atTwo.get(String(2 ** 0.125)), 22);
    assert.equal(atTwo.get(String(2 ** 0.875)), 22);
    assert.equal(atTwo.get('2'), 62);
    assert.equal(atTwo.get(String(2 ** 1.125)), 122);
    assert.equal(atTwo.get('+Inf'), 122);
  });

  it('of pods with different resolutions, added up here as they would be there', async () => {
    const there = events(await ask('sum(increase(latency{version="v2"}[1m]))'), 0);
    const apart = await ask('increase(latency{version="v2"}[1m])');
    const metric = { name: 'latency', kind: 'histogram', parts: { buckets: '' } } as never;
    const bounds = Float64Array.from(new Set(apart.map(({ labels }) => (labels.le === '+Inf' ? Infinity : Number(labels.le))))).sort();
    const here = histogramSide(metric, apart, bounds, 4);
    let sum = 0;
    bounds.forEach((bound, b) => {
      sum += here.counts[b]![0]!;
      const expected = there.get(bound === Infinity ? '+Inf' : String(bound));
      if (expected !== undefined) assert.equal(sum, expected, `up to ${bound}`);
    });
    assert.equal(sum, 2 * (1 + 40 + 1 + 50 + 5));
  });

  it('sides of different resolutions share the bounds of the coarser one, and their medians', async () => {
    const side = async (version: string) => {
      const found = await ask(`sum(increase(latency{version="${version}"}[1m]))`);
      const bounds = Float64Array.from(found, ({ labels }) => (labels.le === '+Inf' ? Infinity : Number(labels.le)));
      return histogramSide({ name: 'latency', kind: 'histogram', parts: { buckets: '' } } as never, found, bounds, 4);
    };
    const [control, candidate] = [await side('v1'), await side('v2')];
    const shared = commonBounds(control.bounds, candidate.bounds);
    for (const bound of [1, 2 ** 0.5, 2, 2 ** 1.5, 4, 8]) assert.ok(shared.includes(bound), `${bound} of ${shared}`);
    // Half of v2's 194 events is rank 97, of which 2 are in the zero bucket and the other 182 up to 2^1.5 from 2 on.
    const counts = candidate.counts.map((values) => values[0]!);
    const expected = 2 + ((97 - 4) / 180) * (2 ** 1.5 - 2);
    assertClose(histogramQuantile(candidate.bounds, counts, 0.5).value, expected, 1e-12);
  });

  it('with negative events', async () => {
    const found = events(await ask('increase(latency{version="v3"}[1m])'), 3);
    assert.deepEqual(
      ['-4', '-2', '-0.001', '0.001', '1', '2', '+Inf'].map((le) => found.get(le)),
      [0, 14, 14, 16, 16, 18, 18],
    );
  });

  it('are refused to a gauge, which a quantile of them can be', async () => {
    const request = { window, signal: never, kind: 'gauge' as const };
    await assert.rejects(sourceFor(server.url).query({ ...request, query: 'latency' }), /"latency" answers native histograms/);
    const { series } = await sourceFor(server.url).query({ ...request, query: 'histogram_quantile(0.9, rate(latency{version="v1"}[1m]))' });
    assert.ok(series[0]!.values.every((value) => value > 2 && value < 2 ** 1.125));
  });
});
