import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { readYaml } from '../../src/config/read-yaml.ts';
import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { startInfluxd } from '../support/influxd.ts';
import type { RunningServer } from '../support/server-process.ts';
import { metricOf } from './api.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { BOUNDS, MINUTE, SHOP_MINUTES, VERSIONS } from './shop.ts';
import { drawTraffic } from './traffic.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const PASSWORD = 'hunter-two';
/** v1 serves; v2 is as good; v3 is 20 % slower. */
const TRAFFIC = { v1: VERSIONS.v1, v2: VERSIONS.v2, v3: { ...VERSIONS.v1, median: VERSIONS.v1.median * 1.2 } };

/** What the shop writes every 15 s: the requests since the last time, those that failed, and how long they took on average. */
function shopLines(): string {
  const span = { startMs: T0, minutes: SHOP_MINUTES, scrapeMs: 15_000, bounds: BOUNDS, seed: 20_260_302 };
  const drawn = drawTraffic(Object.values(TRAFFIC), span);
  return Object.keys(TRAFFIC)
    .flatMap((version, v) =>
      drawn[v]!.slice(1).flatMap((now, i) => {
        const last = drawn[v]![i]!;
        const count = now.requests - last.requests;
        const seconds = (now.latencySum - last.latencySum) / count;
        const tags = `app=shop,version=${version}`;
        return [
          `requests,${tags} count=${count}i,errors=${now.errors - last.errors}i ${now.timeMs}`,
          ...(count > 0 ? [`latency,${tags} seconds=${seconds} ${now.timeMs}`] : []),
        ];
      }),
    )
    .join('\n');
}

describe('candidates of a shop, measured by InfluxDB 1', { skip: missing('influxdb') }, () => {
  let influxd: RunningServer;
  let program: Program;
  const [config] = readYaml(readFileSync('configs/influxdb.yaml', 'utf8')).documents;
  const user = userFolder([config!.value as AnyDocument]);
  const analyses: Record<string, string> = {};
  before(async () => {
    influxd = await startInfluxd({ database: 'shop', lines: shopLines(), admin: { username: 'serinus', password: PASSWORD } });
    writeFileSync(
      user.place('settings.yaml'),
      `sources: {influxdb: {type: influxdb, version: 1, url: "${influxd.url}", database: shop, retries: 0, auth: {basic: {username: serinus, passwordEnv: INFLUX_PASSWORD}}}}`,
    );
    const environment = { SERINUS_SETTINGS: user.place('settings.yaml'), INFLUX_PASSWORD: PASSWORD };
    program = await startProgram({ environment, folder: user.folder, nowMs: START });
    for (const version of ['v2', 'v3']) analyses[version] = await program.api.start('influxdb', version, START);
  });
  after(async () => {
    await program?.stop();
    await influxd?.stop();
    user.remove();
  });

  it('the source is ready', async () => {
    const { checks } = await program.api.get('/readyz');
    assert.ok(
      checks.every(({ ok }: AnyDocument) => ok),
      JSON.stringify(checks),
    );
  });

  it('while it is down the verdict is continue, and names it without its password', async () => {
    await program.moveTo(START + 8 * MINUTE);
    await influxd.kill();
    await program.moveTo(START + 12 * MINUTE);
    for (const id of Object.values(analyses)) {
      const verdict = await program.api.verdict(id);
      assert.deepEqual([verdict.verdict, verdict.score, verdict.look], ['continue', null, 6]);
      for (const { classification, reason } of verdict.metrics) {
        assert.equal(classification, 'error');
        assert.match(reason, /: influxdb: no answer, connect ECONNREFUSED/);
        assert.doesNotMatch(reason, new RegExp(PASSWORD));
      }
    }
  });

  it('once it is back, the healthy one is promoted', async () => {
    await influxd.restart();
    await program.moveTo(START + 120 * MINUTE);
    const verdict = await program.api.verdict(analyses.v2!);
    assert.deepEqual([verdict.verdict, verdict.score, verdict.status], ['promote', 100, 'finished']);
    assert.ok(Date.parse(verdict.slot) >= START + 30 * MINUTE, verdict.slot);
  });

  it('a latency that is 20 % higher is rolled back, by latency alone, before the deadline', async () => {
    const verdict = await program.api.verdict(analyses.v3!);
    assert.equal(verdict.verdict, 'rollback');
    assert.ok(Date.parse(verdict.slot) < START + 60 * MINUTE, verdict.slot);
    assert.equal(metricOf(verdict, 'latency').classification, 'high');
    assert.notEqual(metricOf(verdict, 'errors').classification, 'high');
  });
});
