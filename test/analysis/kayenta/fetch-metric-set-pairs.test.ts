import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MetricSet } from '../../../src/analysis/kayenta/contract.ts';
import { dryRunQuery, fetchMetricSetList } from '../../../src/analysis/kayenta/fetch-metric-set-list.ts';
import { fetchMetricSetPairs } from '../../../src/analysis/kayenta/fetch-metric-set-pairs.ts';
import { pairMetricSets } from '../../../src/analysis/kayenta/pair-metric-sets.ts';
import type { MetricSource, SourceQuery } from '../../../src/analysis/ports/metric-source.ts';
import { SourceError } from '../../../src/errors.ts';
import { parseAdHocConfig } from '../../../src/kayenta/parse-canary-config.ts';
import { type Labels, sampleCount } from '../../../src/model/time-series.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const scope = { startMs: START, endMs: START + 3 * MINUTE, stepMs: MINUTE };
const scopes = { default: { controlScope: { ...scope, scope: 'v1' }, experimentScope: { ...scope, scope: 'v2' } } };
const inline = (text: string) => ({ type: 'prometheus', customInlineTemplate: `PromQL:${text}` });
const configOf = (...metrics: object[]) => parseAdHocConfig({ metrics: metrics.map((one) => ({ scopeName: 'default', ...one })) });
const errors = { name: 'errors', query: inline('errors{v="${scope}"}') };

type Answer = readonly (readonly [labels: Labels, value: (i: number) => number])[];
function sourceOf(answer: (query: string) => Answer, dialect: MetricSource['dialect'] = 'promql') {
  const asked: SourceQuery[] = [];
  const source: MetricSource = {
    name: 'prom',
    dialect,
    async query(request) {
      asked.push(request);
      const { startMs, stepMs } = request.window;
      const series = answer(request.query).map(([labels, value]) => ({
        labels,
        startMs,
        stepMs,
        values: Float64Array.from({ length: sampleCount(request.window) }, (_, i) => value(i)),
      }));
      return { series, warnings: [] };
    },
    check: async () => undefined,
  };
  return { source, asked };
}

const fetchWith = (
  source: MetricSource,
  canaryConfig = configOf(errors),
  more: Partial<Parameters<typeof fetchMetricSetPairs>[0]> = {},
) => {
  let ids = 0;
  const newId = () => `id-${++ids}`;
  return fetchMetricSetPairs({ canaryConfig, scopes, sourceOf: () => source, newId, signal: new AbortController().signal, ...more });
};

describe('fetchMetricSetPairs', () => {
  it('asks both sides from start to end, the end included, and keeps gaps where they are', async () => {
    const { source, asked } = sourceOf((query) => [
      [{ __name__: 'errors', path: '/a' }, (i) => (i === 1 ? Number.NaN : query.includes('v1') ? i : 10 + i)],
    ]);
    const pairs = await fetchWith(source);
    assert.deepEqual(pairs, [
      {
        name: 'errors',
        id: 'id-1',
        tags: { path: '/a' },
        values: { control: [0, Number.NaN, 2, 3], experiment: [10, Number.NaN, 12, 13] },
        scopes: { control: { startTimeMillis: START, stepMillis: MINUTE }, experiment: { startTimeMillis: START, stepMillis: MINUTE } },
        attributes: { control: { query: 'errors{v="v1"}' }, experiment: { query: 'errors{v="v2"}' } },
      },
    ]);
    assert.deepEqual(
      asked.map(({ window }) => window),
      [1, 2].map(() => ({ startMs: START, endMs: START + 3 * MINUTE + 1, stepMs: MINUTE })),
    );
  });

  it('asks each metric of its own scope, of the source of its type', async () => {
    const prometheus = sourceOf(() => [[{}, () => 1]]);
    const influx = sourceOf(() => [[{ field: 'f' }, () => 2]], 'influxql');
    const second = { ...scope, scope: 'tag:v', endMs: START + 2 * MINUTE };
    const config = configOf(errors, { name: 'cpu', scopeName: 'hosts', query: { type: 'influxdb', metricName: 'cpu', fields: ['f'] } });
    const pairs = await fetchWith(prometheus.source, config, {
      scopes: { ...scopes, hosts: { controlScope: second, experimentScope: second } },
      sourceOf: (type) => (type === 'influxdb' ? influx.source : prometheus.source),
    });
    assert.deepEqual(
      pairs.map(({ name, tags, values }) => ({ name, tags, values: values.control })),
      [
        { name: 'errors', tags: {}, values: [1, 1, 1, 1] },
        { name: 'cpu', tags: { field: 'f' }, values: [2, 2] }, // [start, end): the time filter has no end either
      ],
    );
  });

  it('asks InfluxDB for whole buckets, which begin at multiples of the step', async () => {
    const influx = sourceOf(() => [[{}, (i) => i]], 'influxql');
    const late = { ...scope, scope: 'tag:v', startMs: START + 5000, endMs: START + 2 * MINUTE + 5000 };
    const config = configOf({ name: 'cpu', query: { type: 'influxdb', metricName: 'cpu' } });
    const [pair] = await fetchWith(influx.source, config, { scopes: { default: { controlScope: late, experimentScope: late } } });
    assert.deepEqual(pair!.scopes!.control, { startTimeMillis: START, stepMillis: MINUTE });
    assert.deepEqual(pair!.values.control, [0, 1, 2]);
    // Evaluation times are the ends of the buckets.
    assert.deepEqual(influx.asked[0]!.window, { startMs: START + MINUTE, endMs: START + 4 * MINUTE, stepMs: MINUTE });
  });

  it('takes the side without any series for missing values', async () => {
    const { source } = sourceOf((query) =>
      query.includes('v2')
        ? []
        : [
            [{ path: '/a' }, (i) => i],
            [{ path: '/b' }, () => 5],
          ],
    );
    const pairs = await fetchWith(source);
    const missing = [Number.NaN, Number.NaN, Number.NaN];
    assert.deepEqual(
      pairs.map(({ tags, values }) => ({ tags, ...values })),
      [
        { tags: { path: '/a' }, control: [0, 1, 2, 3], experiment: missing },
        { tags: { path: '/b' }, control: [5, 5, 5, 5], experiment: missing },
      ],
    );
  });

  it('fails as a whole when a source fails, and aborts what it still asks', async () => {
    const failure = new SourceError('prom', 'no answer', true);
    let aborted = 0;
    const source: MetricSource = {
      name: 'prom',
      dialect: 'promql',
      query({ query, signal }) {
        if (query.startsWith('bad')) return Promise.reject(failure);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted += 1;
            reject(new SourceError('prom', 'cancelled', true));
          });
        });
      },
      check: async () => undefined,
    };
    const config = configOf(errors, { name: 'bad', query: inline('bad') });
    await assert.rejects(fetchWith(source, config), (error) => error === failure);
    assert.equal(aborted, 2);
  });

  it('fails when a source has only a part of the data', async () => {
    const { source } = sourceOf(() => [[{}, () => 1]]);
    const partial: MetricSource = {
      ...source,
      query: async (request) => ({ ...(await source.query(request)), warnings: ['a store did not answer'], isPartial: true }),
    };
    await assert.rejects(fetchWith(partial), { code: 'SOURCE_FAILED', message: /errors: the answer lacks data: a store did not answer/ });
  });

  it("ends with the caller's reason when it is aborted", async () => {
    const abort = new AbortController();
    const reason = new Error('shutting down');
    const { source } = sourceOf(() => {
      abort.abort(reason);
      throw new SourceError('prom', 'cancelled', true);
    });
    await assert.rejects(fetchWith(source, configOf(errors), { signal: abort.signal }), (error) => error === reason);
  });

  const refusals: { readonly name: string; readonly config: ReturnType<typeof configOf>; readonly message: string | RegExp }[] = [
    { name: 'no metric', config: configOf(), message: 'The canary config must specify at least one metric.' },
    {
      name: 'a metric without scope',
      config: configOf({ ...errors, scopeName: undefined }),
      message: "Canary scope for metric named 'errors' is null.",
    },
    {
      name: 'scopes that are not there',
      config: configOf({ ...errors, scopeName: 'a' }, { ...errors, name: 'e2', scopeName: 'toString' }),
      message: 'Canary metrics require scopes which were not provided in the execution request: [a, toString]',
    },
    {
      name: 'a foreign type',
      config: configOf({ ...errors, query: { type: 'atlas', q: 'name,x,:eq' } }),
      message: "Metrics of type 'atlas' cannot be asked; there are prometheus and influxdb.",
    },
    {
      name: "a type that is not the account's",
      config: configOf({ ...errors, query: { type: 'influxdb', metricName: 'x' } }),
      message: "Metric 'errors' is of type 'influxdb', but the account prom takes promql.",
    },
    {
      name: 'a query that cannot be built',
      config: configOf(errors, { name: 'e2', query: inline('x{a="${none}"}') }),
      message: /Cannot resolve variable 'none'/,
    },
  ];
  for (const { name, config, message } of refusals)
    it(`refuses ${name} before it asks anything`, async () => {
      const { source, asked } = sourceOf(() => []);
      await assert.rejects(fetchWith(source, config), { name: 'KayentaRefusal', statusCode: 400, message });
      assert.equal(asked.length, 0);
    });

  it('refuses more pairs than a judge takes', async () => {
    const { source } = sourceOf(() => Array.from({ length: 1001 }, (_, i) => [{ pod: String(i) }, () => 1] as const));
    await assert.rejects(fetchWith(source), { code: 'METRIC_DATA', message: /more than 1000 pairs/ });
  });

  it('refuses more values than memory is meant for', async () => {
    const long = { ...scope, scope: 'v', stepMs: 1000, endMs: START + 10_000 * 1000 };
    const { source } = sourceOf(() => Array.from({ length: 250 }, (_, i) => [{ pod: String(i) }, () => 1] as const));
    await assert.rejects(fetchWith(source, configOf(errors), { scopes: { default: { controlScope: long, experimentScope: long } } }), {
      code: 'METRIC_DATA',
      message: /errors: with it there are more than 4000000 values in the run/,
    });
  });
});

describe('one side alone', () => {
  const [metric] = configOf(errors).metrics;
  const side = { canaryConfig: {}, metric: metric!, scope: scopes.default.controlScope };

  it('is a set a series', async () => {
    const { source } = sourceOf(() => [[{ path: '/a' }, (i) => i]]);
    const sets = await fetchMetricSetList({ ...side, source, signal: new AbortController().signal });
    const attributes = { query: dryRunQuery({ ...side, source }) };
    const about = { name: 'errors', startTimeMillis: START, endTimeMillis: START + 4 * MINUTE, stepMillis: MINUTE, attributes };
    assert.deepEqual(sets, [{ ...about, tags: { path: '/a' }, values: [0, 1, 2, 3] }]);
  });

  it('is one set without values when there is no series', async () => {
    const { source } = sourceOf(() => []);
    const sets = await fetchMetricSetList({ ...side, source, signal: new AbortController().signal });
    const attributes = { query: 'errors{v="v1"}' };
    assert.deepEqual(sets, [
      { name: 'errors', tags: {}, startTimeMillis: START, endTimeMillis: START + 3 * MINUTE, stepMillis: MINUTE, values: [], attributes },
    ]);
  });
});

describe('pairMetricSets', () => {
  const set = (tags: Record<string, string>, values: readonly number[] = [1, 2, 3, 4], steps = 3): MetricSet => ({
    name: 'm',
    tags,
    values,
    startTimeMillis: START,
    endTimeMillis: START + steps * MINUTE,
    stepMillis: MINUTE,
    attributes: { query: 'q' },
  });
  const NONE = Number.NaN;
  const paired = (control: readonly MetricSet[], experiment: readonly MetricSet[]) =>
    pairMetricSets({ control, experiment }, () => 'id').map(({ tags, values }) => [tags, values.control, values.experiment]);

  // By the rules of Kayenta's mixer (docs/kayenta.md); a real series has a value for every step here.
  const cases: {
    readonly name: string;
    readonly control: readonly MetricSet[];
    readonly experiment: readonly MetricSet[];
    readonly expected: unknown;
  }[] = [
    { name: 'no tags', control: [set({})], experiment: [set({}, [5])], expected: [[{}, [1, 2, 3, 4], [5]]] },
    {
      name: 'the same tags in another order',
      control: [set({ a: '1', b: '2' }), set({ a: '2', b: '1' }, [9])],
      experiment: [set({ b: '1', a: '2' }, [8]), set({ b: '2', a: '1' }, [7])],
      expected: [
        [{ a: '1', b: '2' }, [1, 2, 3, 4], [7]],
        [{ a: '2', b: '1' }, [9], [8]],
      ],
    },
    {
      name: 'series that one side alone has',
      control: [set({ a: '1' }), set({ a: '2' })],
      experiment: [set({ a: '1' }), set({ a: '3' }, [5])],
      expected: [
        [{ a: '1' }, [1, 2, 3, 4], [1, 2, 3, 4]],
        [{ a: '2' }, [1, 2, 3, 4], [NONE, NONE, NONE, NONE]],
        [{ a: '3' }, [NONE, NONE, NONE, NONE], [5]],
      ],
    },
    {
      name: 'nothing on either side',
      control: [set({}, [])],
      experiment: [set({}, [], 2)],
      expected: [[{}, [NONE, NONE, NONE], [NONE, NONE]]],
    },
    {
      name: 'nothing against a series without tags',
      control: [set({}, [])],
      experiment: [set({}, [1])],
      expected: [[{}, [NONE, NONE, NONE], [1]]],
    },
    { name: 'less than a step', control: [set({}, [], 0.5)], experiment: [set({}, [1])], expected: [[{}, [], [1]]] },
  ];
  for (const { name, control, experiment, expected } of cases) it(name, () => assert.deepEqual(paired(control, experiment), expected));

  it('refuses two series of one side with the same tags', () =>
    assert.throws(() => paired([set({ a: '1' }), set({ a: '1' })], [set({ a: '1' })]), {
      code: 'METRIC_DATA',
      message: 'm: two series of one side have the same tags [["a","1"]]',
    }));

  it('refuses tags of other names', () =>
    assert.throws(() => paired([set({ a: '1', pod: 'x' })], [set({ a: '1' })]), {
      code: 'METRIC_DATA',
      message: 'm: Control metrics have different tag keys than the experiment tag set ([a, pod] != [a]).',
    }));
});
