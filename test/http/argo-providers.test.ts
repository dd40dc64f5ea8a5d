import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { SourceError, StoreError } from '../../src/errors.ts';
import { document, MINUTE, openProgram, scriptedSource, T0 } from '../analysis/program.ts';
import { configDocument, stubJudges } from '../support/config-document.ts';
import { yamlOf } from '../support/markdown-yaml.ts';
import { startApp } from './app-under-test.ts';
import { type ArgoMetric, withArguments } from './argo-metric.ts';
import { type ArgoPrometheusMetric, outcomeOf, prometheusRequest, runPrometheusMetric } from './argo-prometheus.ts';
import { createFakeService } from './fake-service.ts';
import { secretOf, someAuth } from './sample-access.ts';

const checkout = resolveConfig({ ...document, spec: { ...document.spec, metrics: configDocument().spec.metrics } }, stubJudges);
const template = yamlOf('docs/argo.md').find(({ metadata }) => metadata?.name === 'serinus-score') ?? assert.fail();
const args = { control: '6d8f7c', candidate: '79b5cc', token: 'secret' };
const metric = withArguments(template.spec.metrics[0], args) as ArgoMetric & ArgoPrometheusMetric;

describe('the prometheus provider of Argo, over the whole program', () => {
  const play = async (t: TestContext, source: MetricSource, isStarted = true) => {
    const program = await openProgram(t, source);
    const { app } = startApp(t, { service: program.service, configs: () => [checkout] });
    if (isStarted) {
      const start = { config: 'checkout', control: { version: args.control }, candidate: { version: args.candidate } };
      const reply = await app.inject({ method: 'POST', url: '/analyses?form=short', payload: start });
      assert.equal(reply.statusCode, 201);
    }
    return runPrometheusMetric(metric, 30 * MINUTE, async (request, elapsedMs) => {
      program.setMinute(elapsedMs / MINUTE);
      for (const analysis of (await program.service.list({ status: 'running', limit: 10 })).items) await program.runDue(analysis);
      return app.inject(request);
    });
  };

  it('a steady candidate is Successful when the minimum duration is over', async (t) => {
    assert.deepEqual(
      await play(
        t,
        scriptedSource(() => 1),
      ),
      { phase: 'Successful', elapsedMs: 10 * MINUTE, measurements: ['Successful'] },
    );
  });

  it('a slower one is Failed', async (t) => {
    const slower = scriptedSource((version) => (version === args.candidate ? 1.5 : 1));
    assert.equal((await play(t, slower)).phase, 'Failed');
  });

  it('a source that is down from the first is no number: Inconclusive, neither an error nor an end, until the deadline decides', async (t) => {
    const down: MetricSource = {
      ...scriptedSource(() => 1),
      query: async () => {
        throw new SourceError('prometheus', 'no answer', true);
      },
    };
    const { measurements } = await play(t, down);
    // The config's deadline is minute 20.
    assert.deepEqual(new Set(measurements.slice(0, 9)), new Set(['Inconclusive']));
    assert.ok(!measurements.includes('Successful') && !measurements.includes('Error'), String(measurements));
  });

  it('an analysis that nobody started is an empty vector: Inconclusive', async (t) => {
    const { phase, measurements } = await play(
      t,
      scriptedSource(() => 1),
      false,
    );
    assert.deepEqual([phase, ...new Set(measurements)], ['Running', 'Inconclusive']);
  });

  it('a store that fails is an error of the measurement, of which thirty are let by', async (t) => {
    const { app } = startApp(t, {
      service: {
        ...createFakeService(),
        verdict: async () => {
          throw new StoreError('STORE_LOCKED', 'locked');
        },
      },
      configs: () => [checkout],
    });
    const { phase, measurements } = await runPrometheusMetric(metric, 60 * MINUTE, (request) => app.inject(request));
    assert.deepEqual([phase, measurements.length, measurements[0]], ['Error', 31, 'Error']);
  });
});

describe('the prometheus provider and authentication', () => {
  it('sends the token of the recipe in the header, for which the role read is enough', async (t) => {
    const { app } = startApp(t, { auth: someAuth });
    const request = (token: string) => {
      const sent = withArguments(template.spec.metrics[0], { ...args, token }) as ArgoMetric & ArgoPrometheusMetric;
      return app.inject({ ...prometheusRequest(sent, T0), payload: `query=${encodeURIComponent('serinus_score{analysis="a-1"}')}` });
    };
    assert.equal((await request(secretOf('read'))).statusCode, 200);
    assert.equal((await request('wrong')).statusCode, 401);
  });
});

describe('conditions on an empty vector', () => {
  it('without the guard of the recipe are an error, as Argo itself has it', () => {
    assert.equal(outcomeOf({ ...metric, successCondition: 'result[0] >= 95', failureCondition: 'result[0] < 75' }, []), 'Error');
    assert.equal(outcomeOf(metric, []), 'Inconclusive');
    assert.deepEqual(
      [100, 95, 94, 75, 74, 0].map((score) => outcomeOf(metric, [score])),
      ['Successful', 'Successful', 'Inconclusive', 'Inconclusive', 'Failed', 'Failed'],
    );
  });
});
