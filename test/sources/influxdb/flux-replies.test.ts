import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { SourceReply } from '../../../src/analysis/ports/metric-source.ts';
import { SourceError } from '../../../src/errors.ts';
import { secret } from '../../../src/model/secret.ts';
import type { FluxSourceOptions } from '../../../src/sources/influxdb/options.ts';
import { type ReceivedRequest, startHttpServer } from '../../support/http-server.ts';
import { fluxFor, never } from './source-options.ts';

const recorded = (name: string): string => readFileSync(`fixtures/influxdb/${name}.csv`, 'utf8');
const T0 = Date.UTC(2026, 2, 2, 9);
/** Evaluation times 09:01 to 09:04. */
const window = { startMs: T0 + 60_000, endMs: T0 + 300_000, stepMs: 60_000 };
const CSV = { 'content-type': 'text/csv; charset=utf-8' };

async function answered(
  body: string | Buffer,
  { headers = CSV, options = {} }: { readonly headers?: Record<string, string>; readonly options?: Partial<FluxSourceOptions> } = {},
): Promise<{ readonly reply: SourceReply; readonly requests: readonly ReceivedRequest[] }> {
  const server = await startHttpServer((_, response) => void response.writeHead(200, headers).end(body));
  try {
    const reply = await fluxFor(`${server.url}/prefix/`, options).query({ query: 'from(bucket: "b")', window, signal: never });
    return { reply, requests: server.requests };
  } finally {
    await server.close();
  }
}
const shown = ({ series }: SourceReply): [object, number[]][] => series.map(({ labels, values }) => [labels, [...values]]);

describe('replies of InfluxDB 2', () => {
  it('a table is a series: stamped by the end of the step, labelled by its group key, in any order of time', async () => {
    const { reply } = await answered(recorded('flux-two-versions'));
    const labels = { _field: 'seconds', _measurement: 'latency', app: 'shop' };
    assert.deepEqual(shown(reply), [
      [{ ...labels, version: 'v1' }, [0.25, NaN, Infinity, 1e-5]],
      [{ ...labels, version: 'v2,"b' }, [NaN, NaN, 2, 3]],
    ]);
    assert.deepEqual(reply.warnings, []);
  });

  it('integers, and tables with headers of their own', async () => {
    const { reply } = await answered(recorded('flux-kept-columns'));
    assert.deepEqual(shown(reply), [
      [{ le: '0.1' }, [5, 6, NaN, NaN]],
      [{ le: '+Inf' }, [2 ** 64, NaN, NaN, NaN]],
    ]);
  });

  it('gzip', async () => {
    const packed = await answered(gzipSync(recorded('flux-two-versions')), { headers: { ...CSV, 'content-encoding': 'gzip' } });
    assert.deepEqual(shown(packed.reply), shown((await answered(recorded('flux-two-versions'))).reply));
  });

  for (const empty of ['', '\r\n'])
    it(`nothing: ${JSON.stringify(empty)}`, async () => assert.deepEqual(shown((await answered(empty)).reply), []));

  it('the request: organization, query, annotations, token', async () => {
    const { requests } = await answered('', { options: { auth: { kind: 'token', token: secret('to-ken') }, headers: { 'X-Team': 'a' } } });
    const [{ method, path, headers, body }, ...others] = requests as [ReceivedRequest];
    assert.deepEqual([others.length, method, path], [0, 'POST', '/prefix/api/v2/query?org=my%20shop']);
    assert.deepEqual([headers.authorization, headers['x-team'], headers['accept-encoding']], ['Token to-ken', 'a', 'gzip']);
    const { query, type, dialect } = JSON.parse(body) as Record<string, unknown> & { dialect: object };
    assert.deepEqual([query, type], ['from(bucket: "b")', 'flux']);
    assert.deepEqual((dialect as { annotations: string[] }).annotations, ['datatype', 'group', 'default']);
  });

  const row = (time: string, value: string, more = ''): string => `,,0,${time},${value}${more}\r\n`;
  const table = (rows: string, { type = 'double', value = '_value' } = {}): string =>
    `#datatype,string,long,dateTime:RFC3339,${type}\r\n#group,false,false,false,false\r\n#default,_result,,,\r\n,result,table,_time,${value}\r\n${rows}\r\n`;
  const refusals: readonly {
    readonly name: string;
    readonly body: string;
    readonly message: RegExp;
    readonly headers?: Record<string, string>;
  }[] = [
    {
      name: 'an error between the rows',
      body: recorded('flux-error-within'),
      message: /the server broke off: failed to read: engine: context deadline exceeded/,
    },
    {
      name: 'a time between two steps',
      body: table(row('2026-03-02T09:01:30Z', '1')),
      message: /at 2026-03-02T09:01:30\.000Z belongs to no step .*aggregateWindow/,
    },
    {
      name: 'a step stamped by its start',
      body: table(row('2026-03-02T09:00:00Z', '1')),
      message: /at 2026-03-02T09:00:00\.000Z belongs to no step .*stamped by the end/,
    },
    {
      name: 'two points of a step',
      body: table(row('2026-03-02T09:01:00Z', '1').repeat(2)),
      message: /two points of \{\} within the step/,
    },
    {
      name: 'a series twice',
      body: table(row('2026-03-02T09:01:00Z', '1')) + table(row('2026-03-02T09:02:00Z', '1')),
      message: /the series \[\] twice/,
    },
    {
      name: 'text',
      body: table(row('2026-03-02T09:01:00Z', 'up'), { type: 'string' }),
      message: /the columns result, table, _time, _value are not/,
    },
    {
      name: 'another column',
      body: table(row('2026-03-02T09:01:00Z', '1'), { value: 'mean' }),
      message: /the columns result, table, _time, mean are not/,
    },
    { name: 'no annotations', body: `,result,table,_time,_value\r\n${row('2026-03-02T09:01:00Z', '1')}`, message: /with annotations/ },
    { name: 'a row too long', body: table(row('2026-03-02T09:01:00Z', '1', ',2')), message: /a row has 5 columns, not 4/ },
    { name: 'no number', body: table(row('2026-03-02T09:01:00Z', '1x')), message: /1x at 2026-03-02T09:01:00Z is not a number at a time/ },
    { name: 'no time', body: table(row('now', '1')), message: /1 at now is not a number at a time/ },
    {
      name: 'a login page',
      body: '<html>log in</html>\n',
      headers: { 'content-type': 'text/html' },
      message: /HTTP 200, not annotated CSV: <html>log in/,
    },
  ];
  for (const { name, body, message, headers = CSV } of refusals)
    it(`refuses ${name}`, () =>
      assert.rejects(answered(body, { headers }), (error: unknown) => {
        assert.ok(error instanceof SourceError && !error.retryable);
        assert.match(error.message, message);
        return true;
      }));

  it('refuses what breaks off within a line, and asks again', async () => {
    const whole = recorded('flux-two-versions');
    let asked = 0;
    const server = await startHttpServer(
      (_, response) => void response.writeHead(200, CSV).end(asked++ === 0 ? whole.slice(0, -20) : whole),
    );
    const request = { query: 'q', window, signal: never };
    await assert.rejects(fluxFor(server.url).query(request), { message: 'metrics: the reply breaks off within a line', retryable: true });
    assert.equal((await fluxFor(server.url, { retries: 1 }).query(request)).series.length, 2);
    await server.close();
  });

  it('refuses more series than maxPoints allows', () =>
    assert.rejects(
      answered(recorded('flux-two-versions'), { options: { maxPoints: 7 } }),
      /2 series of 4 points are more than maxPoints 7/,
    ));
});

const { INFLUX_URL, INFLUX_TOKEN = '', INFLUX_ORG = '', INFLUX_BUCKET = '' } = process.env;
describe('a real InfluxDB 2', { skip: INFLUX_URL === undefined && 'INFLUX_URL names none' }, () => {
  it('answers what was written', async () => {
    const url = INFLUX_URL!.replace(/\/+$/, '');
    const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
    const lines = [0, 30, 120].map((s, i) => `serinus_test,v=a\\ "${'$'}{x} value=${i + 1} ${startMs + s * 1000}`).join('\n');
    const params = new URLSearchParams({ org: INFLUX_ORG, bucket: INFLUX_BUCKET, precision: 'ms' });
    const written = await fetch(`${url}/api/v2/write?${params}`, {
      method: 'POST',
      headers: { Authorization: `Token ${INFLUX_TOKEN}` },
      body: lines,
    });
    assert.equal(written.status, 204, await written.text());
    const { renderQuery } = await import('../../../src/analysis/queries/render-query.ts');
    const query = renderQuery(
      `from(bucket: ${JSON.stringify(INFLUX_BUCKET)}) |> range(start: \${start}, stop: \${stop}) |> filter(fn: (r) => r._measurement == "serinus_test" and \${scope}) |> aggregateWindow(every: \${step}, fn: sum)`,
      {
        ...{ scope: 'r.v == "${v}"', variables: { v: { pattern: '.*' } }, values: { v: 'a "${x}' } },
        ...{ stepMs: 60_000, windowMs: 60_000, startMs, stopMs: startMs + 240_000 },
      },
      'flux',
    );
    const source = fluxFor(url, { org: INFLUX_ORG, auth: { kind: 'token', token: secret(INFLUX_TOKEN) } });
    await source.check(never);
    const { series } = await source.query({
      query,
      window: { startMs: startMs + 60_000, endMs: startMs + 300_000, stepMs: 60_000 },
      signal: never,
    });
    assert.deepEqual(
      series.map(({ values }) => [...values]),
      [[3, NaN, 3, NaN]],
    );
  });
});
