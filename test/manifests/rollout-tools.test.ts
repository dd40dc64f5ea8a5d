import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import type { ManifestRequest } from '../../src/manifests/manifest.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';
import { document, MINUTE, openProgram, scriptedSource, T0 } from '../analysis/program.ts';
import { startApp } from '../http/app-under-test.ts';
import { runMetric, withArguments } from '../http/argo-metric.ts';
import { advance, type CanaryStatus } from '../http/flagger/canary-run.ts';
import { configNamed, ofKind, type Written, written } from './requests.ts';

/** The program with its one config, and the API over it. */
async function stage(t: TestContext, source: MetricSource) {
  const program = await openProgram(t, source);
  const config = resolveConfig(document, program.judges);
  const { app } = startApp(t, { service: program.service, configs: () => [config] });
  return {
    ...program,
    app,
    config,
    async lookUntil(minute: number) {
      program.setMinute(minute);
      for (const analysis of (await program.service.list({ status: 'running', limit: 10 })).items) await program.runDue(analysis);
    },
  };
}
const steady = () => scriptedSource(() => 1);
const worse = (candidate: string) => scriptedSource((version, ms) => (version === candidate && ms > T0 + 5 * MINUTE ? 1.5 : 1));

describe('the templates for Argo', () => {
  const args = { key: '7', control: '6d8f7c', candidate: '79b5cc', token: 'secret' };
  const play = async (t: TestContext, source: MetricSource, template: string, changes: Partial<ManifestRequest> = {}) => {
    const { app, config, lookUntil, service } = await stage(t, source);
    const found = written('argo', config, changes).find((one) => one.metadata.name === template);
    const run = await runMetric(withArguments(found.spec.metrics[0], args), 60 * MINUTE, async (request, elapsedMs) => {
      await lookUntil(elapsedMs / MINUTE);
      return app.inject(request);
    });
    return { run, analyses: (await service.list({ limit: 10 })).items };
  };

  it('the step goes on when the candidate is promoted', async (t) => {
    const { run, analyses } = await play(t, steady(), 'checkout-wait');
    assert.equal(run.phase, 'Successful');
    assert.deepEqual(
      analyses.map(({ key, control, candidate }) => [key, control, candidate]),
      [['user:checkout-7', { version: '6d8f7c' }, { version: '79b5cc' }]],
    );
  });

  it('the step aborts when it is rolled back', async (t) => {
    assert.equal((await play(t, worse(args.candidate), 'checkout-wait')).run.phase, 'Failed');
  });

  it('what watches in the background aborts then too, and else runs on', async (t) => {
    assert.equal((await play(t, worse(args.candidate), 'checkout-background')).run.phase, 'Failed');
    assert.equal((await play(t, steady(), 'checkout-background')).run.phase, 'Running');
  });

  it('values given take the place of the hashes, which may stand in them', async (t) => {
    const given = { control: { version: 'old' }, candidate: { version: 'new-{{args.candidate}}' } };
    const { analyses } = await play(t, steady(), 'checkout-wait', given);
    assert.deepEqual([analyses[0]!.control, analyses[0]!.candidate], [{ version: 'old' }, { version: 'new-79b5cc' }]);
  });

  it('send the token when there is one', () => {
    const [template] = written('argo', configNamed('demo'), { auth: true });
    assert.deepEqual(template.spec.metrics[0].provider.web.headers, [{ key: 'Authorization', value: 'Bearer {{args.token}}' }]);
    assert.deepEqual(template.spec.args.at(-1), { name: 'token', valueFrom: { secretKeyRef: { name: 'serinus', key: 'token' } } });
    assert.doesNotMatch(JSON.stringify(written('argo', configNamed('demo'))), /token|Authorization/);
  });

  it('get each of their arguments but the token from the Rollout, in both places', () => {
    const documents = written('argo', configNamed('demo'), { auth: true });
    const { canary } = ofKind('Rollout', documents).spec.strategy;
    const step = canary.steps.find((one: Written) => one.analysis !== undefined).analysis;
    const names = ofKind('AnalysisTemplate', documents)
      .spec.args.map(({ name }: Written) => name)
      .filter((name: string) => name !== 'token')
      .sort();
    for (const use of [canary.analysis, step]) assert.deepEqual(use.args.map(({ name }: Written) => name).sort(), names);
    assert.deepEqual([canary.analysis.templates, step.templates], [[{ templateName: 'demo-background' }], [{ templateName: 'demo-wait' }]]);
  });

  it('wait at least as long as the deadline of the config', () => {
    const config = configNamed('demo', { maxDurationMs: 7 * 86_400_000 });
    const [metric] = written('argo', config)[1].spec.metrics;
    assert.ok(metric.inconclusiveLimit * 30_000 > config.maxDurationMs);
  });
});

describe('the Rollout', () => {
  const steps = (config: AnalysisConfig) =>
    ofKind('Rollout', written('argo', config)).spec.strategy.canary.steps.map((one: Written) => Object.keys(one)[0]);

  it('of a canary gives it its share, and lets it run for duration.min', () => {
    assert.deepEqual(steps(configNamed('demo')), ['setWeight', 'pause', 'analysis']);
    const { canary } = ofKind('Rollout', written('argo', configNamed('demo'), { percent: 5 })).spec.strategy;
    assert.deepEqual(canary.steps.slice(0, 2), [{ setWeight: 5 }, { pause: { duration: '30m' } }]);
    assert.deepEqual(steps(configNamed('demo', { minDurationMs: 0 })), ['setWeight', 'analysis']);
  });

  it('of a shadow mirrors, and takes the mirror away', () => {
    assert.deepEqual(steps(configNamed('model-server')), ['setCanaryScale', 'setMirrorRoute', 'pause', 'analysis', 'setMirrorRoute']);
    const documents = written('argo', configNamed('model-server'), { name: 'fraud' });
    const { canary } = ofKind('Rollout', documents).spec.strategy;
    const [, mirror] = canary.steps;
    assert.deepEqual(canary.steps.at(-1), { setMirrorRoute: { name: 'fraud-mirror' } });
    assert.deepEqual([mirror.setMirrorRoute.name, mirror.setMirrorRoute.percentage], ['fraud-mirror', 100]);
    assert.deepEqual(canary.trafficRouting.managedRoutes, [{ name: 'fraud-mirror' }]);
    // Argo finds its services in the route that it names.
    const [route] = ofKind('VirtualService', documents).spec.http;
    assert.deepEqual(canary.trafficRouting.istio.virtualService, { name: 'fraud', routes: [route.name] });
    assert.deepEqual(
      route.route.map(({ destination }: Written) => destination.host),
      [canary.stableService, canary.canaryService],
    );
  });
});

describe('the Canary for Flagger', () => {
  const run = async (t: TestContext, source: MetricSource) => {
    const { app, config, lookUntil, service } = await stage(t, source);
    const documents = written('flagger', config, { namespace: 'shop' });
    let status: CanaryStatus = { phase: 'Initialized', checksum: 'rev0', weight: 0, failedChecks: 0 };
    for (let minute = 0; minute < 30; minute++) {
      await lookUntil(minute);
      status = await advance(app, ofKind('Canary', documents), status, 'rev1');
    }
    return { status, app, service, template: ofKind('MetricTemplate', documents) };
  };

  it('is promoted when it is proven harmless, and its score can be read', async (t) => {
    const { status, app, service, template } = await run(t, steady());
    assert.equal(status.phase, 'Succeeded');
    const { items } = await service.list({ limit: 10 });
    assert.deepEqual(
      items.map(({ key, control, candidate }) => [key, control, candidate]),
      [['user:flagger:shop/checkout/rev1', { version: 'checkout-primary' }, { version: 'checkout' }]],
    );
    const query = template.spec.query.replaceAll('{{ target }}', 'checkout');
    const reply = await app.inject({ url: '/api/v1/query', query: { query } });
    assert.equal(reply.json().data.result[0].value[1], '100');
  });

  it('is rolled back when it is proven harmful', async (t) => {
    assert.equal((await run(t, worse('checkout'))).status.phase, 'Failed');
  });

  it('of a shadow is mirrored for duration.min, and asks for no more traffic', () => {
    const { analysis } = ofKind('Canary', written('flagger', configNamed('model-server'))).spec;
    // 1 h of looks every minute.
    assert.deepEqual([analysis.interval, analysis.iterations, analysis.mirror, analysis.mirrorWeight], ['1m', 60, true, 100]);
    const hooks = (config: string) =>
      ofKind('Canary', written('flagger', configNamed(config))).spec.analysis.webhooks.map(({ type }: Written) => type);
    assert.deepEqual(hooks('model-server'), ['confirm-rollout', 'pre-rollout', 'rollback', 'confirm-promotion', 'post-rollout']);
    assert.ok(hooks('demo').includes('confirm-traffic-increase'));
  });

  it('has the token where Flagger can send it, when there is one', () => {
    const documents = written('flagger', configNamed('demo'), { auth: true });
    for (const { metadata } of ofKind('Canary', documents).spec.analysis.webhooks) assert.equal(metadata.token, '${SERINUS_TOKEN}');
    assert.deepEqual(ofKind('MetricTemplate', documents).spec.provider.secretRef, { name: 'serinus' });
    assert.doesNotMatch(JSON.stringify(written('flagger', configNamed('demo'))), /token|secretRef/);
  });
});
