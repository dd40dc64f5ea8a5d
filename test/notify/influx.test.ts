import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { LookNumbers } from '../../src/analysis/outbox/look-numbers.ts';
import { secret } from '../../src/model/secret.ts';
import { influxNotifier } from '../../src/notify/influx.ts';
import { pointsOfLook } from '../../src/notify/influx-points.ts';
import { missing } from '../support/debian.ts';
import { startHttpServer } from '../support/http-server.ts';
import type { RunningServer } from '../support/server-process.ts';
import { startVictoriaMetrics } from '../support/victoria-metrics.ts';
import { lookMessage } from './sample-change.ts';

const common = {
  name: 'history',
  timeoutMs: 10_000,
  giveUpAfterMs: 1000,
  org: 'a shop',
  bucket: 'b&c',
  token: secret('t0ken'),
  batchSize: 10,
};
const linesOf = (numbers: Partial<LookNumbers> = {}): string[] =>
  pointsOfLook(lookMessage(numbers).body as unknown as LookNumbers).map((point) => point.toLineProtocol({ convertTime: String })!);

describe('a look as points', () => {
  it('is a point for itself, for each group and for each metric, at its slot', () => {
    // Written by hand from the line protocol's rules: tags in order of their names, comma, space and equals sign escaped.
    const head = 'analysis=018f,candidate_version=v2\\,\\ "new"\\ \\=\\ 1';
    assert.deepEqual(linesOf(), [
      `serinus_look,${head},config=checkout,control_version=v1,mode=canary,verdict=continue final=0,number=30,score=62.5 1769862600000`,
      `serinus_group,${head},config=checkout,control_version=v1,group=reliability,mode=canary score=25,weight=60 1769862600000`,
      `serinus_group,${head},config=checkout,control_version=v1,group=speed,mode=canary weight=40 1769862600000`,
      `serinus_metric,${head},classification=high,config=checkout,control_version=v1,effect=ratio\\ of\\ error\\ shares,group=reliability,label_zone=eu\\ 1,metric=errors,mode=canary,scale=relative ` +
        'candidate_count=29,candidate_mean=0.02,control_count=30,control_mean=0.011,estimate=0.81,lower=0.42,score=0,tolerance=0.1 1769862600000',
      `serinus_metric,${head},classification=nodata,config=checkout,control_version=v1,group=speed,metric=latency,mode=canary candidate_count=0,control_count=3,more_steps=12 1769862600000`,
    ]);
  });

  it('has no field for what is no number and no tag for what is no text', () => {
    const [line] = linesOf({ score: Number.NaN, control: { version: '', zone: '\\' }, candidate: { path: 'C:\\' } });
    assert.equal(
      line,
      'serinus_look,analysis=018f,candidate_path=C:,config=checkout,mode=canary,verdict=continue final=0,number=30 1769862600000',
    );
  });

  it('is one line a point, whatever stands in a scope', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (version) => {
        for (const line of linesOf({ candidate: { version } })) assert.doesNotMatch(line, /[\r\n]/);
      }),
      { seed: 20_260_102 },
    );
  });
});

describe('the sink for an InfluxDB', () => {
  it('writes all looks of a batch in one request, with the token', async () => {
    const server = await startHttpServer((_, response) => response.writeHead(204).end());
    const url = new URL(`${server.url}/influx/`);
    const looks = Array.from({ length: 3 }, (_, i) => lookMessage({ number: i + 1, slotMs: i * 1000 }));
    assert.deepEqual(await influxNotifier({ ...common, url }).deliver(looks, AbortSignal.timeout(5000)), { kind: 'delivered' });
    await server.close();
    const [request, ...others] = server.requests;
    assert.equal(others.length, 0);
    assert.equal(request!.path, '/influx/api/v2/write?org=a%20shop&bucket=b%26c&precision=ms');
    assert.equal(request!.headers.authorization, 'Token t0ken');
  });

  it('writes nothing to the console, whatever happens', async (t) => {
    const said = (['log', 'info', 'warn', 'error'] as const).map((method) => t.mock.method(console, method));
    const server = await startHttpServer((_, response) => response.writeHead(500).end('down'));
    const sink = influxNotifier({ ...common, url: new URL(server.url) });
    assert.equal((await sink.deliver([lookMessage()], AbortSignal.timeout(5000))).kind, 'failed');
    await server.close();
    assert.equal((await sink.deliver([lookMessage()], AbortSignal.timeout(5000))).kind, 'failed');
    assert.deepEqual(
      said.map(({ mock }) => mock.callCount()),
      [0, 0, 0, 0],
    );
  });
});

describe('a sink that is a VictoriaMetrics', { skip: missing('victoria-metrics') }, () => {
  let server: RunningServer;
  before(async () => {
    server = await startVictoriaMetrics();
  });
  after(() => server?.stop());

  /** The samples of a selector, by value and time. */
  const exported = async (selector: string): Promise<{ metric: Record<string, string>; values: number[]; timestamps: number[] }[]> => {
    await fetch(`${server.url}/internal/force_flush`);
    const response = await fetch(`${server.url}/api/v1/export?reduce_mem_usage=1&match[]=${encodeURIComponent(selector)}`);
    const text = await response.text();
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };

  it('has what was written, under the names and labels that are promised', async () => {
    const sink = influxNotifier({ ...common, url: new URL(server.url) });
    // Now: a store of metrics keeps no times that are too far from it.
    const slotMs = Math.floor(Date.now() / 1000) * 1000;
    const looks = [lookMessage({ slotMs: slotMs - 60_000, score: 50 }), lookMessage({ slotMs })];
    assert.deepEqual(await sink.deliver(looks, AbortSignal.timeout(10_000)), { kind: 'delivered' });

    const [score, ...others] = await exported('serinus_look_score{config="checkout"}');
    assert.equal(others.length, 0);
    assert.deepEqual(
      [score!.values, score!.timestamps],
      [
        [50, 62.5],
        [slotMs - 60_000, slotMs],
      ],
    );
    assert.equal(score!.metric.candidate_version, 'v2, "new" = 1');

    const [lower] = await exported('serinus_metric_lower{metric="errors",label_zone="eu 1",classification="high"}');
    assert.deepEqual(lower!.values, [0.42, 0.42]);
    assert.deepEqual(await exported('serinus_metric_upper'), [], 'unbounded is absent');
    const [weight] = await exported('serinus_group_weight{group="speed"}');
    assert.deepEqual(weight!.values, [40, 40]);
  });
});
