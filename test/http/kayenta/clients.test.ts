import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { type AnyJson, canaryConfig, canaryRequest, fakeSource, type KayentaOptions, startKayenta, wave } from './kayenta-under-test.ts';

/* The calls of unmodified clients, as their sources make them, and what these read of the replies. */

/** The server on a port, asked by addresses that are sent byte by byte as they are: clients do not all escape what they put into them. */
async function served(t: TestContext, options?: KayentaOptions) {
  const under = await startKayenta(t, options);
  await under.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = under.app.server.address() as AddressInfo;
  const send = async (method: string, path: string, { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {}) => {
    const sent = request({ port, method, path: `/kayenta${path}`, headers, agent: false }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode, text: Buffer.concat(chunks).toString() };
  };
  return { ...under, send };
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('Argo Rollouts, provider kayenta', () => {
  /** Go decodes into a struct: `updatedTimestamp` must be an integer; the client looks for the name. */
  const findConfig = (list: AnyJson[], name: string): string => {
    for (const { updatedTimestamp } of list) assert.ok(Number.isInteger(updatedTimestamp));
    return list.find((config) => config.name === name)?.id ?? assert.fail('Canary config not found');
  };

  for (const { name, candidate, zone, hour, phase } of [
    { name: 'a healthy candidate', candidate: 'v2', zone: 'Z', hour: '12', phase: 'Successful' },
    { name: 'a slow candidate', candidate: 'v3', zone: '+02:00', hour: '14', phase: 'Failed' },
  ]) {
    it(`runs ${name} to ${phase}`, async (t) => {
      const { send, ended, kayenta } = await served(t);
      for (const other of ['other', 'my-config'])
        await kayenta.configs.create(canaryConfig({ name: other, applications: ['guestbook/eu:a@b'] }));

      // 1. It passes the name of the storage account as that of the configuration account, unescaped.
      const found = await send('GET', '/canaryConfig?application=guestbook/eu:a@b&configurationAccountName=serinus');
      assert.equal(found.status, 200);
      const id = findConfig(JSON.parse(found.text), 'my-config');

      // 2. Exactly 200, numbers as integers, times with the controller's offset, no extendedScopeParams.
      const scope = (of: string) =>
        `{"scope":"${of}","location":"us-west-2","step":60,"start":"2026-01-31T${hour}:00:00${zone}","end":"2026-01-31T${Number(hour) + 1}:00:00${zone}"}`;
      const started = await send(
        'POST',
        `/canary/${id}?application=guestbook/eu:a@b&metricsAccountName=prometheus&configurationAccountName=serinus&storageAccountName=serinus`,
        {
          headers: JSON_TYPE,
          body: `\n{"scopes":{"default":{"controlScope":${scope('v1')},"experimentScope":${scope(candidate)}}},"thresholds":{"pass":90,"marginal":75}}`,
        },
      );
      assert.equal(started.status, 200, started.text);
      const { canaryExecutionId } = JSON.parse(started.text);
      assert.match(canaryExecutionId, /^[\w.-]+$/);

      // 3. No parameters; `complete` must be a boolean, the score a number.
      const before = JSON.parse((await send('GET', `/canary/${canaryExecutionId}`)).text);
      assert.equal(typeof before.complete, 'boolean');
      await ended(canaryExecutionId);
      const reply = await send('GET', `/canary/${canaryExecutionId}`);
      const run = JSON.parse(reply.text);
      assert.deepEqual([reply.status, run.complete, run.status], [200, true, 'succeeded']);
      const { score } = run.result.judgeResult.score;
      assert.equal(typeof score, 'number');
      const verdict = Math.trunc(score) >= 90 ? 'Successful' : Math.trunc(score) >= 75 ? 'Inconclusive' : 'Failed';
      assert.equal(verdict, phase);
      assert.equal(run.result.canaryDuration, 'PT1H');
      assert.equal(run.result.judgeResult.serinus.verdict, phase === 'Successful' ? 'promote' : 'rollback');
    });
  }

  it('asks the source for the same hour whatever the offset it is written in', async (t) => {
    const source = fakeSource('prometheus', wave);
    const { ask, ended } = await startKayenta(t, { sources: [source] });
    for (const [start, end] of [
      ['2026-01-31T12:00:00Z', '2026-01-31T13:00:00Z'],
      ['2026-01-31T14:00:00+02:00', '2026-01-31T15:00:00+02:00'],
      ['2026-01-31T06:30:00-05:30', '2026-01-31T07:30:00-05:30'],
    ]) {
      const side = (of: string) => ({ scope: of, location: 'r', step: 60, start, end });
      const scopes = { default: { controlScope: side('v1'), experimentScope: side('v2') } };
      const { body } = await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest('v2', { scopes }) });
      await ended(body.canaryExecutionId);
    }
    assert.equal(source.asked.length, 6);
    assert.deepEqual([...new Set(source.asked.map(({ window }) => window.startMs))], [Date.UTC(2026, 0, 31, 12)]);
  });

  it('is told that a source failed by a run without a score, which it takes for an error', async (t) => {
    const broken = { ...fakeSource('prometheus', wave), query: async () => assert.fail('as a bug would') };
    const { ask, ended, errors } = await startKayenta(t, { sources: [broken] });
    const { body } = await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() });
    await ended(body.canaryExecutionId);
    const run = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.deepEqual([run.complete, run.status, run.result], [true, 'terminal', undefined]);
    assert.equal(errors.length, 1);
  });

  it('is told 404 of what became of a missing id', async (t) => {
    const { send } = await served(t);
    const reply = await send('GET', '/canary/%3Cnil%3E');
    assert.equal(reply.status, 404);
    assert.match(JSON.parse(reply.text).message, /no canary execution has the id "<nil>"/);
  });
});

/** Orca's statuses, as its client's enum has them in lower case. */
const ORCA_STATUSES = [
  ...['not_started', 'running', 'paused', 'suspended', 'succeeded', 'failed_continue', 'terminal'],
  ...['canceled', 'redirect', 'stopped', 'skipped', 'buffered'],
];

describe('Orca', () => {
  it('runs a canary and reads what its strict types need', async (t) => {
    const { ask, ended, kayenta } = await startKayenta(t);
    const id = await kayenta.configs.create(canaryConfig());
    const accounts = (await ask('GET', '/credentials')).body;
    for (const { name, type } of accounts) assert.ok(typeof name === 'string' && typeof type === 'string');
    for (const config of (await ask('GET', '/canaryConfig')).body)
      assert.ok(config.id !== null && config.name !== null && Array.isArray(config.applications));

    const request = { ...canaryRequest(), metadata: [{ name: 'commit', value: 'abc', hidden: false }], siteLocal: {}, unknown: 1 };
    const query = 'application=shop&parentPipelineExecutionId=01PARENT&metricsAccountName=prometheus&storageAccountName=serinus';
    const { body } = await ask('POST', `/canary/${id}?${query}`, request);
    await ended(body.canaryExecutionId);
    const { status, body: run } = await ask('GET', `/canary/${body.canaryExecutionId}?storageAccountName=serinus`);
    assert.equal(status, 200);
    const { result, config, stageStatus, canaryExecutionRequest, ...about } = run;
    const [time, iso] = [Date.UTC(2026, 0, 31, 14), '2026-01-31T14:00:00Z'];
    assert.deepEqual(about, {
      application: 'shop',
      parentPipelineExecutionId: '01PARENT',
      pipelineId: body.canaryExecutionId,
      complete: true,
      status: 'succeeded',
      canaryConfigId: id,
      metricSetPairListId: body.canaryExecutionId,
      ...{ buildTimeMillis: time, buildTimeIso: iso, startTimeMillis: time, startTimeIso: iso, endTimeMillis: time, endTimeIso: iso },
      ...{ storageAccountName: 'serinus', metricsAccountName: 'prometheus', configurationAccountName: 'serinus' },
    });
    assert.deepEqual(canaryExecutionRequest, request, 'the request as it was sent');
    assert.equal(config.id, id);
    assert.deepEqual(stageStatus, {
      setupContext: 'succeeded',
      fetchControl0: 'succeeded',
      fetchExperiment0: 'succeeded',
      mixMetrics: 'succeeded',
      judge: 'succeeded',
    });
    const { score, results } = result.judgeResult;
    assert.deepEqual(score, { score: 100, classification: 'Pass', classificationReason: '' });
    assert.equal(results[0].controlMetadata.stats.count, 61);
    assert.ok(ORCA_STATUSES.includes(run.status));
  });

  it('cancels a run with a body that is an empty text', async (t) => {
    const waiting = fakeSource('prometheus', wave);
    const source = {
      ...waiting,
      query: ({ signal }: { signal: AbortSignal }) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const { app, ask } = await startKayenta(t, { sources: [source] });
    const { body } = await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() });
    const url = `/kayenta/pipelines/${body.canaryExecutionId}/cancel`;
    for (const payload of ['""', '']) {
      const reply = await app.inject({ method: 'PUT', url, payload, headers: JSON_TYPE });
      assert.deepEqual([reply.statusCode, reply.body], [202, '']);
    }
    const run = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.deepEqual([run.complete, run.status, run.result, run.endTimeIso], [true, 'canceled', undefined, '2026-01-31T14:00:00Z']);
    assert.equal(run.stageStatus.judge, 'canceled');
    assert.equal((await ask('PUT', '/pipelines/unknown/cancel')).status, 404);
  });
});

describe('Referee', () => {
  it('runs a config of its own and reads the report', async (t) => {
    const { ask, ended } = await startKayenta(t);
    for (const { supportedTypes } of (await ask('GET', '/credentials')).body) assert.ok(Array.isArray(supportedTypes));
    const { status, body } = await ask('POST', '/canary?application=ad-hoc&metricsAccountName=prometheus&storageAccountName=serinus', {
      canaryConfig: canaryConfig({ name: undefined, applications: undefined, id: null }),
      executionRequest: canaryRequest('v3'),
    });
    assert.equal(status, 200);
    await ended(body.canaryExecutionId);
    const run = (await ask('GET', `/canary/${body.canaryExecutionId}`)).body;
    assert.deepEqual([run.complete, run.status, run.application], [true, 'succeeded', 'ad-hoc']);
    assert.deepEqual(
      run.result.judgeResult.results.map(({ name, classification }: AnyJson) => [name, classification]),
      [['latency', 'High']],
    );
    const pairs = (await ask('GET', `/metricSetPairList/${run.metricSetPairListId}`)).body;
    assert.equal(pairs.length, 1);
    const [{ values, scopes, attributes, ...about }] = pairs;
    assert.deepEqual(about, { name: 'latency', id: run.result.judgeResult.results[0].id, tags: {} });
    assert.deepEqual([values.control.length, values.experiment.length], [61, 61]);
    assert.deepEqual(scopes.control, {
      startTimeIso: '2026-01-31T12:00:00Z',
      startTimeMillis: Date.UTC(2026, 0, 31, 12),
      stepMillis: 60_000,
    });
    assert.deepEqual(attributes, {
      control: { query: 'avg(latency{version="v1"})' },
      experiment: { query: 'avg(latency{version="v3"})' },
    });
  });

  it('reads the texts "NaN" where there is no sample', async (t) => {
    const gaps = fakeSource('prometheus', (query, step) => (step % 10 === 3 ? Number.NaN : wave(query, step)));
    const { ask, ended } = await startKayenta(t, { sources: [gaps] });
    const { body } = await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() });
    await ended(body.canaryExecutionId);
    const [{ values }] = (await ask('GET', `/metricSetPairList/${body.canaryExecutionId}`)).body;
    assert.deepEqual([values.control[3], values.control[4], values.experiment[13]], ['NaN', wave('v1', 4), 'NaN']);
  });
});

describe('Deck, by way of Gate', () => {
  it('lists judges, accounts and names of metrics, the runs of an application, and one pair', async (t) => {
    const { ask, ended, kayenta } = await startKayenta(t);
    assert.deepEqual((await ask('GET', '/judges')).body, [{ name: 'NetflixACAJudge-v1.0', visible: true }]);
    const places = { locations: [], recommendedLocations: [] };
    const service = { name: 'prometheus', type: 'prometheus', ...places };
    assert.deepEqual((await ask('GET', '/metricsServices')).body, [service]);
    assert.deepEqual((await ask('GET', '/credentials')).body, [
      { ...service, supportedTypes: ['METRICS_STORE'] },
      { name: 'serinus', type: 'serinus', supportedTypes: ['OBJECT_STORE', 'CONFIGURATION_STORE'], ...places },
    ]);
    const named = await ask('GET', '/metadata/metricsService?metricsAccountName=prometheus&filter=HTTP');
    assert.deepEqual(named.body, [{ name: 'Http_errors' }, { name: 'http_requests_total' }]);

    const id = await kayenta.configs.create(canaryConfig());
    const runs: string[] = [];
    for (const application of ['shop', 'cart', 'shop', 'shop']) {
      runs.push((await ask('POST', `/canary/${id}?application=${application}`, canaryRequest())).body.canaryExecutionId);
      await ended(runs.at(-1)!);
    }
    const list = async (query: string): Promise<string[]> =>
      (await ask('GET', `/canary/executions?${query}`)).body.map(({ pipelineId }: AnyJson) => pipelineId);
    const shop = [runs[3], runs[2], runs[0]].toSorted();
    assert.deepEqual((await list('application=shop')).toSorted(), shop);
    assert.equal((await list('application=shop&limit=2')).length, 2);
    assert.deepEqual([...(await list('application=shop&limit=2')), ...(await list('application=shop&limit=2&page=2'))].toSorted(), shop);
    assert.equal((await list('application=shop&statuses=RUNNING,SUCCEEDED')).length, 3);
    assert.deepEqual(await list('application=shop&statuses=TERMINAL,PAUSED'), []);
    assert.deepEqual(await list(''), [], 'those of ad-hoc');

    const [pair] = (await ask('GET', `/metricSetPairList/${runs[0]}`)).body;
    assert.deepEqual(await ask('GET', `/metricSetPairList/${runs[0]}/${pair.id}`), { status: 200, body: pair });
    assert.equal((await ask('GET', `/metricSetPairList/${runs[0]}/other`)).status, 404);
  });
});
