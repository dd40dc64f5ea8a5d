import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { prometheusQuery } from '../../../src/analysis/kayenta/prometheus-query.ts';
import type { CanaryScope, KayentaQuery } from '../../../src/kayenta/canary-config.ts';

const times = { startMs: 0, endMs: 3_600_000, stepMs: 60_000 };
const build = (query: Partial<KayentaQuery>, scope: Partial<CanaryScope> = {}, templates: Record<string, string> = {}): string =>
  prometheusQuery({ templates }, { type: 'prometheus', ...query }, { ...times, ...scope });

const METRIC = { metricName: 'some-metric-name' };
const US = { scope: 'some-server-group', location: 'us-central1' };

describe('prometheusQuery', () => {
  // The first five are what Kayenta's PrometheusMetricsServiceSpec expects; the others follow from its rules (docs/kayenta.md).
  const cases: {
    readonly name: string;
    readonly query: Partial<KayentaQuery>;
    readonly scope?: Partial<CanaryScope>;
    readonly templates?: Record<string, string>;
    readonly expected: string;
  }[] = [
    {
      name: 'a server group of GCE',
      query: { ...METRIC, resourceType: 'gce_instance', labelBindings: ['a=b'] },
      scope: US,
      expected: 'avg(some-metric-name{a=b,instance=~"some-server-group-.{4}",zone=~".+/zones/us-central1-.{1}"})',
    },
    {
      name: 'a template of matchers, its value a bare word',
      query: { ...METRIC, customInlineTemplate: 'some-label=${scope}', labelBindings: ['a=b'] },
      scope: { scope: 'some-app-canary' },
      expected: 'avg(some-metric-name{some-label=some-app-canary,a=b})',
    },
    {
      name: 'a template without variables',
      query: { ...METRIC, customFilterTemplate: 't', labelBindings: ['a=b'] },
      templates: { t: 'customFilter=something,andSomething=else' },
      expected: 'avg(some-metric-name{customFilter=something,andSomething=else,a=b})',
    },
    {
      name: 'a template as Orca stores it',
      query: { ...METRIC, customInlineTemplate: 'some-label=$\\{scope}', labelBindings: ['a=b'] },
      scope: { scope: 'some-app-canary' },
      expected: 'avg(some-metric-name{some-label=some-app-canary,a=b})',
    },
    {
      name: 'a whole query with a parameter of its own',
      query: { customInlineTemplate: 'PromQL:histogram_quantile(${quantile}, sum by (le) (rate(x_bucket{app="${scope}"}[1m])))' },
      scope: { scope: 'checkout-v2', extendedScopeParams: { quantile: '0.95' } },
      expected: 'histogram_quantile(0.95, sum by (le) (rate(x_bucket{app="checkout-v2"}[1m])))',
    },
    {
      name: 'a project of GCE, which is a parameter',
      query: { ...METRIC, resourceType: 'gce_instance' },
      scope: { ...US, extendedScopeParams: { project: 'my-project' } },
      expected: 'avg(some-metric-name{instance=~"some-server-group-.{4}",zone=~".+/projects/my-project/zones/us-central1-.{1}"})',
    },
    {
      name: 'a group of EC2, its resource type in the request',
      query: METRIC,
      scope: { ...US, location: 'us-west-2', extendedScopeParams: { resourceType: 'aws_ec2_instance' } },
      expected: 'avg(some-metric-name{asg_groupName="some-server-group",zone=~"us-west-2.{1}"})',
    },
    {
      name: 'no scope, only its location',
      query: { ...METRIC, resourceType: 'aws_ec2_instance' },
      scope: { location: 'us-west-2' },
      expected: 'avg(some-metric-name{zone=~"us-west-2.{1}"})',
    },
    {
      name: 'labels to group by',
      query: { ...METRIC, customInlineTemplate: 'app="${scope}"', groupByFields: ['path', 'method'] },
      scope: US,
      expected: 'avg(some-metric-name{app="some-server-group"}) by (path,method)',
    },
    {
      name: 'a whole query: its labels and bindings are ignored, blanks stay',
      query: { ...METRIC, customInlineTemplate: 'PromQL: up', labelBindings: ['a="b"'], groupByFields: ['path'] },
      expected: ' up',
    },
    {
      name: 'the inline template before the named one',
      query: { customInlineTemplate: 'PromQL:up', customFilterTemplate: 'none' },
      expected: 'up',
    },
    {
      name: 'a default, where nothing is bound and where the value is empty',
      query: { customInlineTemplate: 'PromQL:x{a="${team:-core}",b="${scope:-all}"}[${range:-5m}]' },
      scope: { scope: '' },
      expected: 'x{a="core",b="all"}[5m]',
    },
    {
      name: 'no default where something is bound',
      query: { customInlineTemplate: 'PromQL:x{a="${team:-core}"}' },
      scope: { extendedScopeParams: { team: 'shop' } },
      expected: 'x{a="shop"}',
    },
    {
      name: 'a parameter of the name of the scope comes before it, and an empty one does not',
      query: { customInlineTemplate: 'PromQL:x{a="${scope}",b="${location}"}' },
      scope: { ...US, extendedScopeParams: { scope: 'other', location: '' } },
      expected: 'x{a="other",b="us-central1"}',
    },
    {
      name: 'the resource type of the query, for templates too',
      query: { resourceType: 'k8s', customInlineTemplate: 'PromQL:x{a="${resourceType}"}' },
      expected: 'x{a="k8s"}',
    },
    {
      name: 'a dollar more: no variable',
      query: { customInlineTemplate: 'PromQL:label_replace(x, "a", "$${scope}", "b", "(.*)")' },
      expected: 'label_replace(x, "a", "${scope}", "b", "(.*)")',
    },
    {
      name: 'whole label matchers between braces',
      query: { customInlineTemplate: 'PromQL:sum(rate(x{job="a",${scope}}[1m]))' },
      scope: { scope: 'app="guestbook", hash=~"a.c"' },
      expected: 'sum(rate(x{job="a",app="guestbook", hash=~"a.c"}[1m]))',
    },
    {
      name: 'whole label matchers in a template of matchers',
      query: { ...METRIC, customInlineTemplate: '${scope}' },
      scope: { scope: 'app="guestbook"' },
      expected: 'avg(some-metric-name{app="guestbook"})',
    },
    {
      name: 'a value that would be a regular expression is only itself',
      query: { customInlineTemplate: 'PromQL:x{pod=~"${scope}-.*",a=~"[${scope}]"}' },
      scope: { scope: 'web.v-1' },
      expected: 'x{pod=~"web\\\\.v-1-.*",a=~"[web\\\\.v\\\\-1]"}',
    },
    {
      name: 'a value that holds a variable of the same template',
      query: { customInlineTemplate: 'PromQL:x{a="${scope}"}' },
      scope: { scope: '${location}', location: 'secret' },
      expected: 'x{a="${location}"}',
    },
    {
      name: 'a value that pretends to be a whole query',
      query: { ...METRIC, customInlineTemplate: '${scope}' },
      scope: { scope: 'PromQL:vector' },
      expected: 'avg(some-metric-name{PromQL:vector})',
    },
  ];
  for (const { name, query, scope, templates, expected } of cases) it(name, () => assert.equal(build(query, scope, templates), expected));

  const refusals: {
    name: string;
    query: Partial<KayentaQuery>;
    scope?: Partial<CanaryScope>;
    templates?: Record<string, string>;
    message: string | RegExp;
  }[] = [
    { name: 'no metric name', query: { customInlineTemplate: 'a="b"' }, message: 'Metric Name is required when query type is Default.' },
    { name: 'nothing to select by', query: METRIC, message: 'Either a resource type or a custom filter is required.' },
    {
      name: 'an empty template, which is none',
      query: { ...METRIC, customInlineTemplate: '' },
      message: 'Either a resource type or a custom filter is required.',
    },
    {
      name: 'a foreign resource type',
      query: { ...METRIC, resourceType: 'k8s' },
      message:
        "There is no explicit support for resourceType 'k8s'. You may build whatever query makes sense for your environment via label bindings and custom filter templates.",
    },
    {
      name: 'GCE without location',
      query: { ...METRIC, resourceType: 'gce_instance' },
      message: "Location (i.e. region) is required when resourceType is 'gce_instance'.",
    },
    {
      name: 'EC2 without location',
      query: { ...METRIC, resourceType: 'aws_ec2_instance' },
      message: "Location (i.e. region) is required when resourceType is 'aws_ec2_instance'.",
    },
    {
      name: 'a deprecated filter',
      query: { ...METRIC, customFilter: 'a=b' },
      message: 'CanaryMetricSetQueryConfig.customFilter is deprecated, use CanaryMetricSetQueryConfig.customInlineTemplate instead.',
    },
    {
      name: 'no templates',
      query: { customFilterTemplate: 't' },
      message: "Custom filter template 't' was referenced, but no templates were defined.",
    },
    {
      name: 'another template',
      query: { customFilterTemplate: 't' },
      templates: { u: 'x' },
      message: "Custom filter template 't' was not found.",
    },
    {
      name: "a template of Object's",
      query: { customFilterTemplate: 'toString' },
      templates: { u: 'x' },
      message: "Custom filter template 'toString' was not found.",
    },
    {
      name: 'nothing bound',
      query: { customInlineTemplate: 'PromQL:x{a="${team}"}' },
      message: "Problem evaluating custom filter template: Cannot resolve variable 'team'.",
    },
    {
      name: "a name of Object's",
      query: { customInlineTemplate: 'PromQL:x{a="${constructor}"}' },
      message: /Cannot resolve variable 'constructor'/,
    },
    {
      name: "Argo's example of a scope, outside of quotes",
      query: { ...METRIC, customInlineTemplate: '${scope}' },
      scope: { scope: 'app=guestbook and rollouts-pod-template-hash=abc' },
      message:
        /the value of 'scope' stands outside of quotes, where only a name or a number or whole label matchers .* not "app=guestbook and/,
    },
    {
      name: 'matchers outside of braces',
      query: { customInlineTemplate: 'PromQL:sum(${scope})' },
      scope: { scope: 'app="guestbook"' },
      message: /only a name or a number can be filled in safely/,
    },
    {
      name: 'matchers that leave the braces',
      query: { customInlineTemplate: 'PromQL:x{${scope}}' },
      scope: { scope: 'a="b"} or y{c="d"' },
      message: /outside of quotes/,
    },
    {
      name: 'a value that ends the call',
      query: { customInlineTemplate: 'PromQL:f(${scope})' },
      scope: { scope: '1) or vector(1' },
      message: /outside of quotes/,
    },
    {
      name: 'a subquery for a duration',
      query: { customInlineTemplate: 'PromQL:x[${scope}]' },
      scope: { scope: '1y:1ms' },
      message: /outside of quotes/,
    },
    {
      name: 'a comment for a name',
      query: { customInlineTemplate: 'PromQL:f(${scope})' },
      scope: { scope: 'a#' },
      message: /outside of quotes/,
    },
    { name: 'a template that is no PromQL', query: { customInlineTemplate: 'PromQL:x{a="${scope}}' }, scope: US, message: /never closed/ },
    { name: 'a variable in a comment', query: { customInlineTemplate: 'PromQL:x # ${scope}' }, scope: US, message: /comment/ },
    {
      name: 'a backslash before a value',
      query: { customInlineTemplate: 'PromQL:x{a=~`\\${scope}`}' },
      scope: US,
      message: /backslash right before/,
    },
    { name: 'a quoting of its own', query: { customInlineTemplate: 'PromQL:x{a=~`\\Q${scope}\\E`}' }, scope: US, message: /\\Q/ },
  ];
  for (const { name, query, scope, templates, message } of refusals)
    it(`refuses ${name}`, () =>
      assert.throws(() => build(query, scope, templates), { name: 'KayentaRefusal', code: 'BAD_INPUT', statusCode: 400, message }));
});

// A reading of PromQL's strings of another make than the scanner's: one regular expression, and each escape undone.
const STRINGS = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g;
const ESCAPE = /\\(?:x(..)|u(....)|(.))/g;
const decoded = (text: string): string =>
  text.replace(ESCAPE, (_, hex, unicode, char) =>
    char === undefined ? String.fromCharCode(Number.parseInt(hex ?? unicode, 16)) : char === 'n' ? '\n' : char,
  );
const values = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: fc.constantFrom(...'"\'`\\\n#{}$,=~|.*-])(aEQ:/ '), minLength: 1 }),
);

describe('whatever a request holds', () => {
  const inline = 'PromQL:a{x="p${scope}",y=~\'${scope}\',z!~`${scope}`,w=`${p}q`,v=~"[${p}]"} + f("${scope}")';
  const gce = { ...METRIC, resourceType: 'gce_instance' };

  it('the query has the structure it has with plain values', () => {
    const structure = (query: Partial<KayentaQuery>, text: string): string =>
      build(query, { scope: text, location: text, extendedScopeParams: { p: text, project: text } }).replace(STRINGS, 'S');
    for (const query of [{ customInlineTemplate: inline }, gce, { ...METRIC, resourceType: 'aws_ec2_instance' }]) {
      const expected = structure(query, 'plain');
      fc.assert(
        fc.property(values, (text) => assert.equal(structure(query, text), expected)),
        { seed: 11, numRuns: 1000 },
      );
    }
  });

  it('each string is the value, and each regular expression matches the value alone', () => {
    fc.assert(
      fc.property(values, values, (scope, other) => {
        const text = build({ customInlineTemplate: inline }, { scope, extendedScopeParams: { p: other } });
        const [x, y, z, w, , called] = [...text.matchAll(STRINGS)].map(([, double, single, raw]) => raw ?? decoded(double ?? single ?? ''));
        const [plain, plainOther] = [scope.toWellFormed(), other.toWellFormed()];
        assert.deepEqual([x, w, called], [`p${plain}`, `${plainOther}q`, plain]);
        assert.equal(y, z);
        assert.ok(new RegExp(`^(?:${y})$`).test(plain));
        assert.equal(new RegExp(`^(?:${y})$`).test(plainOther), plainOther === plain);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  it('outside of quotes and braces a value is one token or refused', () => {
    const tokens = fc.oneof(values, fc.stringMatching(/^[a-z0-9_:.-]{1,12}$/));
    fc.assert(
      fc.property(tokens, (scope) => {
        let text: string;
        try {
          text = build({ customInlineTemplate: 'PromQL:f(${scope})' }, { scope });
        } catch (error) {
          assert.match(String(error), /outside of quotes/);
          return;
        }
        assert.match(text, /^f\([\w:.-]+\)$/);
      }),
      { seed: 13, numRuns: 1000 },
    );
  });
});
