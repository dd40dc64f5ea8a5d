import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { renderQuery } from '../../../src/analysis/queries/render-query.ts';
import type { SourceError } from '../../../src/errors.ts';
import { secret } from '../../../src/model/secret.ts';
import type { TimeSeries } from '../../../src/model/time-series.ts';
import { missing } from '../../support/debian.ts';
import { startInfluxd } from '../../support/influxd.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { influxqlFor, never } from './source-options.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const at = (seconds: number): number => T0 + seconds * 1000;
/** Evaluation times 09:01 to 09:04: data from 09:00 to before 09:04. */
const window = { startMs: at(60), endMs: at(300), stepMs: 60_000 };
const TIMES = `time >= '${new Date(T0).toISOString()}' AND time < '${new Date(at(240)).toISOString()}'`;
const auth = { kind: 'basic', username: 'reader', password: secret('pass-word') } as const;

const HOSTILE = ['plain', 'a.b', 'axb', "a'b", 'a"b', 'a\\b', 'a\\', '\\/', '/', '.*', "' OR 1=1 --", '${step}', 'ä€😀', 'a,b c=d'];
const tagValue = (value: string): string => value.replace(/[,= ]/g, '\\$&');
const LINES = [
  // One point before the window, points on both edges of the first step, a gap in the third step, a point at the end.
  ...[
    [-1, 100],
    [0, 1],
    [30, 2],
    [59.999, 3],
    [60, 10],
    [180, 20],
    [240, 100],
  ].map(([s, v]) => `load,version=v1 value=${v} ${at(s!)}`),
  ...['0.1', '+Inf'].flatMap((le, i) => [0, 60, 120, 180].map((s) => `bucket,version=v1,le=${le} count=${i + 1}i ${at(s)}`)),
  ...[-60, 0, 60, 180, 239].map((s, i) => `requests,version=v1 total=${[100, 107, 3, 8, 9][i]} ${at(s)}`),
  `state,version=v1 text="up",flag=true ${at(0)}`,
  // A backslash at the end of a tag cannot be written in line protocol.
  ...HOSTILE.filter((value) => !value.endsWith('\\')).map((value, i) => `hostile,v=${tagValue(value)} n=${i} ${at(0)}`),
];

describe('InfluxQL on a real InfluxDB 1', { skip: missing('influxdb') }, () => {
  let server: RunningServer;
  before(async () => {
    server = await startInfluxd({
      database: 'shop',
      lines: LINES.join('\n'),
      admin: { username: auth.username, password: auth.password.reveal() },
      http: 'max-row-limit = 100',
    });
  });
  after(() => server?.stop());

  const ask = async (query: string): Promise<readonly TimeSeries[]> =>
    (await influxqlFor(server.url, { auth }).query({ query, window, signal: never })).series;
  const shown = (series: readonly TimeSeries[]): [object, number[]][] => series.map(({ labels, values }) => [labels, [...values]]);

  it('a bucket from 09:00 to before 09:01 is the value at 09:01; a step without points is a gap', async () => {
    const series = await ask(`SELECT mean(value) FROM load WHERE ${TIMES} GROUP BY time(60s)`);
    assert.deepEqual(shown(series), [[{}, [2, 10, NaN, 20]]]);
    assert.deepEqual([series[0]!.startMs, series[0]!.stepMs], [window.startMs, window.stepMs]);
  });

  const answers: readonly { readonly name: string; readonly query: string; readonly series: [object, number[]][] }[] = [
    {
      name: 'fill(none) leaves the same gap',
      query: `SELECT mean(value) FROM load WHERE ${TIMES} GROUP BY time(60s) fill(none)`,
      series: [[{}, [2, 10, NaN, 20]]],
    },
    { name: 'integers', query: `SELECT count(value) FROM load WHERE ${TIMES} GROUP BY time(60s)`, series: [[{}, [3, 1, 0, 1]]] },
    {
      name: 'a count without fill(none) is 0 where nothing was written, with it a gap',
      query: `SELECT count(value) FROM load WHERE ${TIMES} GROUP BY time(60s) fill(none)`,
      series: [[{}, [3, 1, NaN, 1]]],
    },
    {
      name: 'a counter that was reset, from the step before the first one on',
      query: `SELECT non_negative_difference(last(total)) FROM requests WHERE ${TIMES} GROUP BY time(60s)`,
      series: [[{}, [7, NaN, NaN, 6]]],
    },
    {
      name: 'tags are labels',
      query: `SELECT sum(count) FROM bucket WHERE ${TIMES} GROUP BY time(60s), le`,
      series: [
        [{ le: '+Inf' }, [2, 2, 2, 2]],
        [{ le: '0.1' }, [1, 1, 1, 1]],
      ],
    },
    {
      name: 'columns are told apart by the label field',
      query: `SELECT min(value), max(value) FROM load WHERE ${TIMES} GROUP BY time(60s)`,
      series: [
        [{ field: 'min' }, [1, 10, NaN, 20]],
        [{ field: 'max' }, [3, 10, NaN, 20]],
      ],
    },
    { name: 'nothing', query: `SELECT mean(value) FROM none WHERE ${TIMES} GROUP BY time(60s)`, series: [] },
    { name: 'single points in their steps', query: `SELECT count FROM bucket WHERE ${TIMES} AND le = '0.1'`, series: [[{}, [1, 1, 1, 1]]] },
  ];
  for (const { name, query, series } of answers) it(name, async () => assert.deepEqual(shown(await ask(query)), series));

  const refusals: readonly { readonly name: string; readonly query: string; readonly message: RegExp }[] = [
    {
      name: 'two points in a step',
      query: `SELECT value FROM load WHERE ${TIMES}`,
      message: /two points of \{\} within the step of 2026-03-02T09:00:30\.000Z; group by time\(\$\{step\}\)/,
    },
    {
      name: 'a point beside the window',
      query: 'SELECT mean(value) FROM load GROUP BY time(60s) fill(none)',
      message: /at 2026-03-02T08:59:00\.000Z belongs to no step/,
    },
    {
      name: 'text',
      query: `SELECT last(text) FROM state WHERE ${TIMES} GROUP BY time(60s)`,
      message: /"last" at \d+ is "up", not a number/,
    },
    { name: 'a boolean', query: `SELECT last(flag) FROM state WHERE ${TIMES} GROUP BY time(60s)`, message: /is true, not a number/ },
    { name: 'a query that does not parse', query: 'SELECT FRO', message: /HTTP 400, error parsing query: found EOF/ },
    { name: 'two statements', query: 'SELECT a FROM b; SELECT a FROM b', message: /2 results, where one statement was asked/ },
    {
      name: 'a retention policy that is none',
      query: 'SELECT a FROM "none"."load"',
      message: /HTTP 200, retention policy not found: none/,
    },
    { name: 'what is no data', query: 'SHOW MEASUREMENTS', message: /the columns \["name"\] have no time/ },
    {
      name: 'two measurements with one name of a series',
      query: `SELECT mean(value), mean(count) FROM load, bucket WHERE ${TIMES} GROUP BY time(60s)`,
      message: /the series .* twice/,
    },
    {
      name: 'a reply cut at max-row-limit',
      query: `SELECT mean(value) FROM load WHERE ${TIMES} GROUP BY time(1s)`,
      message: /cut at the server's max-row-limit/,
    },
  ];
  for (const { name, query, message } of refusals)
    it(`refuses ${name}`, () =>
      assert.rejects(
        ask(query),
        (error: SourceError) => error.code === 'SOURCE_FAILED' && !error.retryable && message.test(error.message),
      ));

  it('wrong credentials are refused, and not shown', () =>
    assert.rejects(influxqlFor(server.url, { auth: { ...auth, password: secret('wrong-word') }, retries: 2 }).check(never), {
      message: 'metrics: HTTP 401, authorization failed',
    }));
  it('a database that is none is found by the check', () =>
    assert.rejects(influxqlFor(server.url, { auth, database: 'none' }).check(never), /database not found: none/));
  it('the check of a good one', () => influxqlFor(server.url, { auth }).check(never));

  const written = HOSTILE.filter((value) => !value.endsWith('\\'));
  for (const [name, scope] of Object.entries({
    'a string': `v = '\${version}'`,
    'a regular expression': 'v =~ /^${version}$/',
    'not a string': `v != '\${version}'`,
  })) {
    it(`${name} of a hostile value selects what has it, and nothing else`, async () => {
      for (const version of HOSTILE) {
        const context = {
          scope,
          variables: { version: { pattern: '.*' } },
          values: { version },
          stepMs: 60_000,
          windowMs: 60_000,
          startMs: T0,
          stopMs: at(240),
        };
        const template = 'SELECT sum(n) FROM hostile WHERE ${scope} AND time >= ${start} AND time < ${stop} GROUP BY time(${step}), v';
        const found = (await ask(renderQuery(template, context, 'influxql'))).map(({ labels }) => labels.v);
        const expected = written.filter((value) => (value === version) !== scope.includes('!='));
        assert.deepEqual(found.sort(), expected.sort(), JSON.stringify(version));
      }
    });
  }
});
