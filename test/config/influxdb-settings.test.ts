import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';

import { dialectsOf } from '../../src/compose/sources.ts';
import { loadSettings } from '../../src/config/settings.ts';

describe('settings of InfluxDB sources', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-influx-settings-'));
    await writeFile(path.join(folder, 'password'), 'hidden-password\n');
  });
  after(() => rm(folder, { recursive: true }));

  async function load(source: string, env: Record<string, string> = {}) {
    const file = path.join(folder, 'settings.yaml');
    await writeFile(file, `sources:\n  metrics: ${source}\n`);
    return (await loadSettings({ SERINUS_SETTINGS: file, ...env })).sources;
  }

  it('version 1 with everything', async () => {
    const { metrics } = await load(
      '{type: influxdb, version: 1, url: "http://influx:8086/p", database: telegraf, retentionPolicy: weeks, auth: {basic: {username: u, passwordFile: password}}, timeout: 5s, maxConcurrent: 2, retries: 0, maxPoints: 5000}',
    );
    assert.ok(metrics?.type === 'influxdb' && metrics.version === 1);
    assert.deepEqual([metrics.url.href, metrics.database, metrics.retentionPolicy], ['http://influx:8086/p', 'telegraf', 'weeks']);
    assert.deepEqual([metrics.timeoutMs, metrics.maxConcurrent, metrics.retries, metrics.maxPoints], [5000, 2, 0, 5000]);
    assert.ok(metrics.auth?.kind === 'basic' && metrics.auth.username === 'u' && metrics.auth.password.reveal() === 'hidden-password');
    assert.doesNotMatch(inspect(metrics, { depth: null, showHidden: true }) + JSON.stringify(metrics), /hidden/);
  });

  it('version 2 with a token, defaults for the rest', async () => {
    const { metrics } = await load('{type: influxdb, version: 2, url: "https://influx", org: shop, auth: {token: {tokenEnv: T}}}', {
      T: 'hidden-token',
    });
    assert.ok(metrics?.type === 'influxdb' && metrics.version === 2);
    assert.ok(metrics.auth?.kind === 'token' && metrics.auth.token.reveal() === 'hidden-token');
    assert.deepEqual(
      [metrics.org, metrics.timeoutMs, metrics.maxConcurrent, metrics.retries, metrics.maxPoints],
      ['shop', 30_000, 8, 2, 1_000_000],
    );
  });

  it('the version says in which language a source is asked', async () => {
    const one = await load('{type: influxdb, version: 1, url: "http://a", database: d}', { PROMETHEUS_URL: 'http://p' });
    const two = await load('{type: influxdb, version: 2, url: "http://a", org: o}');
    assert.deepEqual(
      [dialectsOf(one)('metrics'), dialectsOf(one)('prometheus'), dialectsOf(two)('metrics'), dialectsOf(two)('other')],
      ['influxql', 'promql', 'flux', undefined],
    );
  });

  const refusals: { readonly name: string; readonly source: string; readonly env?: Record<string, string>; readonly message: RegExp }[] = [
    {
      name: 'no version',
      source: '{type: influxdb, url: "http://a", database: d}',
      message: /sources\.metrics\.version is missing: must be 1 or 2/,
    },
    {
      name: 'a version that is none',
      source: '{type: influxdb, version: 3, url: "http://a"}',
      message: /sources\.metrics\.version must be 1 or 2/,
    },
    {
      name: 'version 1 without a database',
      source: '{type: influxdb, version: 1, url: "http://a"}',
      message: /sources\.metrics\.database: is missing/,
    },
    {
      name: 'version 2 without an organization',
      source: '{type: influxdb, version: 2, url: "http://a"}',
      message: /sources\.metrics\.org: is missing/,
    },
    {
      name: 'an organization for version 1',
      source: '{type: influxdb, version: 1, url: "http://a", database: d, org: o}',
      message: /\.org: is not for version 1/,
    },
    {
      name: 'a database for version 2',
      source: '{type: influxdb, version: 2, url: "http://a", org: o, database: d, retentionPolicy: r}',
      message: /\.database: is not for version 2\n.*\.retentionPolicy: is not for version 2/,
    },
    {
      name: 'a password for version 2',
      source: '{type: influxdb, version: 2, url: "http://u:hidden@a", org: o}',
      message: /\.auth: version 2 takes a token, not basic/,
    },
    {
      name: 'a token without a place',
      source: '{type: influxdb, version: 2, url: "http://a", org: o, auth: {token: {}}}',
      message: /\.auth\.token: name either/,
    },
    {
      name: 'a token in the file',
      source: '{type: influxdb, version: 2, url: "http://a", org: o, auth: {token: hidden}}',
      message: /\.auth\.token must be a mapping/,
    },
    {
      name: 'a field of Prometheus',
      source: '{type: influxdb, version: 1, url: "http://a", database: d, params: {dedup: true}}',
      message: /\.params is no known field/,
    },
    {
      name: 'the place of PROMETHEUS_URL taken',
      source: '{type: prometheus, url: "http://a"}\n  prometheus: {type: influxdb, version: 1, url: "http://a", database: d}',
      env: { PROMETHEUS_URL: 'http://p' },
      message: /sources\.prometheus: PROMETHEUS_URL moves the source of this name, which is of type influxdb/,
    },
  ];
  for (const { name, source, env, message } of refusals)
    it(`refuses ${name}`, () =>
      assert.rejects(load(source, env), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'BAD_SETTINGS');
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /hidden/);
        return true;
      }));
});
