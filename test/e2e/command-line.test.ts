import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import { freePort, type RunningServer } from '../support/server-process.ts';
import { serinus } from './command-line.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;

describe('the command line on a real Prometheus', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  const user = userFolder([shopConfig('shop')]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
  });
  after(async () => {
    await prometheus?.stop();
    user.remove();
  });
  const analyze = (candidate: string, ...flags: string[]) =>
    serinus([
      ...['analyze', user.place('configs', 'shop.yaml'), '--prometheus', prometheus.url],
      ...['--control', 'version=v1', '--candidate', candidate],
      ...['--start', new Date(START).toISOString(), '--end', new Date(START + 120 * MINUTE).toISOString()],
      ...flags,
    ]);

  it('analyze: a healthy candidate is status 0', async () => {
    const { status, stdout, stderr } = await analyze('version=v2');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /PROMOTE/);
    assert.match(stderr, /^serinus: look 1 at 2026-03-02T09:07:00\.000Z: continue, no score yet: .*\n/);
  });

  it('analyze: a slower one is status 10, and the reports say why', async () => {
    const { status, stdout, stderr } = await analyze('version=v3', '--json', '--junit', user.place('report.xml'));
    assert.equal(status, 10, stderr);
    const report = JSON.parse(stdout);
    assert.equal(report.verdict, 'rollback');
    assert.match(report.reason, /^latency: p99/);
    const junit = readFileSync(user.place('report.xml'), 'utf8');
    assert.match(junit, /<testsuite [^>]*tests="3"[^>]*failures="1"/);
    assert.match(junit, /<testcase [^>]*name="latency"[^>]*>\s*<failure /);
  });

  it('analyze: one that never was is status 10, since undecided at the deadline falls to a rollback', async () => {
    const { status, stdout } = await analyze('version=v9', '--json');
    assert.equal(status, 10);
    assert.match(JSON.parse(stdout).reason, /^undecided at the deadline/);
  });

  it('analyze: twenty minutes are not enough to tell, status 11', async () => {
    const { status, stdout } = await analyze('version=v2', '--end', new Date(START + 20 * MINUTE).toISOString(), '--json');
    assert.equal(status, 11);
    assert.equal(JSON.parse(stdout).verdict, 'continue');
  });

  it('analyze: a missing variable is status 64, and so is one that is unknown or does not match its pattern', async () => {
    const refused = async (candidate: string, said: RegExp) => {
      const { status, stdout, stderr } = await analyze(candidate);
      assert.deepEqual([status, stdout], [64, '']);
      assert.match(stderr, said);
    };
    await refused('pod=x', /candidate\.pod/);
    await refused('version=main', /candidate\.version/);
    const { status, stderr } = await serinus(['analyze', user.place('configs', 'shop.yaml'), '--control', 'version=v1']);
    assert.equal(status, 64);
    assert.match(stderr, /--candidate/);
  });

  it('analyze: a source that is down is status 69', async () => {
    const { status, stdout, stderr } = await analyze('version=v2', '--prometheus', `http://127.0.0.1:${await freePort()}`);
    assert.deepEqual([status, stdout], [69, '']);
    assert.match(stderr, /ECONNREFUSED/);
  });

  it('analyze: a config with a problem is status 65, with its file, line and field', async () => {
    const broken = user.place('broken.yaml');
    writeFileSync(broken, JSON.stringify(shopConfig('broken', { duratoin: { min: '30m' } }), null, 2));
    const { status, stderr } = await serinus(['analyze', broken, '--control', 'version=v1', '--candidate', 'version=v2', '--start', '1h']);
    assert.equal(status, 65);
    assert.match(stderr, /broken\.yaml:\d+: spec\.duratoin/);
  });

  describe('verdict', () => {
    let program: Program;
    const analyses: Record<string, string> = {};
    before(async () => {
      program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
      for (const version of ['v2', 'v3', 'v9']) analyses[version] = await program.api.start('shop', version, START);
      await program.moveTo(START + 100 * MINUTE);
    });
    after(() => program?.stop());

    for (const { version, status } of [
      { version: 'v2', status: 0 },
      { version: 'v3', status: 10 },
      { version: 'v9', status: 11 },
    ]) {
      it(`of ${version} is status ${status}, by id and by scopes`, async () => {
        const ask = (...question: string[]) => serinus(['verdict', '--server', program.api.url, ...question]);
        const byId = await ask('--analysis', analyses[version]!);
        const byScopes = await ask('--config', 'shop', '--control', 'version=v1', '--candidate', `version=${version}`);
        assert.equal(byId.status, status, byId.stderr);
        assert.deepEqual(byScopes, byId);
      });
    }

    it('of an analysis that is not there is status 64, of a server that is not there 69', async () => {
      const unknown = await serinus(['verdict', '--server', program.api.url, '--analysis', 'nope']);
      assert.equal(unknown.status, 64);
      assert.match(unknown.stderr, /nope/);
      const gone = await serinus(['verdict', '--server', `http://127.0.0.1:${await freePort()}`, '--analysis', 'nope']);
      assert.equal(gone.status, 69);
    });
  });
});
