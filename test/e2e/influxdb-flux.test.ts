import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { seeded } from '../support/random.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE } from './shop.ts';

const START = Date.UTC(2026, 2, 2, 9);
const TOKEN = 'api-token-of-the-shop';
/** Mean latency of each minute from the start on; v3 is 20 % slower. */
const LATENCY = Object.fromEntries(
  Object.entries({ v1: 0.1, v2: 0.1, v3: 0.12 }).map(([version, mean], i) => {
    const random = seeded(i + 1);
    return [version, Array.from({ length: 150 }, () => mean * Math.exp(0.03 * random.normal()))];
  }),
);

/** What an InfluxDB 2 answers to the one query of this test, by its own words: no real one is at hand. */
function answer(query: string): string {
  const [, start, stop, version] = /range\(start: (\S+), stop: (\S+)\).*r\.version == "(v\d)".*every: 60s/s.exec(query)!;
  const steps = Math.round((Date.parse(stop!) - Date.parse(start!)) / MINUTE);
  const rows = Array.from({ length: steps }, (_, i) => {
    const endMs = Date.parse(start!) + (i + 1) * MINUTE;
    const value = LATENCY[version!]![Math.round((endMs - START) / MINUTE) - 1];
    return `,,0,${start},${stop},${new Date(endMs).toISOString()},${value ?? ''}`;
  });
  const head = [
    '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double',
    '#group,false,false,true,true,false,false',
    '#default,_result,,,,,',
    ',result,table,_start,_stop,_time,_value',
  ];
  return [...head, ...rows, '', ''].join('\r\n');
}

const query = `from(bucket: "shop")
  |> range(start: \${start}, stop: \${stop})
  |> filter(fn: (r) => r._measurement == "latency" and \${scope})
  |> aggregateWindow(every: \${step}, fn: mean)`;
const config = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'shop' },
  spec: {
    source: 'influx',
    variables: { version: {} },
    scopes: { control: 'r.version == "${version}"', candidate: 'r.version == "${version}"' },
    window: { step: '60s', delay: '15s' },
    interval: '2m',
    duration: { min: '30m', max: '2h' },
    metrics: [{ name: 'latency', kind: 'gauge', direction: 'increase', query, tolerance: { ratio: 0.05 } }],
  },
};

describe('candidates of a shop, measured by what answers Flux as InfluxDB 2 does', () => {
  let influx: HttpServer;
  let program: Program;
  let isLimited = false;
  const user = userFolder([config]);
  const analyses: Record<string, string> = {};
  before(async () => {
    influx = await startHttpServer(({ path, headers, body }, response) => {
      if (headers.authorization !== `Token ${TOKEN}`) return void response.writeHead(401).end('{"code":"unauthorized","message":"no"}');
      if (isLimited) return void response.writeHead(429, { 'retry-after': '1' }).end('{"code":"too many requests","message":"later"}');
      assert.equal(path, '/api/v2/query?org=shop');
      response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' }).end(answer((JSON.parse(body) as { query: string }).query));
    });
    writeFileSync(
      user.place('settings.yaml'),
      `sources: {influx: {type: influxdb, version: 2, url: "${influx.url}", org: shop, retries: 0, auth: {token: {tokenEnv: INFLUX_TOKEN}}}}`,
    );
    const environment = { SERINUS_SETTINGS: user.place('settings.yaml'), INFLUX_TOKEN: TOKEN };
    program = await startProgram({ environment, folder: user.folder, nowMs: START });
    for (const version of ['v2', 'v3']) analyses[version] = await program.api.start('shop', version, START);
  });
  after(async () => {
    await program?.stop();
    await influx?.close();
    user.remove();
  });

  it('while it has no room for requests the verdict is continue', async () => {
    isLimited = true;
    await program.moveTo(START + 4 * MINUTE);
    isLimited = false;
    for (const id of Object.values(analyses)) {
      const { verdict, metrics } = await program.api.verdict(id);
      assert.equal(verdict, 'continue');
      assert.match(metrics[0].reason, /influx: HTTP 429, too many requests: later/);
    }
  });

  it('the healthy one is promoted, the slow one rolled back', async () => {
    await program.moveTo(START + 120 * MINUTE);
    assert.equal((await program.api.verdict(analyses.v2!)).verdict, 'promote');
    assert.equal((await program.api.verdict(analyses.v3!)).verdict, 'rollback');
  });
});
