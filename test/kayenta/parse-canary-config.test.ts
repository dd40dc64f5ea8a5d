import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAdHocConfig, parseCanaryConfig } from '../../src/kayenta/parse-canary-config.ts';
import { parseCanaryScope, parseCanaryScopes } from '../../src/kayenta/parse-canary-scopes.ts';

const query = { type: 'prometheus', metricName: 'x' };
const metric = { name: 'errors', query, scopeName: 'default' };
const config = { name: 'my-config', applications: ['myapp'], metrics: [metric], classifier: {} };

describe('parseCanaryConfig', () => {
  it('keeps what was sent, without nulls', () => {
    const sent = {
      ...config,
      id: 'some.id',
      description: null,
      configVersion: '1',
      createdTimestamp: 1_546_288_020_000,
      updatedTimestamp: '1546288020000',
      judge: { name: 'NetflixACAJudge-v1.0', judgeConfigurations: {} },
      metrics: [
        {
          ...metric,
          query: { ...query, serviceType: 'prometheus', labelBindings: ['a="b"'], resourceType: null, ours: 1 },
          groups: ['g'],
          analysisConfigurations: { canary: { direction: 'increase', critical: null } },
        },
      ],
      templates: { byApp: 'app="${scope}"', none: null },
      classifier: { groupWeights: { g: '100' }, scoreThresholds: { pass: 90, marginal: 75 } },
      isNew: true,
    };
    assert.deepEqual(parseCanaryConfig(sent), {
      ...config,
      id: 'some.id',
      configVersion: '1',
      createdTimestamp: 1_546_288_020_000,
      updatedTimestamp: 1_546_288_020_000,
      judge: { name: 'NetflixACAJudge-v1.0', judgeConfigurations: {} },
      metrics: [
        {
          ...metric,
          query: { ...query, serviceType: 'prometheus', labelBindings: ['a="b"'], ours: 1 },
          groups: ['g'],
          analysisConfigurations: { canary: { direction: 'increase' } },
        },
      ],
      templates: { byApp: 'app="${scope}"' },
      classifier: { groupWeights: { g: 100 }, scoreThresholds: { pass: 90, marginal: 75 } },
      isNew: true,
    });
  });

  it('reads back what it gave', () => {
    const once = parseCanaryConfig(config);
    assert.deepEqual(parseCanaryConfig(JSON.parse(JSON.stringify(once))), once);
  });

  const NAMES = 'Names must contain only letters, numbers, dashes (-) and underscores (_).';
  let deep: unknown = 1;
  for (let i = 0; i < 5000; i++) deep = [deep];
  const refusals: { readonly name: string; readonly json: unknown; readonly message: string | RegExp }[] = [
    // Kayenta's own sentences.
    { name: 'no name', json: { ...config, name: undefined }, message: 'Canary config must specify a name.' },
    { name: 'an empty name', json: { ...config, name: '' }, message: 'Canary config must specify a name.' },
    { name: 'no applications', json: { ...config, applications: null }, message: 'Canary config must specify at least one application.' },
    { name: 'no application', json: { ...config, applications: [] }, message: 'Canary config must specify at least one application.' },
    { name: 'a name with a dot', json: { ...config, name: 'a.b' }, message: `Canary config cannot be named 'a.b'. ${NAMES}` },
    { name: 'a metric without a name', json: { ...config, metrics: [{ query }] }, message: 'Metric config must specify a name.' },
    {
      name: 'two metrics of a name',
      json: { ...config, metrics: [metric, metric] },
      message: "Metric config name must be unique. 'errors' is duplicated.",
    },
    // Ours, where Kayenta's are its JSON reader's or there are none.
    { name: 'no object', json: [], message: 'The canary config must be an object, not [].' },
    { name: 'nothing', json: undefined, message: 'The canary config must be an object, not nothing.' },
    { name: 'no query', json: { ...config, metrics: [{ name: 'a' }] }, message: "Metric 'a' must specify a query." },
    {
      name: 'a query of no type',
      json: { ...config, metrics: [{ name: 'a', query: {} }] },
      message: "Metric 'a': query must specify a type.",
    },
    {
      name: 'bindings that are no list',
      json: { ...config, metrics: [{ name: 'a', query: { ...query, labelBindings: 'x' } }] },
      message: /labelBindings must be an array, not "x"/,
    },
    {
      name: 'a weight that is no number',
      json: { ...config, classifier: { groupWeights: { g: 'heavy' } } },
      message: 'classifier.groupWeights.g must be a number, not "heavy".',
    },
    { name: 'a weight that is not finite', json: { ...config, classifier: { groupWeights: { g: 'NaN' } } }, message: /must be a number/ },
    {
      name: 'a time that is not whole',
      json: { ...config, createdTimestamp: 1.5 },
      message: 'createdTimestamp must be a whole number, not 1.5.',
    },
    {
      name: 'a description that is a list',
      json: { ...config, description: ['x'.repeat(200)] },
      message: /^description must be a text, not \["x{78}\.\.\.\.$/,
    },
    { name: 'depths', json: { ...config, deep }, message: 'The document is nested deeper than 64 levels.' },
    {
      name: 'more metrics than anybody has',
      json: { ...config, metrics: Array.from({ length: 1001 }, (_, i) => ({ name: `m${i}`, query })) },
      message: /at most 1000, not 1001/,
    },
  ];
  for (const { name, json, message } of refusals)
    it(`refuses ${name}`, () => assert.throws(() => parseCanaryConfig(json), { name: 'KayentaRefusal', statusCode: 400, message }));

  it('of a config that is run once wants neither name nor applications', () => {
    const { name, applications, metrics } = parseAdHocConfig({ metrics: [metric] });
    assert.deepEqual({ name, applications, metrics: metrics.length }, { name: '', applications: [], metrics: 1 });
  });

  it('gives a config or a refusal, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('name', 'applications', 'metrics', 'judge', 'templates', 'classifier'), (value, key) => {
        try {
          parseCanaryConfig({ ...config, [key]: value });
        } catch (error) {
          assert.equal((error as Error).name, 'KayentaRefusal');
        }
      }),
      { seed: 31, numRuns: 500 },
    );
  });
});

const scope = { scope: 'base', location: 'us-east1', start: '2026-01-01T00:00:00Z', end: '2026-01-01T01:00:00Z', step: 60 };

describe('parseCanaryScopes', () => {
  it('reads instants with offsets and parameters', () => {
    const argo = {
      ...scope,
      start: '2026-01-01T02:00:00+02:00',
      end: '2026-01-01T02:05:00.250+02:00',
      extendedScopeParams: { project: 'p', none: null, n: 5 },
    };
    assert.deepEqual(parseCanaryScopes({ default: { controlScope: scope, experimentScope: argo } }), {
      default: {
        controlScope: {
          scope: 'base',
          location: 'us-east1',
          startMs: Date.UTC(2026, 0, 1),
          endMs: Date.UTC(2026, 0, 1, 1),
          stepMs: 60_000,
        },
        experimentScope: {
          scope: 'base',
          location: 'us-east1',
          startMs: Date.UTC(2026, 0, 1),
          endMs: Date.UTC(2026, 0, 1, 0, 5, 0, 250),
          stepMs: 60_000,
          extendedScopeParams: { project: 'p', n: '5' },
        },
      },
    });
  });

  it('of nothing is none', () => assert.deepEqual(parseCanaryScopes(undefined), {}));

  const refusals: { readonly name: string; readonly change: object; readonly message: RegExp }[] = [
    { name: 'no start', change: { start: undefined }, message: /^s\.start is required\.$/ },
    { name: 'a local time', change: { start: '2026-01-01T00:00:00' }, message: /^s\.start must be an instant such as/ },
    { name: 'no month', change: { end: '2026-13-01T00:00:00Z' }, message: /^s\.end must be an instant/ },
    { name: 'an end before the start', change: { end: '2025-12-31T00:00:00Z' }, message: /must be after the start/ },
    { name: 'no time at all', change: { end: scope.start }, message: /must be after the start/ },
    { name: 'no step', change: { step: undefined }, message: /^s\.step must be a whole number of seconds, at least 1, not absent/ },
    { name: 'a step of 0', change: { step: 0 }, message: /not 0/ },
    { name: 'half a step', change: { step: 0.5 }, message: /not 0\.5/ },
    { name: 'an endless step', change: { step: 1e300 }, message: /not 1e\+300/ },
  ];
  for (const { name, change, message } of refusals)
    it(`refuses ${name}`, () => assert.throws(() => parseCanaryScope({ ...scope, ...change }, 's'), { name: 'KayentaRefusal', message }));

  it('refuses a side that is missing', () =>
    assert.throws(() => parseCanaryScopes({ default: { controlScope: scope } }), {
      message: 'Canary scope for named scope default is missing experimentScope or controlScope keys',
    }));
});
