import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SourceError } from '../../../src/errors.ts';
import { canaryConfig, canaryRequest, fakeSource, startKayenta, wave } from './kayenta-under-test.ts';

const window = { start: '2026-01-31T12:00:00Z', end: '2026-01-31T13:00:00Z', step: 60 };
const metric = canaryConfig().metrics[0];
const scopesOf = (changes: object) => ({
  scopes: { default: { controlScope: { scope: 'v1', ...window }, experimentScope: { scope: 'v2', ...window, ...changes } } },
});

describe('a run of a canary is refused', () => {
  const refusals: readonly {
    readonly name: string;
    readonly config?: object;
    readonly request?: object;
    readonly query?: string;
    readonly message: string | RegExp;
  }[] = [
    { name: 'without thresholds', request: { thresholds: null }, message: 'Execution request must contain thresholds' },
    { name: 'with half of the thresholds', request: { thresholds: { pass: 90 } }, message: 'thresholds.marginal must be a number.' },
    {
      name: 'with a threshold that is no number',
      request: { thresholds: { pass: 'NaN', marginal: 1 } },
      message: /^thresholds.pass must be a number/,
    },
    { name: 'without a metric', config: { metrics: [] }, message: /^The canary config must specify at least one metric/ },
    { name: 'without scopes', request: { scopes: null }, message: /were not provided in the execution request: \[default\]/ },
    { name: 'without the scope of a metric', config: { metrics: [{ ...metric, scopeName: 'other' }] }, message: /\[other\]/ },
    { name: 'with a metric of no scope', config: { metrics: [{ ...metric, scopeName: null }] }, message: /metric named 'latency' is null/ },
    {
      name: 'with one side only',
      request: { scopes: { default: { controlScope: { scope: 'v1', ...window } } } },
      message: /missing experimentScope or controlScope/,
    },
    { name: 'with a start that is no instant', request: scopesOf({ start: '12:00' }), message: /start must be an instant/ },
    { name: 'with an end before its start', request: scopesOf({ end: '2026-01-31T11:00:00Z' }), message: /must be after the start/ },
    { name: 'with a step of 0', request: scopesOf({ step: 0 }), message: /step must be a whole number of seconds/ },
    { name: 'with an unknown judge', config: { judge: { name: 'dredd-v1.0' } }, message: "Unable to resolve canary judge 'dredd-v1.0'." },
    { name: 'with an unknown account of metrics', query: '?metricsAccountName=x', message: 'Unable to resolve account x.' },
    { name: 'with an unknown account of results', query: '?storageAccountName=x', message: 'Unable to resolve account x.' },
    {
      name: 'with queries of a service that is not here',
      config: { metrics: [{ ...metric, query: { type: 'atlas', q: 'x' } }] },
      message: /'atlas'/,
    },
    {
      name: 'with a query that cannot be built',
      config: { metrics: [{ ...metric, query: { type: 'prometheus' } }] },
      message: 'Metric Name is required when query type is Default.',
    },
    {
      name: 'with a query that was deprecated',
      config: { metrics: [{ ...metric, query: { type: 'prometheus', metricName: 'm', customFilter: 'x' } }] },
      message: /^CanaryMetricSetQueryConfig.customFilter is deprecated/,
    },
  ];
  for (const { name, config = {}, request = {}, query = '', message } of refusals) {
    it(name, async (t) => {
      const { ask, kayenta } = await startKayenta(t);
      const body = { canaryConfig: canaryConfig(config), executionRequest: canaryRequest('v2', request) };
      const id = await kayenta.configs.create(canaryConfig({ ...config, id: 'kept' }));
      for (const reply of [await ask('POST', `/canary${query}`, body), await ask('POST', `/canary/${id}${query}`, body.executionRequest)]) {
        assert.deepEqual([reply.status, Object.keys(reply.body)], [400, ['message']]);
        if (typeof message === 'string') assert.equal(reply.body.message, message);
        else assert.match(reply.body.message, message);
      }
      assert.deepEqual((await ask('GET', '/canary/executions')).body, []);
    });
  }

  for (const [name, body, message] of [
    ['a config', { executionRequest: canaryRequest() }, 'canaryConfig must be provided for ad-hoc requests'],
    ['a request', { canaryConfig: canaryConfig() }, 'executionRequest must be provided for ad-hoc requests'],
  ] as const)
    it(`without ${name}`, async (t) => {
      const { ask } = await startKayenta(t);
      for (const url of ['/canary', '/standalone_canary_analysis'])
        assert.deepEqual(await ask('POST', url, body), { status: 400, body: { message } });
    });

  it('by a config that is not there', async (t) => {
    const { ask } = await startKayenta(t);
    const { status, body } = await ask('POST', '/canary/none', canaryRequest());
    assert.deepEqual([status, body], [404, { message: 'no canary config has the id "none"' }]);
  });

  it('while 500 are unfinished, and is taken again when there is room', async (t) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const source = fakeSource('prometheus', wave);
    const slow = { ...source, query: async (request: Parameters<typeof source.query>[0]) => promise.then(() => source.query(request)) };
    const { ask, kayenta } = await startKayenta(t, { sources: [slow] });
    const config = canaryConfig({ id: 'a' });
    await kayenta.configs.create(config);
    for (let i = 0; i < 500; i++) await kayenta.startCanary('a', canaryRequest(), {});
    for (const url of ['/canary/a', '/standalone_canary_analysis/a']) {
      const { status, body } = await ask('POST', url, canaryRequest());
      assert.deepEqual([status, body.message], [503, '500 canary executions are unfinished: ask again later']);
    }
    resolve();
    await kayenta.executions.settled();
    assert.equal((await ask('POST', '/canary/a', canaryRequest())).status, 200);
  });
});

describe('a run that fails', () => {
  it('is terminal, without a result, and says the failure of the source', async (t) => {
    const broken = {
      ...fakeSource('prometheus', wave),
      query: async () => {
        throw new SourceError('prometheus', 'no answer within 30000 ms', true);
      },
    };
    const { ask, ended, errors } = await startKayenta(t, { sources: [broken] });
    const { body } = await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() });
    await ended(body.canaryExecutionId);
    const run = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.deepEqual([run.complete, run.status, run.result, run.metricSetPairListId], [true, 'terminal', undefined, undefined]);
    assert.deepEqual(run.exception.details.errors, ['prometheus: no answer within 30000 ms']);
    assert.deepEqual([run.stageStatus.fetchControl0, run.stageStatus.judge], ['terminal', 'not_started']);
    assert.deepEqual(errors, [], 'it is no failure of ours');
    assert.deepEqual((await ask('GET', '/canary/executions?statuses=TERMINAL')).body, [run]);
  });

  it('for a reason of ours says no more than that', async (t) => {
    const broken = {
      ...fakeSource('prometheus', wave),
      query: async () => {
        throw new Error('secret');
      },
    };
    const { ask, ended, errors } = await startKayenta(t, { sources: [broken] });
    const { body } = await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() });
    await ended(body.canaryExecutionId);
    const run = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.equal(run.status, 'terminal');
    assert.doesNotMatch(JSON.stringify(run), /secret/);
    assert.deepEqual(errors.map(String), ['Error: secret']);
  });

  it('in its judge keeps the pairs that it was to judge', async (t) => {
    const { ask, ended } = await startKayenta(t);
    const config = canaryConfig({ metrics: [{ ...metric, analysisConfigurations: { canary: { critical: 'true' } } }] });
    const { body } = await ask('POST', '/canary', { canaryConfig: config, executionRequest: canaryRequest() });
    await ended(body.canaryExecutionId);
    const run = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.deepEqual([run.status, run.stageStatus.mixMetrics, run.stageStatus.judge], ['terminal', 'succeeded', 'terminal']);
    assert.match(run.exception.details.errors[0], /critical: must be true or false, not "true"/);
    assert.equal((await ask('GET', `/metricSetPairList/${run.metricSetPairListId}`)).body.length, 1);
  });

  it('for want of data is judged, and passes nothing', async (t) => {
    const { ask, ended } = await startKayenta(t);
    const query = { type: 'prometheus', customInlineTemplate: 'PromQL:nothing' };
    const config = canaryConfig({ metrics: [{ ...metric, query }] });
    const { body } = await ask('POST', '/canary', { canaryConfig: config, executionRequest: canaryRequest() });
    await ended(body.canaryExecutionId);
    const { status, result } = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.equal(status, 'succeeded');
    assert.deepEqual(result.judgeResult.score, {
      score: 0,
      classification: 'Fail',
      classificationReason: 'Canary Failed: 50% or more metrics returned NODATA',
    });
    assert.equal(result.judgeResult.serinus.verdict, 'continue');
  });
});

describe('a run', () => {
  it('waits its turn: eight ask their sources at a time', async (t) => {
    const source = fakeSource('prometheus', wave);
    const waiting: (() => void)[] = [];
    let most = 0;
    const counting = {
      ...source,
      query: async (request: Parameters<typeof source.query>[0]) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return source.query(request);
      },
    };
    const { ask, kayenta } = await startKayenta(t, { sources: [counting] });
    const body = { canaryConfig: canaryConfig(), executionRequest: canaryRequest() };
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) ids.push((await ask('POST', '/canary', body)).body.canaryExecutionId);
    const statuses = async () => (await Promise.all(ids.map((id) => ask('GET', `/canary/${id}`)))).map((reply) => reply.body.status);
    while (waiting.length < 16) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await statuses(), [...new Array(8).fill('running'), ...new Array(12).fill('not_started')]);
    // Both sides of a metric are asked together.
    while (kayenta.executions.unfinished() > 0) {
      most = Math.max(most, waiting.length);
      for (const release of waiting.splice(0)) release();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(most, 16);
    assert.deepEqual(await statuses(), new Array(20).fill('succeeded'));
  });

  it('goes on when its config is deleted', async (t) => {
    const { ask, ended, kayenta } = await startKayenta(t);
    const id = await kayenta.configs.create(canaryConfig());
    const { body } = await ask('POST', `/canary/${id}`, canaryRequest());
    await ask('DELETE', `/canaryConfig/${id}`);
    await ended(body.canaryExecutionId);
    assert.equal((await ask('GET', `/canary/${body.canaryExecutionId}`)).body.status, 'succeeded');
  });

  it('that has ended is not canceled', async (t) => {
    const { ask, ended } = await startKayenta(t);
    const { body } = await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() });
    await ended(body.canaryExecutionId);
    const before = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.equal((await ask('PUT', `/pipelines/${body.canaryExecutionId}/cancel`)).status, 202);
    assert.deepEqual((await ask('GET', `/canary/${body.canaryExecutionId}`)).body, before);
  });

  it('refuses a page and a limit that are none', async (t) => {
    const { ask } = await startKayenta(t);
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'page=0', 'page=1.5'])
      assert.equal((await ask('GET', `/canary/executions?${query}`)).status, 400, query);
  });
});
