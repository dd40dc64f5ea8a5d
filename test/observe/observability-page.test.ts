import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { parse } from 'yaml';
import { openObservation } from '../../src/compose/observation.ts';
import { type Server, startServer } from '../../src/compose/server.ts';
import { openSourceMemory } from '../../src/compose/source-memory.ts';
import { openSources } from '../../src/compose/sources.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { findProgram, missing } from '../support/debian.ts';
import { codesOf, tableOf } from '../support/markdown-table.ts';

const PAGE = readFileSync('docs/observability.md', 'utf8');
const ALERTS = readFileSync('docs/alerts.yaml', 'utf8');
const METRICS = tableOf(PAGE, 'metric', 'type', 'labels');
/** What a histogram called `name` is asked by. */
const withoutSuffix = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');

describe('docs/observability.md', () => {
  const clock = { now: Date.now };
  const observation = openObservation({ logger: pino({ level: 'silent' }), clock, version: '1.2.3' });
  let server: Server;
  before(async () => {
    const settings = await loadSettings({ PROMETHEUS_URL: 'http://127.0.0.1:1' });
    const sourceMemory = openSourceMemory(settings.remember);
    const { all, sourceOf } = openSources(settings.sources, sourceMemory, observation);
    const notifier = { name: 'chat', batchSize: 1, timeoutMs: 1, giveUpAfterMs: 1, deliver: async () => ({ kind: 'delivered' }) as const };
    server = await startServer({
      ...{ store: await openSqliteStore({ path: ':memory:' }), sources: all, sourceOf, sourceMemory, judges: await loadJudges() },
      ...{ configs: new Map(), clock, logger: pino({ level: 'silent' }), http: { host: '127.0.0.1', port: 0 }, observation },
      notify: { rules: [], notifiers: [notifier] },
    });
  });
  after(() => server.close());

  it('lists the metrics of a server, each with its type, and no other', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const served = [...text.matchAll(/^# TYPE (serinus_\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    assert.deepEqual(METRICS.map(([name, type]) => `${codesOf(name)[0]} ${type}`).toSorted(), served.toSorted());
  });

  it('lists the labels of each', async () => {
    await fetch(`${server.url}/healthz`);
    const text = await observation.registry.metrics();
    const labelsOf = (name: string): readonly string[] => {
      const { labelNames } = observation.registry.getSingleMetric(name) as { labelNames?: readonly string[] };
      if (labelNames !== undefined) return labelNames;
      const [, labels] = new RegExp(`^${name}_count\\{(.*)\\} `, 'm').exec(text) ?? assert.fail(`${name} has no series`);
      return [...labels!.matchAll(/(\w+)="/g)].map(([, label]) => label!);
    };
    for (const [cell, , labels] of METRICS) assert.deepEqual(codesOf(labels), labelsOf(codesOf(cell)[0]!), cell);
  });

  it('speaks of metrics that promtool has nothing to say against', { skip: missing('prometheus') }, async () => {
    const text = await observation.registry.metrics();
    // Those of Node.js are prom-client's, whose names promtool would have otherwise.
    const ours = text.split('\n').filter((line) => /^(# \w+ )?serinus_/.test(line));
    const { status, stdout, stderr } = spawnSync(findProgram('promtool')!, ['check', 'metrics'], {
      input: `${ours.join('\n')}\n`,
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  });

  it('names every alert, and no other', () => {
    const alerts = [...ALERTS.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    assert.deepEqual(
      tableOf(PAGE, 'alert', 'says').map(([name]) => codesOf(name)[0]),
      alerts,
    );
  });

  it('has the alerts ask for metrics and labels that are there', () => {
    const labels = new Map(METRICS.map(([name, , cell]) => [codesOf(name)[0]!, codesOf(cell)]));
    const asked = [...ALERTS.matchAll(/\b(serinus_\w+)(?:\{(\w+)=)?/g)];
    assert.ok(asked.length > 10);
    for (const [, name, label] of asked) {
      const known = labels.get(name!) ?? labels.get(withoutSuffix(name!));
      assert.ok(known, `${name} is no metric`);
      if (label !== undefined) assert.ok(known.includes(label), `${name} has no label ${label}`);
    }
  });

  it('shows variables that turn traces on, without a warning', async () => {
    const [, command = ''] = /```sh\n(OTEL_.*)\n```/.exec(PAGE) ?? [];
    const { tracing, warnings } = await loadSettings(Object.fromEntries([...command.matchAll(/(\w+)=(\S+)/g)].map(([, k, v]) => [k, v])));
    assert.ok(tracing);
    assert.deepEqual(warnings, []);
  });
});

describe('the rules of docs/alerts.yaml', { skip: missing('prometheus') }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-alerts-'));
  after(() => rmSync(folder, { recursive: true }));
  const promtool = (...args: readonly string[]): string =>
    execFileSync(findProgram('promtool')!, args, { encoding: 'utf8', stdio: 'pipe' });

  it("are loaded by the page's prometheus.yml", () => {
    const [, example = ''] = /```yaml\n(# prometheus\.yml\n[\s\S]*?)```/.exec(PAGE) ?? [];
    const place = (name: string): string => path.join(folder, name);
    writeFileSync(place('prometheus.yml'), example);
    writeFileSync(place('serinus.token'), 'secret');
    copyFileSync('docs/alerts.yaml', place('alerts.yaml'));
    const rules = ALERTS.match(/- alert: /g)!.length;
    assert.match(promtool('check', 'config', place('prometheus.yml')), new RegExp(`SUCCESS: ${rules} rules found`));
  });

  it('fire in each trouble, and in no other', () => {
    assert.match(promtool('test', 'rules', 'test/observe/alerts.yaml'), /SUCCESS/);
  });

  it('are each seen to fire, and to keep silent while all is well', () => {
    const { tests } = parse(readFileSync('test/observe/alerts.yaml', 'utf8')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown }[] }[];
    };
    const alerts = [...ALERTS.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!).toSorted();
    const fired = tests.flatMap((test) => test.alert_rule_test.filter((rule) => rule.exp_alerts).map(({ alertname }) => alertname));
    assert.deepEqual([...new Set(fired)].toSorted(), alerts);
    assert.deepEqual(tests[0]?.alert_rule_test.map(({ alertname }) => alertname).toSorted(), alerts);
  });
});
