import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { MetricSource } from '../../../src/analysis/ports/metric-source.ts';
import { SourceError } from '../../../src/errors.ts';
import type { TimeWindow } from '../../../src/model/time-series.ts';
import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { openMetrics, prometheusText, type SampleSeries } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { startVictoriaMetrics } from '../../support/victoria-metrics.ts';
import { never, sourceFor } from './source-options.ts';

const MINUTE = 60_000;
const T0 = 1_760_000_040_000; // a whole minute; in the past, as blocks must be
const LONG = 25_000;

const at = (minute: number): number => T0 + minute * MINUTE;
const gauge = (name: string, labels: Record<string, string>, samples: SampleSeries['samples']): SampleSeries => ({
  name,
  type: 'gauge',
  labels,
  samples,
});
const SERIES: readonly SampleSeries[] = [
  gauge(
    'latency',
    { version: 'a"b\\c', side: 'control' },
    [0, 1, 2, 3].map((minute) => [at(minute), minute + 0.5] as const),
  ),
  gauge(
    'latency',
    { version: 'ü', side: 'candidate' },
    [0, 1, 2, 3].map((minute) => [at(minute), -minute - 1] as const),
  ),
  // Ends after minute 1 and begins again at minute 30: longer than the five minutes a sample stands in for later ones.
  gauge('pausing', {}, [...[0, 1].map((minute) => [at(minute), 1] as const), ...[30, 31].map((minute) => [at(minute), 2] as const)]),
  gauge('numerator', {}, [
    [at(0), 1],
    [at(1), -1],
    [at(2), 0],
  ]),
  gauge('digits', {}, [[at(0), 0.1 + 0.2]]),
  gauge(
    'zero',
    {},
    [0, 1, 2, 3].map((minute) => [at(minute), 0] as const),
  ),
  gauge(
    'long',
    {},
    Array.from({ length: LONG }, (_, second) => [T0 + second * 1000, second] as const),
  ),
];
const window = (minutes: number): TimeWindow => ({ startMs: T0, endMs: at(minutes), stepMs: MINUTE });

const SERVERS = [
  {
    name: 'Prometheus',
    skip: missing('prometheus'),
    start: () => startPrometheus({ blocks: openMetrics(SERIES) }),
    parseError: /HTTP 400, bad_data: .*parse error: unclosed left parenthesis/,
    digits: 0.30000000000000004,
  },
  {
    name: 'VictoriaMetrics',
    skip: missing('victoria-metrics'),
    start: () => startVictoriaMetrics({ samples: prometheusText(SERIES) }),
    parseError: /HTTP 422, 422: .*argList: unexpected token/,
    digits: 0.3, // it stores decimals of 15 digits or so, by its own documentation
  },
] as const;

for (const { name, skip, start, parseError, digits } of SERVERS) {
  describe(`a real ${name}`, { skip }, () => {
    let server: RunningServer;
    let source: MetricSource;
    before(async () => {
      server = await start();
      source = sourceFor(server.url);
    });
    after(() => server.stop());
    const one = async (query: string, of: TimeWindow): Promise<number[]> => {
      const { series, warnings } = await source.query({ query, window: of, signal: never });
      assert.equal(series.length, 1);
      assert.deepEqual(warnings, []);
      return [...series[0]!.values];
    };

    it('answers every series with its labels, on the grid, the end left out', async () => {
      const { series } = await source.query({ query: 'latency', window: window(3), signal: never });
      const byVersion = Object.fromEntries(series.map((found) => [found.labels.version, found]));
      assert.deepEqual(Object.keys(byVersion).sort(), ['a"b\\c', 'ü']);
      assert.deepEqual([...byVersion['a"b\\c']!.values], [0.5, 1.5, 2.5]);
      assert.deepEqual([...byVersion.ü!.values], [-1, -2, -3]);
      assert.deepEqual({ startMs: byVersion.ü!.startMs, stepMs: byVersion.ü!.stepMs }, { startMs: T0, stepMs: MINUTE });
    });

    it('leaves a gap where there is no sample', async () => {
      const values = await one('pausing', window(32));
      assert.deepEqual([values[0], values[1], values[20], values[29], values[30], values[31]], [1, 1, NaN, NaN, 2, 2]);
    });

    it('keeps infinities; what is not a number is a gap', async () => {
      // IEEE 754: 1/0, -1/0, 0/0
      assert.deepEqual(await one('numerator / on() zero', window(3)), [Infinity, -Infinity, NaN]);
    });

    it('keeps every digit the server has', async () => {
      assert.deepEqual(await one('digits', window(1)), [digits]);
    });

    it('answers nothing when nothing matches', async () => {
      assert.deepEqual((await source.query({ query: 'unheard_of', window: window(3), signal: never })).series, []);
    });

    it('joins the parts of a window longer than one request may ask for', async () => {
      const values = await one('long', { startMs: T0, endMs: T0 + LONG * 1000, stepMs: 1000 });
      assert.deepEqual(
        values,
        Array.from({ length: LONG }, (_, second) => second),
      );
    });

    it('keeps to the times asked for, whatever step and phase', async () => {
      const values = await one('long', { startMs: T0 + 137, endMs: T0 + 137 + 7_770 * 60, stepMs: 7_770 });
      assert.deepEqual(
        values,
        Array.from({ length: 60 }, (_, index) => Math.floor((137 + index * 7_770) / 1000)),
      );
    });

    it('says what is wrong with a query', async () => {
      await assert.rejects(source.query({ query: 'sum(latency', window: window(3), signal: never }), (error) => {
        assert.ok(error instanceof SourceError);
        assert.match(error.message, parseError);
        assert.equal(error.retryable, false);
        return true;
      });
    });

    it('passes the check', () => source.check(never));

    it('fails while the server is down, and answers when it is back', async () => {
      await server.kill();
      await assert.rejects(source.check(never), /ECONNREFUSED|ECONNRESET/);
      await server.restart();
      await source.check(never);
    });
  });
}
