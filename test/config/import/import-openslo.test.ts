import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { documentProblems } from '../../../src/config/document-problems.ts';
import { countedEvents } from '../../../src/config/import/counted-events.ts';
import { importFile } from '../../../src/config/import/import-file.ts';
import { importOpenslo } from '../../../src/config/import/import-openslo.ts';
import { withSideMatchers } from '../../../src/config/import/side-matchers.ts';
import { loadJudges } from '../../../src/config/load-judges.ts';
import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';

const judges = await loadJudges();
const series = (query: string, more: object = { type: 'Prometheus' }) => ({ metricSource: { ...more, spec: { query } } });
const slo = (indicator: object, objectives: readonly object[], more: object = {}, name = 'availability') => ({
  apiVersion: 'openslo/v1',
  kind: 'SLO',
  metadata: { name },
  spec: { service: 'shop', indicator: { spec: indicator }, objectives, ...more },
});
const imported = (...documents: readonly object[]) => {
  const result = importOpenslo(documents.map((one) => stringify(one)).join('---\n'), { file: 'slo.yaml', label: 'version' });
  for (const document of result.documents) assert.deepEqual(documentProblems(document, judges), []);
  return { configs: result.documents, notes: result.notes.map(({ field, message }) => `${field}: ${message}`) };
};

describe('importOpenslo', () => {
  it('of the example makes a ratio and a gauge with their objectives', async () => {
    const { documents, yaml, notes } = await importFile(
      { format: 'openslo', file: 'fixtures/openslo/checkout.yaml', label: 'version' },
      judges,
    );
    assert.deepEqual(documents, [parse(yaml)]);
    const total = 'sum(increase(http_requests_total{app="checkout",${scope}}[${step}]))';
    const good = 'sum(increase(http_requests_total{app="checkout",code!~"5..",${scope}}[${step}]))';
    const latency = 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{app="checkout",${scope}}[5m])))';
    assert.deepEqual(documents[0]!.spec, {
      variables: { version: {} },
      scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
      metrics: [
        {
          name: 'checkout-availability',
          description: 'Requests are answered',
          kind: 'ratio',
          bad: `clamp_min((${total}) - ((${good}) or (${total}) * 0), 0)`,
          total,
          slo: { op: '<=', value: 0.001 }, // of the stricter of two objectives, 0.999
        },
        { name: 'checkout-latency', kind: 'gauge', direction: 'increase', query: latency, slo: { op: '<=', value: 0.5 } },
      ],
    });
    const said = notes.map(({ field }) => field);
    assert.deepEqual(
      said.filter((field) => !field.includes(':')),
      ['Service checkout', 'DataSource prometheus-eu', 'SLO checkout-queue', 'every query'],
    );
  });

  const bad = series('sum(rate(x{code=~"5.."}[5m]))');
  const total = series('sum(rate(x[5m]))');
  const BAD = 'sum(increase(x{code=~"5..",${scope}}[${step}]))';
  const TOTAL = 'sum(increase(x{${scope}}[${step}]))';
  const carried: { readonly name: string; readonly slo: object; readonly expected: object }[] = [
    {
      name: 'bad events',
      slo: slo({ ratioMetric: { bad, total } }, [{ targetPercent: 99.9 }]),
      expected: { kind: 'ratio', bad: BAD, total: TOTAL, slo: { op: '<=', value: 0.001 } },
    },
    {
      name: 'slices of time, by their own target',
      slo: slo({ ratioMetric: { bad, total } }, [{ target: 0.9, timeSliceTarget: 0.95 }], { budgetingMethod: 'Timeslices' }),
      expected: { kind: 'ratio', bad: BAD, total: TOTAL, slo: { op: '<=', value: 0.05 } },
    },
    {
      name: 'a ratio of failures',
      slo: slo({ ratioMetric: { raw: series('failure_ratio'), rawType: 'failure' } }, [{ target: 0.99 }]),
      expected: { kind: 'gauge', direction: 'increase', query: 'failure_ratio{${scope}}', slo: { op: '<=', value: 0.01 } },
    },
    {
      name: 'a ratio of successes',
      slo: slo({ ratioMetric: { raw: series('success_ratio'), rawType: 'success' } }, [{ target: 0.99 }]),
      expected: { kind: 'gauge', direction: 'decrease', query: 'success_ratio{${scope}}', slo: { op: '>=', value: 0.99 } },
    },
    ...(['lt', 'lte', 'gt', 'gte'] as const).map((op) => ({
      name: `a threshold of ${op}`,
      slo: slo({ thresholdMetric: series('speed') }, [{ op, value: 3, target: 0.9 }]),
      expected: {
        kind: 'gauge',
        direction: op.startsWith('l') ? 'increase' : 'decrease',
        query: 'speed{${scope}}',
        slo: { op: { lt: '<', lte: '<=', gt: '>', gte: '>=' }[op], value: 3 },
      },
    })),
    {
      name: 'a query under another name',
      slo: slo({ thresholdMetric: { metricSource: { type: 'prometheus', spec: { promql: 'speed' } } } }, [{ op: 'gt', value: 3 }]),
      expected: { kind: 'gauge', direction: 'decrease', query: 'speed{${scope}}', slo: { op: '>', value: 3 } },
    },
  ];
  for (const { name, slo: document, expected } of carried)
    it(`carries over ${name}`, () =>
      assert.deepEqual(imported(document).configs[0]!.spec.metrics, [{ name: 'availability', ...expected }]));

  const kept = slo({ ratioMetric: { bad, total } }, [{ target: 0.999 }]);
  const left: { readonly name: string; readonly slo: object; readonly says: RegExp }[] = [
    {
      name: 'another source',
      slo: slo({ ratioMetric: { bad: series('q', { type: 'Datadog' }), total } }, [{ target: 0.9 }], {}, 'b'),
      says: /its source is of type Datadog/,
    },
    {
      name: 'an indicator that is not there',
      slo: { ...slo({}, [{}], { indicator: undefined, indicatorRef: 'x' }, 'b') },
      says: /names the SLI x, which the file does not have/,
    },
    { name: 'no indicator', slo: slo({}, [{}], { indicator: undefined }, 'b'), says: /has no indicator/ },
    { name: 'an empty indicator', slo: slo({}, [{}], {}, 'b'), says: /neither a ratioMetric nor a thresholdMetric/ },
    { name: 'no target', slo: slo({ ratioMetric: { bad, total } }, [{}], {}, 'b'), says: /objective has no target/ },
    {
      name: 'no target of slices',
      slo: slo({ ratioMetric: { bad, total } }, [{ target: 0.9 }], { budgetingMethod: 'Timeslices' }, 'b'),
      says: /has no timeSliceTarget/,
    },
    { name: 'no total', slo: slo({ ratioMetric: { bad } }, [{ target: 0.9 }], {}, 'b'), says: /has no total/ },
    { name: 'neither good nor bad', slo: slo({ ratioMetric: { total } }, [{ target: 0.9 }], {}, 'b'), says: /neither good nor bad/ },
    {
      name: 'a raw ratio of no type',
      slo: slo({ ratioMetric: { raw: series('x') } }, [{ target: 0.9 }], {}, 'b'),
      says: /needs a rawType/,
    },
    {
      name: 'a threshold without a value',
      slo: slo({ thresholdMetric: series('x') }, [{ op: 'lt' }], {}, 'b'),
      says: /needs op and value/,
    },
    {
      name: 'a query without series',
      slo: slo({ thresholdMetric: series('vector(1)') }, [{ op: 'lt', value: 1 }], {}, 'b'),
      says: /no selector/,
    },
    { name: 'an empty query', slo: slo({ thresholdMetric: series(' ') }, [{ op: 'lt', value: 1 }], {}, 'b'), says: /has no query/ },
    {
      name: 'a counter in disguise',
      slo: slo({ ratioMetric: { counter: true, bad: series('sum by (a) (x)'), total } }, [{ target: 0.9 }], {}, 'b'),
      says: /cannot be told how many events the query of bad counts/,
    },
  ];
  for (const { name, slo: document, says } of left)
    it(`leaves out ${name}, and says so`, () => {
      const { configs, notes } = imported(kept, document);
      assert.deepEqual(
        configs[0]!.spec.metrics.map((one) => one.name),
        ['availability'],
      );
      assert.ok(
        notes.some((note) => note.startsWith('SLO b: is left out: ') && says.test(note)),
        notes.join('\n'),
      );
    });

  it('says of every field that is not carried over', () => {
    const { configs, notes } = imported({
      ...slo({ ratioMetric: { bad, total } }, [{ displayName: 'a', target: 0.9, compositeWeight: 2 }], {
        timeWindow: [],
        alertPolicies: [],
        tier: 1,
      }),
      metadata: { name: 'Availability', displayName: 'It answers', labels: {} },
    });
    assert.deepEqual(
      configs[0]!.spec.metrics.map(({ name, description }) => ({ name, description })),
      [{ name: 'availability', description: 'It answers' }],
    );
    const fields = notes.map((note) => note.split(': ').slice(0, -1).join(': ').replace('SLO Availability: ', ''));
    for (const field of [
      'metadata.name',
      'metadata.labels',
      'spec.timeWindow',
      'spec.alertPolicies',
      'spec.tier',
      'spec.objectives.compositeWeight',
    ])
      assert.ok(
        fields.some((one) => one.startsWith(field)),
        `${field} in ${notes.join('\n')}`,
      );
  });

  it('makes a config of each service', () => {
    const other = slo({ ratioMetric: { bad, total } }, [{ target: 0.9 }], { service: 'Shop!' });
    assert.deepEqual(
      imported(kept, other).configs.map(({ metadata }) => metadata.name),
      ['shop', 'shop-2'],
    );
  });

  it('takes the type of a source from its document', () => {
    const dataSource = { apiVersion: 'openslo/v1', kind: 'DataSource', metadata: { name: 'dd' }, spec: { type: 'Datadog' } };
    const document = slo({ thresholdMetric: series('x', { metricSourceRef: 'dd' }) }, [{ op: 'lt', value: 1 }], {}, 'b');
    assert.match(imported(dataSource, kept, document).notes.join('\n'), /SLO b: is left out: its source is of type Datadog/);
  });

  const refusals: { readonly name: string; readonly text: string; readonly message: RegExp }[] = [
    { name: 'nothing', text: '', message: /^slo\.yaml: holds no SLO$/ },
    {
      name: 'no SLO',
      text: stringify({ apiVersion: 'openslo/v1', kind: 'Service', metadata: { name: 's' } }),
      message: /^slo\.yaml: holds no SLO$/,
    },
    { name: 'no YAML', text: 'a: [', message: /slo\.yaml:\d+: is no sound YAML/ },
    { name: 'another version', text: stringify({ ...kept, apiVersion: 'openslo/v1alpha' }), message: /slo\.yaml:1: apiVersion must be/ },
    { name: 'a target beyond 1', text: stringify(slo({}, [{ target: 99 }])), message: /spec\.objectives\[0\]\.target must be/ },
    {
      name: 'nothing that can be carried over',
      text: stringify(slo({}, [{}])),
      message: /SLO availability is left out: its indicator has neither/,
    },
  ];
  for (const { name, text, message } of refusals)
    it(`refuses ${name}`, () =>
      assert.throws(() => importOpenslo(text, { file: 'slo.yaml', label: 'version' }), { code: 'BAD_CONFIG', message }));
});

describe('withSideMatchers', () => {
  it('writes what a real Prometheus reads', { skip: missing('prometheus') }, async (t) => {
    const server = await startPrometheus();
    t.after(() => server.stop());
    for (const [, expected] of cases) {
      if (expected === undefined) continue;
      const query = expected.replaceAll('${scope}', 'version="v"').replaceAll('${step}', '60s');
      const reply = await fetch(new URL('/api/v1/query', server.url), { method: 'POST', body: new URLSearchParams({ query }) });
      assert.ok(reply.ok, `${query}: ${await reply.text()}`);
    }
  });

  const cases: readonly (readonly [query: string, expected: string | undefined])[] = [
    ['up', 'up{${scope}}'],
    ['x{}', 'x{${scope}}'],
    ['x{a="b",}[5m]', 'x{a="b",${scope}}[5m]'],
    ['{__name__="x"}', '{__name__="x",${scope}}'],
    ['sum by (le, pod) (rate(x_bucket{a="b{c}"}[5m]))', 'sum by (le, pod) (rate(x_bucket{a="b{c}",${scope}}[5m]))'],
    ['sum(rate(a[5m])) / on(zone) group_left (x) sum(b{})', 'sum(rate(a{${scope}}[5m])) / on(zone) group_left (x) sum(b{${scope}})'],
    ['sum(x) without (sum)', 'sum(x{${scope}}) without (sum)'],
    ['topk by (x) (3, a:b:c)', 'topk by (x) (3, a:b:c{${scope}})'],
    ['1e5 * foo_5xx offset 5m', '1e5 * foo_5xx{${scope}} offset 5m'],
    ['a == bool b or c', 'a{${scope}} == bool b{${scope}} or c{${scope}}'],
    ['increase(x[${step}])', 'increase(x{${scope}}[${step}])'],
    ['vector(1)', undefined],
    ['time() - 5', undefined],
    ['x{a="}', undefined],
    ['x{a="${b}"}', undefined],
  ];
  for (const [query, expected] of cases) it(query, () => assert.equal(withSideMatchers(query), expected));
});

describe('countedEvents', () => {
  const cases: readonly (readonly [query: string, isCounter: boolean, expected: string | undefined])[] = [
    ['x{a="b"}', true, 'sum(increase(x{a="b"}[${step}]))'],
    [' sum( x ) ', true, 'sum(increase(x[${step}]))'],
    ['{__name__="x"}', true, 'sum(increase({__name__="x"}[${step}]))'],
    ['sum by (a) (x)', true, undefined],
    ['x / 2', true, undefined],
    ['x[5m]', true, undefined],
    ['sum(rate(x{p="rate(y[5m])"}[5m]))', true, 'sum(increase(x{p="rate(y[5m])"}[${step}]))'],
    ['sum(irate(x[{{.window}}]))', false, 'sum(increase(x[${step}]))'],
    ['sum(increase(x[${step}]))', false, 'sum(increase(x[${step}]))'],
    ['sum(delta(x[5m]))', false, undefined],
    ['sum(increase(x[1h:5m]))', false, undefined],
    ['max_over_time(x[5m])', false, undefined],
    ['events_in_step', false, 'events_in_step'],
    ['x{a="', false, undefined],
  ];
  for (const [query, isCounter, expected] of cases)
    it(`${query}${isCounter ? ' of a counter' : ''}`, () => assert.equal(countedEvents(query, { isCounter })?.query, expected));
});
