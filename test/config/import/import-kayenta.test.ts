import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import { prometheusQuery } from '../../../src/analysis/kayenta/prometheus-query.ts';
import { renderQuery } from '../../../src/analysis/queries/render-query.ts';
import { documentProblems } from '../../../src/config/document-problems.ts';
import { importFile } from '../../../src/config/import/import-file.ts';
import { importKayenta } from '../../../src/config/import/import-kayenta.ts';
import { loadJudges } from '../../../src/config/load-judges.ts';
import { parseCanaryConfig } from '../../../src/kayenta/parse-canary-config.ts';

const judges = await loadJudges();
const promql = (text: string, more: object = {}) => ({ type: 'prometheus', customInlineTemplate: `PromQL:${text}`, ...more });
const metric = (
  query: object,
  canary: object = { direction: 'increase', mustHaveData: true, critical: true, effectSize: { allowedIncrease: 1.1 } },
  more: object = {},
) => ({
  name: 'm',
  query,
  analysisConfigurations: { canary },
  ...more,
});
const imported = (metrics: readonly object[], more: object = {}) => {
  const result = importKayenta({ name: 'c', metrics, ...more }, 'c.json');
  assert.deepEqual(documentProblems(result.documents[0], judges), []);
  return { spec: result.documents[0]!.spec, notes: result.notes.map(({ field, message }) => `${field}: ${message}`) };
};

describe('importKayenta', () => {
  it('of the example asks the very queries that Kayenta asks', async () => {
    const file = 'fixtures/kayenta/canary-config.json';
    const { documents, yaml } = await importFile({ format: 'kayenta', file, label: 'version' }, judges);
    assert.deepEqual(parse(yaml), documents[0]);
    const config = resolveConfig(documents[0]!, judges);
    const kayenta = parseCanaryConfig(JSON.parse(readFileSync(file, 'utf8')));
    const scope = { scope: 'v2', startMs: 0, endMs: 3_600_000, stepMs: 60_000 };
    const context = {
      scope: config.scopes.candidate,
      variables: config.variables,
      values: { version: 'v2' },
      stepMs: 60_000,
      windowMs: 3_600_000,
    };
    assert.deepEqual(
      config.metrics.map(({ parts }) => renderQuery(Object.values(parts)[0]!, context, 'promql')),
      kayenta.metrics.map(({ query }) => prometheusQuery(kayenta, query, scope)),
    );
    assert.deepEqual(config.groups, [
      { name: 'reliability', weight: 60 },
      { name: 'speed', weight: 30 },
      { name: 'resources', weight: 10 },
    ]);
    assert.deepEqual(config.thresholds, { pass: 95, marginal: 75 });
    assert.deepEqual(
      config.metrics.map(({ name, critical, nanStrategy, pairBy }) => ({ name, critical, nanStrategy, pairBy })),
      [
        { name: 'error-ratio', critical: true, nanStrategy: 'zero', pairBy: [] },
        { name: 'p99-latency', critical: false, nanStrategy: 'drop', pairBy: [] },
        { name: 'cpu', critical: false, nanStrategy: 'drop', pairBy: ['zone'] },
      ],
    );
  });

  const queries: {
    readonly name: string;
    readonly query: object;
    readonly templates?: object;
    readonly expected: string;
    readonly scope: string;
    readonly variables: object;
  }[] = [
    {
      name: 'the label that is the scope',
      query: promql('x{app="a",version="${scope}"} / y{version="${scope}"}'),
      expected: 'x{app="a",${scope}} / y{${scope}}',
      scope: 'version="${version}"',
      variables: { version: {} },
    },
    {
      name: 'a scope within a regular expression',
      query: promql('x{pod=~"${scope}-.*"}'),
      expected: 'x{pod=~"${target}-.*"}',
      scope: 'pod=~"${target}-.*"',
      variables: { target: {} },
    },
    {
      name: 'both',
      query: promql('x{version="${scope}"} / y{pod=~"${scope}-.*"}'),
      expected: 'x{${scope}} / y{pod=~"${version}-.*"}',
      scope: 'version="${version}"',
      variables: { version: {} },
    },
    {
      name: 'parameters, one with a default, one of a name that is taken here',
      query: promql('x{v="${scope}",ns="${namespace:-shop}",s="${step}",l="${my-label}"}'),
      expected: 'x{${scope},ns="${namespace}",s="${request_step}",l="${my_label}"}',
      scope: 'v="${v}"',
      variables: { namespace: { default: 'shop' }, request_step: {}, my_label: {}, v: {} },
    },
    {
      name: 'a parameter of the name of the label',
      query: promql('x{version="${scope}",old="${version}"}'),
      expected: 'x{${scope},old="${version}"}',
      scope: 'version="${target}"',
      variables: { version: {}, target: {} },
    },
    {
      name: 'no scope but another variable',
      query: promql("x{zone='${location}'}"),
      expected: "x{zone='${location}'}",
      scope: "zone='${location}'",
      variables: { location: {} },
    },
    {
      name: 'a server group of GCE',
      query: { type: 'prometheus', metricName: 'cpu', resourceType: 'gce_instance', labelBindings: ['a="b"'] },
      expected: 'avg(cpu{a="b",instance=~"${target}-.{4}",zone=~".+/zones/${location}-.{1}"})',
      scope: 'instance=~"${target}-.{4}"',
      variables: { target: {}, location: {} },
    },
    {
      name: 'a template as Orca stores it',
      query: { type: 'prometheus', metricName: 'cpu', customFilterTemplate: 't' },
      templates: { t: 'v="$\\{scope}"' },
      expected: 'avg(cpu{${scope}})',
      scope: 'v="${v}"',
      variables: { v: {} },
    },
  ];
  for (const { name, query, templates, expected, scope, variables } of queries)
    it(`carries over ${name}`, () => {
      const { spec } = imported([metric(query)], { templates });
      const [only] = spec.metrics;
      assert.deepEqual(
        { query: 'query' in only! && only.query, scopes: spec.scopes, variables: spec.variables },
        { query: expected, scopes: { control: scope, candidate: scope }, variables },
      );
    });

  const KEPT = promql('x{v="${scope}"}');
  const left: { readonly name: string; readonly metric: object; readonly says: RegExp }[] = [
    {
      name: 'another service',
      metric: metric({ type: 'datadog', metricName: 'x' }),
      says: /is of type datadog, and only prometheus can be carried over/,
    },
    { name: 'the same on both sides', metric: metric(promql('x{v="1"}')), says: /asks for the same on both sides/ },
    {
      name: 'a value outside of quotes',
      metric: metric(promql('x{v="${scope}"} > ${bound}')),
      says: /\$\{bound\} stands outside of a label matcher's string and has no default/,
    },
    {
      name: 'a value that is an argument',
      metric: metric(promql('label_replace(x{v="${scope}"}, "a", "${b}", "", "")')),
      says: /\$\{b\} stands outside/,
    },
    {
      name: 'no template of that name',
      metric: metric({ type: 'prometheus', customFilterTemplate: 't' }),
      says: /no templates were defined/,
    },
    { name: 'no PromQL', metric: metric(promql('x{v="${scope}')), says: /never closed/ },
    {
      name: 'nothing to select by',
      metric: metric({ type: 'prometheus', metricName: 'x' }),
      says: /neither a template nor a resource type/,
    },
    { name: 'no metric name', metric: metric({ type: 'prometheus' }), says: /has no metricName/ },
    { name: 'settings that Kayenta fails on', metric: metric(KEPT, { critical: 'yes' }), says: /critical: must be true or false/ },
    { name: 'a backslash before a value', metric: metric(promql('x{v=~`\\${scope}`}')), says: /a backslash right before \$\{v\}/ },
    { name: 'an escaped variable', metric: metric(promql('x{v="${scope}",a="$${b}"}')), says: /is text for Kayenta/ },
  ];
  for (const { name, metric: one, says } of left)
    it(`leaves out ${name}, and says so`, () => {
      const { spec, notes } = imported([metric(KEPT, undefined, { name: 'kept' }), one]);
      assert.deepEqual(
        spec.metrics.map((kept) => kept.name),
        ['kept'],
      );
      assert.equal(notes.filter((note) => note.startsWith('metrics[1]') && says.test(note)).length, 1, notes.join('\n'));
    });

  const notes: { readonly name: string; readonly metrics?: readonly object[]; readonly more?: object; readonly says: RegExp }[] = [
    { name: 'a renamed config', more: { name: 'My_Config' }, says: /^name: is my-config here/ },
    { name: 'applications', more: { applications: ['a', 'b'] }, says: /^applications: a, b: / },
    {
      name: 'the judge',
      more: { judge: { name: 'dredd-v1.0', judgeConfigurations: { a: 1 } } },
      says: /^judge\.name: dredd-v1\.0 is not carried over/,
    },
    {
      name: "the judge's settings",
      more: { judge: { judgeConfigurations: { a: 1 } } },
      says: /^judge\.judgeConfigurations: is not carried over/,
    },
    { name: 'a field nobody knows', more: { owner: 'me' }, says: /^owner: is not carried over/ },
    { name: 'what requests bring', says: /^step, lifetime and interval: / },
    {
      name: 'thresholds the wrong way round',
      more: { classifier: { scoreThresholds: { pass: 50, marginal: 75 } } },
      says: /^classifier\.scoreThresholds: 50 and 75 are not carried over/,
    },
    {
      name: 'weights that do not sum to 100',
      metrics: [metric(KEPT, undefined, { groups: ['a'] })],
      more: { classifier: { groupWeights: { a: 30 } } },
      says: /^classifier\.groupWeights: are a 100 here/,
    },
    {
      name: 'a weight of no metric',
      more: { classifier: { groupWeights: { b: 30 } } },
      says: /^classifier\.groupWeights\.b: is the weight of no metric/,
    },
    {
      name: 'further groups',
      metrics: [metric(KEPT, undefined, { groups: ['a', 'b'] })],
      says: /^metrics\[0\]\.groups: b: a metric is in one group/,
    },
    { name: 'data that need not be there', metrics: [metric(KEPT, { critical: true })], says: /canary\.mustHaveData: is not carried over/ },
    { name: 'none critical', metrics: [metric(KEPT, {})], says: /^metrics: of which none is critical, are all critical here/ },
    {
      name: 'a critical size',
      metrics: [metric(KEPT, { effectSize: { criticalIncrease: 1.5 } })],
      says: /effectSize\.criticalIncrease: is not carried over/,
    },
    {
      name: 'cles',
      metrics: [metric(KEPT, { effectSize: { measure: 'cles', allowedIncrease: 0.6 } })],
      says: /effectSize\.measure: cles is not carried over/,
    },
    { name: 'no size', metrics: [metric(KEPT, {})], says: /canary\.effectSize: is not given: .* the tolerance is 10 %/ },
    { name: 'an unknown setting', metrics: [metric(KEPT, { sensitivity: 1 })], says: /canary\.sensitivity: is not carried over/ },
    {
      name: "another analysis' settings",
      metrics: [{ ...metric(KEPT), analysisConfigurations: { canary: {}, other: {} } }],
      says: /analysisConfigurations\.other: /,
    },
    {
      name: 'what a whole query ignores',
      metrics: [metric({ ...KEPT, labelBindings: ['a="b"'] })],
      says: /query\.labelBindings: is not carried over/,
    },
    {
      name: 'a default in the place of a value',
      metrics: [metric(promql('x{v="${scope}"} > ${bound:-5}'))],
      says: /\$\{bound\} stands where a value cannot, and is its default 5 now/,
    },
    {
      name: 'a default that is no value here',
      metrics: [metric(promql('x{v="${scope}",a=~"${b:-x|y}"}'))],
      says: /the default "x\|y" of b is not carried over/,
    },
    {
      name: 'a name that is none here',
      metrics: [metric(KEPT, undefined, { name: 'p99 (ms)' })],
      says: /^metrics\[0\]\.name: p99 \(ms\) is p99-ms here/,
    },
  ];
  for (const { name, metrics = [metric(KEPT)], more, says } of notes)
    it(`says of ${name}`, () => {
      const said = imported(metrics, more).notes;
      assert.ok(
        said.some((note) => says.test(note)),
        said.join('\n'),
      );
    });

  it('says of several scopes', () => {
    const said = imported([metric(KEPT, undefined, { scopeName: 'a' }), metric(KEPT, undefined, { name: 'n', scopeName: 'b' })]).notes;
    assert.match(said.join('\n'), /^metrics\.scopeName: a, b: every metric is asked of the same two sides here$/m);
  });

  it('asks what Kayenta asks, whatever the matchers', () => {
    const value = fc.array(fc.constantFrom('${scope}', '${location}', '${team:-core}', 'x', '.*'), { minLength: 1, maxLength: 3 });
    const matcher = fc.tuple(fc.constantFrom('version', 'pod'), fc.constantFrom('=', '!=', '=~'), fc.constantFrom('"', "'"), value);
    const texts = fc
      .array(matcher, { minLength: 1, maxLength: 4 })
      .map((all) => `x{${all.map(([label, op, quote, parts]) => label + op + quote + parts.join('') + quote).join(',')}}`);
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(/\$\{/.test(text));
        const config = resolveConfig(importKayenta({ name: 'c', metrics: [metric(promql(text))] }, 'c.json').documents[0]!, judges);
        const side = Object.keys(config.variables).find((name) => name === 'version' || name === 'pod' || name === 'target');
        const values = { ...(side && { [side]: 'v2' }), location: 'eu.1', team: 'core' };
        const context = { scope: config.scopes.candidate, variables: config.variables, values, stepMs: 1000, windowMs: 1000 };
        const ours = renderQuery(Object.values(config.metrics[0]!.parts)[0]!, context, 'promql');
        const scope = { scope: 'v2', location: 'eu.1', startMs: 0, endMs: 1000, stepMs: 1000 };
        // The quotes of a matcher that ${scope} stands for are double ones.
        assert.equal(ours.replaceAll("'", '"'), prometheusQuery({}, promql(text), scope).replaceAll("'", '"'));
      }),
      { seed: 41, numRuns: 500 },
    );
  });

  it('says nothing of a field that is carried over', () => {
    const { notes: said } = imported([metric(KEPT)], { classifier: { scoreThresholds: { pass: 90 } } });
    assert.deepEqual(said, [
      'step, lifetime and interval: come with each request there: here they are window.step, duration and interval, with their defaults',
    ]);
  });

  it('gives metrics of one name, once it is one of ours, a number', () => {
    const { spec } = imported(['CPU', 'cpu', 'Cpu!', '日本'].map((name) => metric(KEPT, undefined, { name })));
    assert.deepEqual(
      spec.metrics.map(({ name }) => name),
      ['cpu', 'cpu-2', 'cpu-3', 'metric'],
    );
  });

  it('refuses a config of which nothing remains', () =>
    assert.throws(() => importKayenta({ metrics: [metric({ type: 'atlas' })] }, 'c.json'), {
      code: 'BAD_CONFIG',
      message: /^c\.json: metrics none of them can be carried over; metrics\[0\] \(m\) is left out: it is of type atlas/,
    }));
});

describe('importFile', () => {
  const refusals = [
    { name: 'a file that is not there', format: 'kayenta', file: 'nowhere.json', message: /^nowhere\.json: does not exist$/ },
    {
      name: 'no JSON',
      format: 'kayenta',
      file: 'fixtures/openslo/checkout.yaml',
      message: /^fixtures\/openslo\/checkout\.yaml: is no JSON/,
    },
    {
      name: 'JSON that is no canary config',
      format: 'kayenta',
      file: 'package.json',
      message: /package\.json: metrics none of them can be carried over/,
    },
    {
      name: 'a canary config for OpenSLO',
      format: 'openslo',
      file: 'fixtures/kayenta/canary-config.json',
      message: /canary-config\.json:1: apiVersion is missing/,
    },
  ] as const;
  for (const { name, format, file, message } of refusals)
    it(`refuses ${name}`, () => assert.rejects(importFile({ format, file, label: 'version' }, judges), { code: 'BAD_CONFIG', message }));
});
