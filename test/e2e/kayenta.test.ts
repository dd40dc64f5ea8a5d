import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { post } from './api.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, SHOP_MINUTES, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const page = readFileSync('docs/kayenta-api.md', 'utf8');
const blocks = [...page.matchAll(/```(json|sh)\n([\s\S]*?)```/g)].map(([, , text]) => text!);
const [config = '', create = '', created = '', request = '', start = '', , look = '', answer = ''] = blocks;
/** The hour of the page's request. */
const T0 = Date.UTC(2026, 2, 2, 9);

async function ended(ask: (path: string) => Promise<AnyDocument>, id: string): Promise<AnyDocument> {
  for (;;) {
    const run = await ask(`/kayenta/canary/${id}`);
    if (run.complete) return run;
    await sleep(20);
  }
}

describe("the canary of docs/kayenta-api.md, on a shop's Prometheus", { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  const user = userFolder([]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: T0 + 120 * MINUTE });
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });

  it('is answered as the page says', async () => {
    const { api } = program;
    const path = (command: string): string => /http:\/\/127\.0\.0\.1:8080([^\s']*)/.exec(command)![1]!;
    assert.deepEqual(await api.ask(path(create), post(JSON.parse(config))), { status: 200, body: JSON.parse(created) });
    const { body } = await api.ask(path(start), post(JSON.parse(request)));
    const run = await ended(api.get, body.canaryExecutionId);
    assert.match(look, /\/kayenta\/canary\/[0-9a-f-]{36} \|/);
    const { complete, status, result } = run;
    const { score, serinus } = result.judgeResult;
    const { verdict, reasons } = serinus;
    assert.deepEqual({ complete, status, score, serinus: { verdict, reasons } }, JSON.parse(answer));
    const metrics = async (): Promise<string> => (await fetch(`${api.url}/metrics`)).text();
    // Counted once it is stored, a moment after it is shown.
    while (!(await metrics()).includes('serinus_canary_runs_total{status="succeeded"} 1\n')) await sleep(20);
  });

  it('says which metrics there are', async () => {
    assert.deepEqual(await program.api.get('/kayenta/metadata/metricsService?filter=cpu'), [{ name: 'container_cpu_usage_seconds_total' }]);
  });

  it('is an error, never a score, when its Prometheus is gone', async () => {
    const other = await startProgram({ prometheusUrl: 'http://127.0.0.1:9', folder: userFolder([]).folder, nowMs: T0 + 120 * MINUTE });
    await other.api.ask('/kayenta/canaryConfig', post(JSON.parse(config)));
    const { body } = await other.api.ask('/kayenta/canary/shop-checkout', post(JSON.parse(request)));
    const run = await ended(other.api.get, body.canaryExecutionId);
    assert.deepEqual([run.status, run.result], ['terminal', undefined]);
    assert.match(run.exception.details.errors[0], /^prometheus: no answer/);
    await other.stop();
  });
});

describe('serinus serve is killed in the middle of canaries', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let process: ServeProcess;
  // Here the clock is the machine's: the shop's two hours and a half have just passed.
  const startMs = Math.floor(Date.now() / MINUTE) * MINUTE - SHOP_MINUTES * MINUTE;
  const user = userFolder([shopConfig('shop')]);
  const environment = (): Record<string, string> => ({
    PROMETHEUS_URL: prometheus.url,
    SERINUS_CONFIGS: user.place('configs'),
    SERINUS_STORE: user.place('serinus.db'),
    LOG_LEVEL: 'error',
  });
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(startMs)) });
    process = await serve(environment());
  });
  after(async () => {
    await process?.kill();
    await prometheus?.stop();
    user.remove();
  });

  it('loses none that it had acknowledged', { timeout: 60_000 }, async () => {
    await process.api.ask('/kayenta/canaryConfig', post(JSON.parse(config)));
    const window = { start: new Date(startMs + 10 * MINUTE).toISOString(), end: new Date(startMs + 70 * MINUTE).toISOString(), step: 60 };
    const scopes = { default: { controlScope: { scope: 'v1', ...window }, experimentScope: { scope: 'v3', ...window } } };
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) {
        const { status, body } = await process.api.ask(
          '/kayenta/canary/shop-checkout',
          post({ scopes, thresholds: { pass: 95, marginal: 75 } }),
        );
        assert.equal(status, 200);
        acknowledged.push(body.canaryExecutionId);
      }
      await process.kill(); // right after the reply
      process = await serve(environment());
    }
    for (const id of acknowledged) {
      const { status, result } = await ended(process.api.get, id);
      assert.deepEqual([status, result.judgeResult.score.classification], ['succeeded', 'Fail'], id);
    }
    assert.equal(acknowledged.length, 12);
  });
});
