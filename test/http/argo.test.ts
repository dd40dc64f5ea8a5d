import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { SourceError, StoreError } from '../../src/errors.ts';
import { MINUTE, openProgram, scriptedSource, T0 } from '../analysis/program.ts';
import { assertOfApi } from '../manifests/api-models.ts';
import { yamlOf } from '../support/markdown-yaml.ts';
import { startApp } from './app-under-test.ts';
import { type ArgoMetric, runMetric, withArguments } from './argo-metric.ts';
import { createFakeService } from './fake-service.ts';
import { sampleAnalysis } from './sample-data.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly args: readonly { readonly name: string }[];
    readonly metrics: readonly ArgoMetric[];
    readonly strategy: unknown;
  };
}
const manifests = yamlOf('docs/argo.md') as readonly Manifest[];
const template = (name: string): Manifest => manifests.find(({ metadata }) => metadata.name === name) ?? assert.fail(name);

const args = { key: '7', control: '6d8f7c', candidate: '79b5cc', token: 'secret' };
const recipe = (name: string, changes: Partial<ArgoMetric> = {}): ArgoMetric =>
  withArguments({ ...template(name).spec.metrics[0]!, ...changes }, args);
/** As if the recipe had left Argo's own limit alone. */
const { consecutiveErrorLimit: _, ...background } = template('serinus-background').spec.metrics[0]!;
const strict = { background: withArguments(background, args), wait: recipe('serinus-wait', { consecutiveErrorLimit: 4 }) };

describe('the manifests of docs/argo.md', () => {
  for (const manifest of manifests) it(`${manifest.metadata.name} is one of Argo's API`, () => assertOfApi(manifest));

  it('pass every argument that the templates take, but the token, which is theirs', () => {
    const text = JSON.stringify(manifests.find(({ kind }) => kind === 'Rollout')?.spec.strategy);
    for (const name of ['serinus-background', 'serinus-wait'])
      for (const arg of template(name).spec.args)
        assert.ok(arg.name === 'token' || text.includes(`"name":"${arg.name}"`), `${name} ${arg.name}`);
  });

  it('ask for one and the same analysis', () => {
    const web = (name: string) => recipe(name).provider.web;
    assert.deepEqual(web('serinus-background'), web('serinus-wait'));
  });
});

describe('a fake service, as Argo sees it', () => {
  const run = (t: TestContext, metric: ArgoMetric, changes: Parameters<typeof sampleAnalysis>[0]) => {
    const service = createFakeService([sampleAnalysis({ key: 'user:shop-7', ...changes })]);
    const { app } = startApp(t, { service });
    const shop = JSON.parse(JSON.stringify(metric).replaceAll('checkout', 'shop')) as ArgoMetric;
    return runMetric(shop, 10 * MINUTE, (request) => app.inject(request));
  };
  const reason = 'x'.repeat(5000);
  const cases = [
    { verdict: 'rollback', background: 'Failed', wait: 'Failed' },
    { verdict: 'continue', background: 'Running', wait: 'Running' },
    { verdict: 'promote', background: 'Running', wait: 'Successful' },
  ] as const;
  for (const { verdict, ...expected } of cases) {
    it(`${verdict}: background ${expected.background}, wait ${expected.wait}`, async (t) => {
      for (const name of ['background', 'wait'] as const) {
        const { phase, longestValue } = await run(t, strict[name], { verdict, reason, looks: 9, score: 12.5 });
        assert.equal(phase, expected[name], name);
        assert.ok(longestValue < 400, `${longestValue} characters a measurement`);
      }
    });
  }

  it('that cannot use its store for two minutes aborts nothing with the limit of the recipes, and would with that of Argo', async (t) => {
    const { app } = startApp(t, { service: createFakeService([sampleAnalysis({ key: 'user:checkout-7' })]) });
    const broken = startApp(t, {
      service: {
        ...createFakeService(),
        start: async () => {
          throw new StoreError('STORE_LOCKED', 'locked');
        },
      },
    }).app;
    const measure: Parameters<typeof runMetric>[2] = (request, ms) => (ms >= 3 * MINUTE && ms < 5 * MINUTE ? broken : app).inject(request);
    assert.equal((await runMetric(recipe('serinus-background'), 10 * MINUTE, measure)).phase, 'Running');
    assert.equal((await runMetric(strict.background, 10 * MINUTE, measure)).phase, 'Error');
  });
});

describe('the whole program, as Argo sees it', () => {
  const play = async (t: TestContext, source: MetricSource, metric: ArgoMetric, maxMinutes: number) => {
    const program = await openProgram(t, source);
    const { app } = startApp(t, { service: program.service });
    return runMetric(metric, maxMinutes * MINUTE, async (request, elapsedMs) => {
      program.setMinute(elapsedMs / MINUTE);
      for (const analysis of (await program.service.list({ status: 'running', limit: 10 })).items) await program.runDue(analysis);
      return app.inject(request);
    });
  };
  /** Fails from minute 3 to minute 13, told by the last step that is asked for: an outage of ten minutes. */
  const withOutage = (source: MetricSource): MetricSource => ({
    ...source,
    query: async (request) => {
      const minute = (request.window.endMs - request.window.stepMs - T0) / MINUTE;
      if (minute >= 3 && minute < 13) throw new SourceError('prometheus', 'no answer', true);
      return source.query(request);
    },
  });
  const steady = () => scriptedSource(() => 1);
  /** The candidate is half as slow again from minute 5 on: 4 steps of 0 and n of 0.5 differ by over 0.1 on average at n = 2, minute 7. */
  const regression = () => scriptedSource((version, ms) => (version === args.candidate && ms > T0 + 5 * MINUTE ? 1.5 : 1));

  it('starts one analysis, and goes on when it is promoted', async (t) => {
    const { phase, elapsedMs, measurements } = await play(t, steady(), strict.wait, 60);
    assert.deepEqual([phase, elapsedMs], ['Successful', 10 * MINUTE]);
    assert.ok(measurements.slice(0, -1).every((one) => one === 'Inconclusive'));
  });

  it('an outage of the source for ten minutes is no error and aborts nothing, with the limits of Argo itself', async (t) => {
    const waiting = await play(t, withOutage(steady()), strict.wait, 60);
    assert.deepEqual([waiting.phase, waiting.elapsedMs], ['Successful', 13 * MINUTE]);
    assert.ok(!waiting.measurements.includes('Error'));
    const beside = await play(t, withOutage(steady()), strict.background, 19);
    assert.equal(beside.phase, 'Running');
    assert.ok(beside.measurements.every((one) => one === 'Successful'));
  });

  for (const name of ['background', 'wait'] as const) {
    it(`${name}: a regression aborts within two looks of its proof`, async (t) => {
      const { phase, elapsedMs } = await play(t, regression(), strict[name], 60);
      assert.equal(phase, 'Failed');
      assert.ok(elapsedMs >= 7 * MINUTE && elapsedMs <= 9 * MINUTE, `${elapsedMs / MINUTE} min`);
    });
  }
});
