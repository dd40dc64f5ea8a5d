import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SourceError } from '../../../src/errors.ts';
import { pairExample, setExample } from '../../../src/http/kayenta-run-examples.ts';
import { canaryConfig, canaryRequest, fakeSource, NOW, startKayenta, wave } from './kayenta-under-test.ts';

const ISO = '2026-01-31T14:00:00Z';

describe('lists of series and of pairs', () => {
  for (const { url, item, deleted } of [
    { url: '/metricSetPairList', item: pairExample, deleted: 200 },
    { url: '/metricSetList', item: setExample, deleted: 204 },
  ]) {
    it(`${url} keeps what it is sent, and deletes it`, async (t) => {
      const { ask } = await startKayenta(t);
      const { status, body } = await ask('POST', `${url}?accountName=serinus`, [{ ...item, more: { a: 1 } }]);
      const id = body[`${url.slice(1)}Id`];
      assert.deepEqual([status, Object.keys(body)], [200, [`${url.slice(1)}Id`]]);
      assert.deepEqual((await ask('GET', `${url}/${id}`)).body, [{ ...item, more: { a: 1 } }]);
      assert.deepEqual((await ask('GET', url)).body, [{ id, updatedTimestamp: NOW, updatedTimestampIso: ISO }]);
      assert.deepEqual(await ask('DELETE', `${url}/${id}`), { status: deleted, body: undefined });
      for (const method of ['GET', 'DELETE'] as const) assert.equal((await ask(method, `${url}/${id}`)).status, 404);
      assert.deepEqual((await ask('GET', url)).body, []);
    });
  }

  const refusals = [
    { url: '/metricSetPairList', body: {}, message: /array/ },
    { url: '/metricSetPairList', body: [{ values: {} }], message: /must have a name/ },
    {
      url: '/metricSetPairList',
      body: [{ ...pairExample, values: { control: ['nan'] } }],
      message: /values.control\[0\] must be a number, not "nan"/,
    },
    {
      url: '/metricSetPairList',
      body: [{ ...pairExample, values: { control: new Array(11_001).fill(1) } }],
      message: /11000 are the most/,
    },
    { url: '/metricSetPairList', body: new Array(1001).fill(pairExample), message: /1000/ },
    { url: '/metricSetList', body: [{ values: [1] }], message: /must have a name/ },
    { url: '/metricSetList', body: [{ name: 'a', values: 1 }], message: /set a: values must be an array/ },
  ];
  for (const { url, body, message } of refusals)
    it(`${url} refuses ${JSON.stringify(body).slice(0, 60)}`, async (t) => {
      const { ask } = await startKayenta(t);
      const reply = await ask('POST', url, body);
      assert.deepEqual([reply.status, Object.keys(reply.body)], [400, ['message']]);
      assert.match(reply.body.message, message);
    });
});

describe('judging what is kept', () => {
  it('answers what the run had answered', async (t) => {
    const { ask, ended, kayenta } = await startKayenta(t);
    const id = await kayenta.configs.create(canaryConfig());
    const { canaryExecutionId } = (await ask('POST', `/canary/${id}`, canaryRequest('v3'))).body;
    await ended(canaryExecutionId);
    const run = (await ask('GET', `/canary/${canaryExecutionId}`)).body;
    const query = `canaryConfigId=${id}&metricSetPairListId=${run.metricSetPairListId}&passThreshold=90&marginalThreshold=75`;
    assert.deepEqual(await ask('POST', `/judges/judge?${query}`), { status: 200, body: run.result.judgeResult });
  });

  for (const [name, query, status, message] of [
    ['a config', 'canaryConfigId=x&metricSetPairListId=p', 404, /no canary config has the id "x"/],
    ['pairs', 'canaryConfigId=c&metricSetPairListId=x', 404, /no metric set pair list has the id "x"/],
    ['thresholds', '', 400, /canaryConfigId: is missing/],
    ['a judge', 'canaryConfigId=d&metricSetPairListId=p', 400, /^Unable to resolve canary judge 'dredd-v1.0'.$/],
  ] as const)
    it(`is refused without ${name}`, async (t) => {
      const { ask, kayenta } = await startKayenta(t);
      await kayenta.configs.create(canaryConfig({ id: 'c' }));
      await kayenta.configs.create(canaryConfig({ id: 'd', name: 'd', judge: { name: 'dredd-v1.0' } }));
      await kayenta.pairLists.put('p', [pairExample]);
      const reply = await ask('POST', `/judges/judge?${query}&passThreshold=90&marginalThreshold=75`);
      assert.equal(reply.status, status);
      assert.match(reply.body.message, message);
    });
});

describe('the archive', () => {
  it('has the runs that have ended, and takes those of elsewhere', async (t) => {
    const { ask, ended } = await startKayenta(t);
    const { canaryExecutionId } = (await ask('POST', '/canary', { canaryConfig: canaryConfig(), executionRequest: canaryRequest() })).body;
    await ended(canaryExecutionId);
    const run = (await ask('GET', `/canaryResultArchive/${canaryExecutionId}`)).body;
    assert.equal(run.result.judgeResult.score.score, 100);
    const { status, body } = await ask('POST', '/canaryResultArchive?pipelineId=01OLD', { ...run, pipelineId: 'other' });
    assert.deepEqual([status, body], [200, { pipelineId: '01OLD' }]);
    assert.deepEqual((await ask('GET', '/canary/01OLD')).body, { ...run, pipelineId: '01OLD' });
    assert.equal((await ask('GET', '/canaryResultArchive')).body.length, 2);
    assert.equal((await ask('PUT', '/canaryResultArchive/01OLD', { ...run, application: 'moved' })).status, 200);
    assert.equal((await ask('GET', '/canary/executions?application=moved')).body.length, 1);
    for (const id of ['01OLD', canaryExecutionId]) assert.equal((await ask('DELETE', `/canaryResultArchive/${id}`)).status, 204);
    assert.equal((await ask('GET', `/canary/${canaryExecutionId}`)).status, 404);
    assert.equal((await ask('GET', `/metricSetPairList/${canaryExecutionId}`)).status, 404, 'its series go with it');
  });

  it('refuses what is there, what is not, and what has not ended', async (t) => {
    const { ask } = await startKayenta(t, { sources: [{ ...fakeSource('prometheus', wave), query: () => new Promise(() => {}) }] });
    const ended = { status: 'succeeded' };
    await ask('POST', '/canaryResultArchive?pipelineId=a', ended);
    assert.deepEqual(await ask('POST', '/canaryResultArchive?pipelineId=a', ended), {
      status: 400,
      body: { message: "Archived canary result 'a' already exists." },
    });
    assert.deepEqual(await ask('PUT', '/canaryResultArchive/b', ended), {
      status: 400,
      body: { message: "Archived canary result 'b' does not exist." },
    });
    assert.match((await ask('POST', '/canaryResultArchive', { status: 'running' })).body.message, /'running' has not ended/);
    assert.equal((await ask('POST', '/canaryResultArchive?pipelineId=a/b', ended)).status, 400);
    assert.equal((await ask('DELETE', '/canaryResultArchive/b')).status, 404);
  });
});

describe('fetching', () => {
  const hour = 'step=60&start=2026-01-31T12:00:00Z&end=2026-01-31T13:00:00Z';
  // The queries are those of Kayenta's own cases, PrometheusMetricsServiceSpec, with names and values that are PromQL.
  const dryRuns = [
    {
      name: 'by the resource type of Google',
      query: 'metricName=some_metric&labelBindings=a=%22b%22&resourceType=gce_instance&location=us-central1&scope=some-server-group',
      expected: 'avg(some_metric{a="b",instance=~"some-server-group-.{4}",zone=~".+/zones/us-central1-.{1}"})',
    },
    {
      name: 'by a filter',
      query:
        'metricName=some_metric&labelBindings=a=%22b%22&customFilter=some_label%3D%22%24%7Bscope%7D%22&scope=some-app-canary&groupByFields=path',
      expected: 'avg(some_metric{some_label="some-app-canary",a="b"}) by (path)',
    },
    { name: 'by a whole query', query: 'metricName=x&customFilter=PromQL:up{v=%22%24%7Bscope%7D%22}&scope=v1', expected: 'up{v="v1"}' },
  ];
  for (const { name, query, expected } of dryRuns)
    it(`tells the query ${name}, and asks nothing`, async (t) => {
      const source = fakeSource('prometheus', wave);
      const { ask } = await startKayenta(t, { sources: [source] });
      const reply = await ask('POST', `/fetch/prometheus/query?metricSetName=a&${query}&${hour}&dryRun=true`);
      assert.deepEqual(reply, { status: 200, body: { query: expected } });
      assert.equal(source.asked.length, 0);
    });

  it('keeps the series of a query', async (t) => {
    const source = fakeSource('prometheus', wave, { __name__: 'up', path: '/a' });
    const { ask } = await startKayenta(t, { sources: [source] });
    const { body } = await ask('POST', `/fetch/prometheus/query?metricSetName=a&metricName=x&customFilter=PromQL:up&${hour}`);
    const [set, ...others] = (await ask('GET', `/metricSetList/${body.metricSetListId}`)).body;
    const { values, endTimeIso: _iso, endTimeMillis: _ms, ...about } = set;
    assert.deepEqual([values.length, values[1], others], [61, wave('up', 1), []]);
    assert.deepEqual(about, {
      name: 'a',
      tags: { path: '/a' },
      startTimeMillis: Date.UTC(2026, 0, 31, 12),
      startTimeIso: '2026-01-31T12:00:00Z',
      stepMillis: 60_000,
      attributes: { query: 'up' },
    });
  });

  it('tells the failure of the source as 502, and what Kayenta refuses as 400', async (t) => {
    const broken = {
      ...fakeSource('prometheus', wave),
      query: async () => {
        throw new SourceError('prometheus', 'HTTP 503', true);
      },
    };
    const { ask } = await startKayenta(t, { sources: [broken] });
    const failed = await ask('POST', `/fetch/prometheus/query?metricSetName=a&metricName=x&customFilter=PromQL:up&${hour}`);
    assert.deepEqual(failed, { status: 502, body: { message: 'prometheus: HTTP 503' } });
    for (const [query, message] of [
      [`metricSetName=a&metricName=x&${hour}`, /Either a resource type or a custom filter is required/],
      [`metricName=x&${hour}`, /metricSetName: is missing/],
      ['metricSetName=a&metricName=x&customFilter=PromQL:up&step=60', /start is required/],
      [`metricSetName=a&metricName=x&customFilter=PromQL:up&${hour}&metricsAccountName=y`, /Unable to resolve account y/],
    ] as const) {
      const { status, body } = await ask('POST', `/fetch/prometheus/query?${query}`);
      assert.equal(status, 400);
      assert.match(body.message, message);
    }
  });
});

describe('health', () => {
  it('is down when the store cannot be used', async (t) => {
    const { ask } = await startKayenta(t);
    assert.deepEqual(await ask('GET', '/health'), { status: 200, body: { status: 'UP' } });
    const down = await startKayenta(t, { deps: { readiness: async () => ({ ready: false, checks: [] }) } });
    assert.deepEqual(await down.ask('GET', '/health'), { status: 503, body: { status: 'DOWN' } });
  });
});
