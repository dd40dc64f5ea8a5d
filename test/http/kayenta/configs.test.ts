import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyJson, canaryConfig, NOW, startKayenta } from './kayenta-under-test.ts';

const ISO = '2026-01-31T14:00:00Z';

describe('canary configs', () => {
  it('are read back as they were sent, with an id and times, without nulls', async (t) => {
    const { ask } = await startKayenta(t);
    const sent = canaryConfig({ owner: { team: 'a', lead: null }, templates: null, isNew: true });
    const { status, body } = await ask('POST', '/canaryConfig?configurationAccountName=serinus', sent);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['canaryConfigId']);
    const { templates: _, ...kept } = sent;
    const [metric] = sent.metrics;
    assert.deepEqual((await ask('GET', `/canaryConfig/${body.canaryConfigId}`)).body, {
      ...kept,
      owner: { team: 'a' },
      metrics: [{ ...metric, query: { ...metric.query, serviceType: 'prometheus' } }],
      id: body.canaryConfigId,
      ...{ createdTimestamp: NOW, createdTimestampIso: ISO, updatedTimestamp: NOW, updatedTimestampIso: ISO },
    });
  });

  it('keep the id and the times that they bring', async (t) => {
    const { ask } = await startKayenta(t);
    const times = { createdTimestamp: 1_546_288_020_000, updatedTimestamp: 1_546_288_021_500 };
    const { body } = await ask('POST', '/canaryConfig', canaryConfig({ id: 'my.config-1_a', ...times }));
    assert.deepEqual(body, { canaryConfigId: 'my.config-1_a' });
    const kept = (await ask('GET', '/canaryConfig/my.config-1_a')).body;
    assert.deepEqual([kept.createdTimestampIso, kept.updatedTimestampIso], ['2018-12-31T20:27:00Z', '2018-12-31T20:27:01.500Z']);
    assert.deepEqual((await ask('GET', '/canaryConfig')).body, [
      {
        id: 'my.config-1_a',
        name: 'checkout',
        updatedTimestamp: times.updatedTimestamp,
        updatedTimestampIso: '2018-12-31T20:27:01.500Z',
        applications: ['shop'],
      },
    ]);
  });

  it('are replaced, but for the time of their creation, and deleted', async (t) => {
    const { ask, clock } = await startKayenta(t);
    await ask('POST', '/canaryConfig', canaryConfig({ id: 'a' }));
    clock.nowMs += 90_000;
    assert.deepEqual(await ask('PUT', '/canaryConfig/a', canaryConfig({ description: 'new', id: 'b' })), {
      status: 200,
      body: { canaryConfigId: 'a' },
    });
    const kept = (await ask('GET', '/canaryConfig/a')).body;
    assert.deepEqual(
      [kept.id, kept.description, kept.createdTimestampIso, kept.updatedTimestampIso],
      ['a', 'new', ISO, '2026-01-31T14:01:30Z'],
    );
    assert.deepEqual(await ask('DELETE', '/canaryConfig/a'), { status: 204, body: undefined });
    for (const method of ['GET', 'DELETE'] as const) {
      const { status, body } = await ask(method, '/canaryConfig/a');
      assert.deepEqual([status, Object.keys(body)], [404, ['message']]);
    }
  });

  it('are listed by one application, by several, or all, newest first', async (t) => {
    const { ask, clock } = await startKayenta(t);
    for (const [name, applications] of [
      ['one', ['shop']],
      ['two', ['cart']],
      ['three', ['shop', 'till']],
    ] as const) {
      await ask('POST', '/canaryConfig', canaryConfig({ name, applications }));
      clock.nowMs += 1000;
    }
    const names = async (query: string): Promise<string[]> =>
      (await ask('GET', `/canaryConfig${query}`)).body.map(({ name }: AnyJson) => name);
    assert.deepEqual(await names(''), ['three', 'two', 'one']);
    assert.deepEqual(await names('?application=shop'), ['three', 'one']);
    assert.deepEqual(await names('?application=till&application=cart'), ['three', 'two']);
    assert.deepEqual(await names('?application=other'), []);
    assert.deepEqual(await names('?application='), ['three', 'two', 'one'], 'none is named');
  });

  it('of one name can be two where they share no application', async (t) => {
    const { ask } = await startKayenta(t);
    const both = await Promise.all(
      ['shop', 'cart'].map((application) => ask('POST', '/canaryConfig', canaryConfig({ applications: [application] }))),
    );
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    assert.equal((await ask('PUT', `/canaryConfig/${both[0]!.body.canaryConfigId}`, canaryConfig())).status, 200, 'its own name is free');
  });

  it('sent twice at a time are kept once', async (t) => {
    const { ask } = await startKayenta(t);
    const sent = await Promise.all([1, 2, 3].map(() => ask('POST', '/canaryConfig', canaryConfig())));
    assert.deepEqual(sent.map(({ status }) => status).toSorted(), [200, 400, 400]);
  });
});

describe('a canary config is refused', () => {
  const metric = canaryConfig().metrics[0];
  // The sentences are Kayenta's where it has one.
  const refusals: readonly { readonly name: string; readonly changes: object; readonly message: string | RegExp }[] = [
    { name: 'without a name', changes: { name: null }, message: 'Canary config must specify a name.' },
    { name: 'without applications', changes: { applications: [] }, message: 'Canary config must specify at least one application.' },
    {
      name: 'with a dot in its name',
      changes: { name: 'my.config' },
      message: "Canary config cannot be named 'my.config'. Names must contain only letters, numbers, dashes (-) and underscores (_).",
    },
    {
      name: 'with a metric without a name',
      changes: { metrics: [{ ...metric, name: undefined }] },
      message: 'Metric config must specify a name.',
    },
    {
      name: 'with two metrics of one name',
      changes: {
        metrics: [
          { ...metric, name: 'mem' },
          { ...metric, name: 'mem' },
        ],
      },
      message: "Metric config name must be unique. 'mem' is duplicated.",
    },
    { name: 'of an id that is taken', changes: { id: 'taken', name: 'other' }, message: "Canary config 'taken' already exists." },
    {
      name: 'of a name that is taken',
      changes: { name: 'taken', applications: ['till', 'cart'] },
      message: "Canary config with name 'taken' already exists in the scope of applications [shop, cart].",
    },
    { name: 'with an id that is no part of an address', changes: { id: 'a/b' }, message: /cannot have the id "a\/b"/ },
    { name: 'with a time beyond all times', changes: { createdTimestamp: 9e15 }, message: /time that is none/ },
    { name: 'with applications that are no list', changes: { applications: 'shop' }, message: /^applications must be an array/ },
    { name: 'with weights that are no numbers', changes: { classifier: { groupWeights: { speed: 'much' } } }, message: /groupWeights/ },
  ];
  for (const { name, changes, message } of refusals) {
    it(name, async (t) => {
      const { ask } = await startKayenta(t);
      await ask('POST', '/canaryConfig', canaryConfig({ id: 'taken', name: 'taken', applications: ['shop', 'cart'] }));
      const { status, body } = await ask('POST', '/canaryConfig', canaryConfig(changes));
      assert.deepEqual([status, Object.keys(body)], [400, ['message']]);
      if (typeof message === 'string') assert.equal(body.message, message);
      else assert.match(body.message, message);
      assert.equal((await ask('GET', '/canaryConfig')).body.length, 1);
    });
  }

  it('when there is none of its id to replace, or its new name is taken', async (t) => {
    const { ask } = await startKayenta(t);
    assert.deepEqual(await ask('PUT', '/canaryConfig/x', canaryConfig()), {
      status: 400,
      body: { message: "Canary config 'x' does not exist." },
    });
    for (const id of ['a', 'b']) await ask('POST', '/canaryConfig', canaryConfig({ id, name: id }));
    const { status, body } = await ask('PUT', '/canaryConfig/b', canaryConfig({ name: 'a' }));
    assert.deepEqual([status, body.message], [400, "Canary config with name 'a' already exists in the scope of applications [shop]."]);
  });

  for (const [name, payload] of [
    ['a list', [canaryConfig()]],
    ['nothing', undefined],
  ] as const)
    it(`when it is ${name}`, async (t) => {
      const { ask } = await startKayenta(t);
      const { status, body } = await ask('POST', '/canaryConfig', payload);
      assert.deepEqual([status, Object.keys(body)], [400, ['message']]);
    });
});

describe('accounts', () => {
  // Kayenta's sentences.
  const cases = [
    { url: '/canaryConfig?configurationAccountName=other', message: 'Unable to resolve account other.' },
    { url: '/canaryConfig/a?configurationAccountName=other', message: 'Unable to resolve account other.' },
    { url: '/canary/a?storageAccountName=other', message: 'Unable to resolve account other.' },
    { url: '/canary/executions?storageAccountName=other', message: 'Unable to resolve account other.' },
    { url: '/metadata/metricsService?metricsAccountName=serinus', message: 'Unable to resolve account serinus.' },
    { url: '/metricSetPairList?accountName=other', message: 'Unable to resolve account other.' },
    { url: '/canaryResultArchive/a?storageAccountName=other', message: 'Unable to resolve account other.' },
    { url: '/standalone_canary_analysis/a?storageAccountName=other', message: 'Unable to resolve account other.' },
  ];
  for (const { url, message } of cases)
    it(`GET ${url} is refused`, async (t) => {
      const { ask } = await startKayenta(t);
      assert.deepEqual(await ask('GET', url), { status: 400, body: { message } });
    });

  it('of metrics are asked for where there is none', async (t) => {
    const { ask } = await startKayenta(t, { sources: [] });
    const none = { status: 400, body: { message: 'Unable to resolve account of type METRICS_STORE.' } };
    assert.deepEqual(await ask('GET', '/metadata/metricsService'), none);
    const { body } = await ask('POST', '/canaryConfig', canaryConfig());
    const window = { start: '2026-01-31T12:00:00Z', end: '2026-01-31T13:00:00Z', step: 60 };
    const scopes = { default: { controlScope: { scope: 'a', ...window }, experimentScope: { scope: 'b', ...window } } };
    assert.deepEqual(await ask('POST', `/canary/${body.canaryConfigId}`, { scopes, thresholds: { pass: 1, marginal: 0 } }), none);
  });

  it('may be called by any name there is, and by none', async (t) => {
    const { ask } = await startKayenta(t);
    for (const name of ['serinus', 'prometheus', ''])
      assert.equal((await ask('GET', `/canaryConfig?configurationAccountName=${name}`)).status, 200);
  });
});
