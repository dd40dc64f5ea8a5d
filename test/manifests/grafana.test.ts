import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { readQuery } from '../../src/http/prometheus/read-query.ts';
import { MINUTE, shopSeries } from '../e2e/shop.ts';
import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { configNamed, configs, isPromql, type Written, written } from './requests.ts';

const T0 = Date.UTC(2026, 0, 31, 8);

/** As Grafana fills in the dashboard's variables, those that are given in the place of what they are now. */
function filledIn(expr: string, dashboard: Written, values: Readonly<Record<string, string>> = {}): string {
  const now = dashboard.templating.list.map((one: Written): [string, string] => [one.name, values[one.name] ?? (one.query || 'x')]);
  const all = new Map<string, string>([...now, ['__rate_interval', '1m'], ['__range', '1h']]);
  return expr.replace(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced?: string, bare?: string) => all.get(braced ?? bare ?? '') ?? whole);
}

const panelNamed = (dashboard: Written, title: string): Written => dashboard.panels.find((panel: Written) => panel.title === title);

describe('the dashboard, on a real Prometheus', { skip: missing('prometheus') }, () => {
  let server: RunningServer;
  before(async () => {
    server = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
  });
  after(() => server?.stop());

  const ask = async (query: string): Promise<Written> => {
    const body = new URLSearchParams({ query, time: String((T0 + 100 * MINUTE) / 1000) });
    const reply = (await (await fetch(`${server.url}/api/v1/query`, { method: 'POST', body })).json()) as Written;
    assert.equal(reply.status, 'success', `${query}: ${reply.error}`);
    return reply.data.result;
  };

  for (const config of [...configs.values()].filter(isPromql))
    it(`${config.name}: Prometheus reads every query`, async () => {
      const [dashboard] = written('grafana', config);
      for (const { datasource, targets } of dashboard.panels) {
        if (datasource.uid !== '${datasource}') continue;
        for (const { expr } of targets) {
          const query = filledIn(expr, dashboard);
          assert.doesNotMatch(query, /\$\{/, 'a variable that the dashboard does not have');
          await ask(query);
        }
      }
    });

  /** What a panel shows for v1 and this candidate at minute 100, by legend. */
  const shown = async (title: string, candidate: string): Promise<Record<string, number>> => {
    const [dashboard] = written('grafana', configNamed('demo'), { control: { version: 'v1' }, candidate: { version: candidate } });
    const values: [string, number][] = [];
    for (const { expr, legendFormat } of panelNamed(dashboard, title).targets) {
      const result = await ask(filledIn(expr, dashboard));
      assert.equal(result.length, 1, `${legendFormat}: one series`);
      values.push([legendFormat, Number(result[0].value[1])]);
    }
    return Object.fromEntries(values);
  };

  it('shows an error ratio of 0 where no error was ever counted, and the candidate as it is', async () => {
    const { control, candidate } = await shown('errors', 'v4');
    assert.equal(control, 0);
    // 1 % of about 1,200 requests a minute: four standard deviations are 1.2 %.
    assert.ok(candidate! > 0 && candidate! < 0.022, String(candidate));
  });

  it('shows the quantiles of both sides, and how far apart they are', async () => {
    const sides = await shown('latency', 'v3');
    assert.deepEqual(Object.keys(sides), ['control p50', 'control p99', 'candidate p50', 'candidate p99']);
    const effect = await shown('latency: candidate against control', 'v3');
    // The effect is of exactly the values beside it, and the tail of v3 is drawn 20 % above that of v1.
    for (const quantile of ['p50', 'p99'])
      assert.ok(Math.abs(effect[quantile]! - (sides[`candidate ${quantile}`]! / sides[`control ${quantile}`]! - 1)) < 1e-9);
    assert.ok(effect.p99! > 0.02 && Math.abs(effect.p50!) < 0.15, JSON.stringify(effect));
  });

  it('shows a gauge', async () => {
    const { control, candidate } = await shown('cpu', 'v2');
    // Both are drawn around 0.4 cores.
    for (const cores of [control!, candidate!]) assert.ok(cores > 0.2 && cores < 0.6, String(cores));
  });
});

describe('the dashboard', () => {
  it('asks Serinus itself for the score of the sides that are chosen', () => {
    const [dashboard] = written('grafana', configNamed('istio'), { control: { workload: 'a-v1' }, candidate: { workload: 'a-v2' } });
    const [{ expr }] = panelNamed(dashboard, 'Score').targets;
    const common = { namespace: 'default', reporter: 'destination' };
    assert.deepEqual(readQuery(filledIn(expr, dashboard)), {
      kind: 'score',
      of: { config: 'istio', control: { ...common, workload: 'a-v1' }, candidate: { ...common, workload: 'a-v2' } },
    });
  });

  it('shows a median, a minimum and pairs as the judge takes them', () => {
    const demo = configNamed('demo');
    const cpu = demo.metrics.find(({ name }) => name === 'cpu')!;
    const exprs = (changes: object) => {
      const [dashboard] = written('grafana', { ...demo, metrics: [{ ...cpu, ...changes } as never] });
      return panelNamed(dashboard, 'cpu').targets.map(({ expr, legendFormat }: Written) => [expr.split('avg(rate')[0], legendFormat]);
    };
    assert.deepEqual(exprs({ aggregate: 'median' })[0], ['quantile (0.5, ', 'control']);
    assert.deepEqual(exprs({ aggregate: 'min' })[0], ['min (', 'control']);
    assert.deepEqual(exprs({ pairBy: ['pod', 'zone'] })[1], ['avg by (pod, zone) (', 'candidate {{pod}} {{zone}}']);
  });

  it('keeps a comment of a query from swallowing what follows', () => {
    const demo = configNamed('demo');
    const cpu = { ...demo.metrics.find(({ name }) => name === 'cpu')!, parts: { value: 'up # all of them' } } as never;
    const [dashboard] = written('grafana', { ...demo, metrics: [cpu] });
    assert.equal(panelNamed(dashboard, 'cpu').targets[0].expr, 'avg (up # all of them\n)');
  });

  it('shows the ends and the middle of what the drift judge compares', () => {
    const [dashboard] = written('grafana', configNamed('model-server'));
    const legends = panelNamed(dashboard, 'predictions').targets.map(({ legendFormat }: Written) => legendFormat);
    assert.deepEqual(legends.slice(0, 3), ['control p10', 'control p50', 'control p90']);
  });

  it('shows the tolerance on the side of the harm', () => {
    const demo = configNamed('demo');
    const steps = (direction: 'increase' | 'decrease' | 'either') => {
      const [metric] = demo.metrics.filter(({ name }) => name === 'cpu').map((one) => ({ ...one, direction }));
      const [dashboard] = written('grafana', { ...demo, metrics: [metric!] });
      return panelNamed(dashboard, 'cpu: candidate against control').fieldConfig.defaults.thresholds.steps.map(
        ({ color, value }: Written) => [color, value],
      );
    };
    assert.deepEqual(steps('increase'), [
      ['transparent', null],
      ['red', 0.1],
    ]);
    assert.deepEqual(steps('decrease'), [
      ['red', null],
      ['transparent', -0.1],
    ]);
    assert.deepEqual(steps('either'), [
      ['red', null],
      ['transparent', -0.1],
      ['red', 0.1],
    ]);
  });

  it('has no two panels in one place, and none of the same number', () => {
    for (const config of [...configs.values()].filter(isPromql)) {
      const [dashboard] = written('grafana', config);
      const ids = dashboard.panels.map(({ id }: Written) => id);
      assert.deepEqual([...new Set(ids)], ids);
      const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w } }: Written) => Array.from({ length: w }, (_, i) => `${x + i},${y}`));
      assert.equal(new Set(cells).size, cells.length);
      assert.ok(dashboard.panels.every(({ gridPos: { x, w } }: Written) => x + w <= 24));
    }
  });
});
