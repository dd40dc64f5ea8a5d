import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { schemaProblems } from '../../../src/analysis/config/schema-problems.ts';
import { PrometheusParams, requestParams } from '../../../src/config/prometheus-params.ts';
import { readYaml } from '../../../src/config/read-yaml.ts';
import { SettingsDocument } from '../../../src/config/settings-document.ts';
import { SourceError } from '../../../src/errors.ts';
import { ConfigDocument } from '../../../src/model/config-document.ts';
import type { PrometheusSourceOptions } from '../../../src/sources/prometheus/options.ts';
import { missing } from '../../support/debian.ts';
import { type HttpServer, startHttpServer } from '../../support/http-server.ts';
import { prometheusText } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { startVictoriaMetrics } from '../../support/victoria-metrics.ts';
import { never, sourceFor } from './source-options.ts';

/* Replies of Thanos, Mimir and a VictoriaMetrics cluster in the words and shapes of their documentation and sources. */

const T0 = 1_760_000_040_000;
const MINUTE = 60_000;
const window = { startMs: T0, endMs: T0 + 3 * MINUTE, stepMs: MINUTE };
const request = { query: 'up', window, signal: never };
const RESULT = [{ metric: { job: 'a' }, values: [[T0 / 1000, '7']] }];
const success = (more: object = {}): object => ({ status: 'success', data: { resultType: 'matrix', result: RESULT }, ...more });

interface Reply {
  readonly status?: number;
  readonly body: object | string;
}

async function playing(replies: readonly Reply[], run: (server: HttpServer) => Promise<void>): Promise<void> {
  const server = await startHttpServer((_, response) => {
    const { status = 200, body } = replies[server.requests.length - 1] ?? replies.at(-1)!;
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

describe('what a server says is missing from its answer', () => {
  const cases: readonly {
    readonly name: string;
    readonly more: object;
    readonly isPartial: boolean;
    readonly warnings: readonly string[];
  }[] = [
    { name: 'nothing', more: {}, isPartial: false, warnings: [] },
    { name: 'nothing, with the lists there', more: { warnings: null, infos: [], isPartial: false }, isPartial: false, warnings: [] },
    {
      name: 'a store of a Thanos did not answer',
      more: { warnings: ['receive series from Addr: 10.0.0.7:10901: rpc error: code = Unavailable desc = transport is closing'] },
      isPartial: true,
      warnings: ['receive series from Addr: 10.0.0.7:10901: rpc error: code = Unavailable desc = transport is closing'],
    },
    {
      name: 'a storage node of a VictoriaMetrics cluster did not answer',
      more: { isPartial: true },
      isPartial: true,
      warnings: ['the reply is partial: some storage nodes did not answer'],
    },
    {
      name: 'nothing: Prometheus 3 has remarks on the query',
      more: {
        warnings: ['PromQL warning: encountered a mix of histograms and floats for metric name "up" (1:5)'],
        infos: ['PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up" (1:6)'],
      },
      isPartial: false,
      warnings: [
        'PromQL warning: encountered a mix of histograms and floats for metric name "up" (1:5)',
        'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up" (1:6)',
      ],
    },
  ];
  for (const { name, more, isPartial, warnings } of cases) {
    it(name, () =>
      playing([{ body: success(more) }], async (server) => {
        const reply = await sourceFor(server.url).query(request);
        assert.deepEqual(reply.warnings, warnings);
        assert.equal(reply.isPartial ?? false, isPartial);
        assert.deepEqual([...reply.series[0]!.values], [7, NaN, NaN]);
      }),
    );
  }

  it('one part of a long window is enough', () =>
    playing(
      [
        { body: { status: 'success', data: { resultType: 'matrix', result: [] }, isPartial: true } },
        { body: { status: 'success', data: { resultType: 'matrix', result: [] } } },
      ],
      async (server) => {
        const long = { startMs: T0, endMs: T0 + 20_000_000, stepMs: 1000 };
        assert.equal((await sourceFor(server.url).query({ ...request, window: long })).isPartial, true);
        assert.equal(server.requests.length, 2);
      },
    ));
});

describe('parameters of the settings', () => {
  it('are sent with every query, in the names of the servers', () =>
    playing([{ body: success() }], async (server) => {
      const params = requestParams({
        dedup: false,
        partial_response: true,
        replicaLabels: ['replica', 'prometheus_replica'],
        extra_filters: ['{team="shop"}'],
        max_source_resolution: '0',
      });
      const source = sourceFor(server.url, { params });
      await source.query(request);
      await source.check(never);
      for (const { body } of server.requests) {
        const sent = new URLSearchParams(body);
        assert.equal(sent.get('dedup'), 'false');
        assert.equal(sent.get('partial_response'), 'true');
        assert.equal(sent.get('max_source_resolution'), '0');
        assert.deepEqual(sent.getAll('replicaLabels[]'), ['replica', 'prometheus_replica']);
        assert.deepEqual(sent.getAll('extra_filters[]'), ['{team="shop"}']);
        assert.equal(sent.get('nocache'), '1');
      }
      assert.equal(server.requests.length, 2);
    }));
});

describe('refusals in the words of the servers', () => {
  const cases: readonly {
    readonly name: string;
    readonly reply: Reply;
    readonly message: RegExp;
    readonly asked: number;
    readonly options?: Partial<PrometheusSourceOptions>;
  }[] = [
    {
      name: 'Thanos that may not answer in part',
      reply: {
        status: 422,
        body: {
          status: 'error',
          errorType: 'execution',
          error:
            'expanding series: proxy Series(): rpc error: code = Aborted desc = fetch series for {} 10.0.0.7:10901: rpc error: code = Unavailable',
        },
      },
      message: /^eu-1: HTTP 422, execution: expanding series: proxy Series\(\): rpc error: code = Aborted/,
      asked: 1,
    },
    {
      name: 'Mimir without a tenant',
      reply: { status: 401, body: 'no org id\n' },
      message: /^eu-1: HTTP 401, no org id$/,
      asked: 1,
    },
    {
      name: "a limit of Mimir's, which asking again does not change",
      reply: {
        status: 422,
        body: {
          status: 'error',
          errorType: 'execution',
          error:
            'the query exceeded the maximum number of chunks (limit: 2000000 chunks) (err-mimir-max-chunks-per-query). Consider reducing the time range',
        },
      },
      message: /^eu-1: HTTP 422, execution: the query exceeded .* \(err-mimir-max-chunks-per-query\)\. Consider reducing/,
      asked: 1,
    },
    {
      name: "Mimir's queue is full",
      reply: { status: 429, body: { status: 'error', errorType: 'too_many_requests', error: 'too many outstanding requests' } },
      message: /^eu-1: HTTP 429, too_many_requests: too many outstanding requests$/,
      asked: 3,
    },
    {
      name: 'a VictoriaMetrics cluster that may not answer in part',
      reply: {
        status: 503,
        body: { status: 'error', errorType: '503', error: 'cannot fetch query results from vmstorage nodes: 10.0.0.8:8401: dial tcp' },
      },
      message: /^eu-1: HTTP 503, 503: cannot fetch query results from vmstorage nodes/,
      asked: 3,
    },
  ];
  for (const { name, reply, message, asked } of cases) {
    it(name, () =>
      playing([reply], async (server) => {
        await assert.rejects(sourceFor(server.url, { retries: 2 }).query(request), (error) => {
          assert.ok(error instanceof SourceError);
          assert.match(error.message, message);
          return true;
        });
        assert.equal(server.requests.length, asked);
      }),
    );
  }
});

describe('a reply of few steps', () => {
  for (const [steps, encoding] of [
    [1, 'identity'],
    [240, 'identity'],
    [241, 'gzip'],
  ] as const) {
    it(`${steps} steps are asked for as ${encoding}, whatever a header of the settings says`, () =>
      playing([{ body: success() }], async (server) => {
        const window = { ...request.window, endMs: request.window.startMs + steps * request.window.stepMs };
        await sourceFor(server.url, { headers: { 'Accept-Encoding': 'br' } }).query({ ...request, window });
        assert.equal(server.requests[0]!.headers['accept-encoding'], encoding);
      }));
  }
});

describe('Mimir and Cortex', () => {
  it('have a path before the API and a tenant in a header', () =>
    playing([{ body: success() }], async (server) => {
      const source = sourceFor(`${server.url}/prometheus/`, { headers: { 'X-Scope-OrgID': 'team-a|team-b' } });
      await source.query(request);
      const [sent] = server.requests;
      assert.equal(sent!.path, '/prometheus/api/v1/query_range');
      assert.equal(sent!.headers['x-scope-orgid'], 'team-a|team-b');
    }));
});

describe('a real VictoriaMetrics', { skip: missing('victoria-metrics') }, () => {
  let server: RunningServer;
  before(async () => {
    const samples = [[T0, 1] as const];
    server = await startVictoriaMetrics({
      samples: prometheusText([
        { name: 'requests', type: 'gauge', labels: { team: 'shop', side: 'a' }, samples },
        { name: 'requests', type: 'gauge', labels: { team: 'shop', side: 'b' }, samples },
        { name: 'requests', type: 'gauge', labels: { team: 'bank', side: 'a' }, samples },
      ]),
    });
  });
  after(() => server.stop());
  const found = async (params: Parameters<typeof requestParams>[0]): Promise<readonly string[]> => {
    const source = sourceFor(server.url, { params: requestParams(params) });
    const { series } = await source.query({ ...request, query: 'requests' });
    return series.map(({ labels }) => `${labels.team} ${labels.side}`).sort();
  };

  it('confines every query to the labels of extra_label', async () => {
    assert.deepEqual(await found({}), ['bank a', 'shop a', 'shop b']);
    assert.deepEqual(await found({ extra_label: ['team=shop'] }), ['shop a', 'shop b']);
    assert.deepEqual(await found({ extra_label: ['team=shop', 'side=b'] }), ['shop b']);
  });

  it('and to the series of extra_filters', async () => {
    assert.deepEqual(await found({ extra_filters: ['{team=~"b.*"}'] }), ['bank a']);
  });

  it('takes the parameters of the other servers for nothing', async () => {
    assert.deepEqual(await found({ dedup: true, partial_response: false, deny_partial_response: true }), ['bank a', 'shop a', 'shop b']);
  });
});

describe('docs/prometheus.md', () => {
  const page = readFileSync('docs/prometheus.md', 'utf8');
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => {
    const { documents, problems } = readYaml(text!);
    assert.deepEqual(problems, []);
    return documents[0]!.value as Record<string, unknown>;
  });

  it('has metrics and settings that fit their schemas', () => {
    const [metrics, ...others] = examples.filter((example) => 'metrics' in example);
    const settings = examples.filter((example) => 'sources' in example);
    assert.deepEqual([others.length, settings.length], [0, examples.length - 1]);
    const config = {
      apiVersion: 'serinus.dev/v1',
      kind: 'CanaryAnalysis',
      metadata: { name: 'shop' },
      spec: { scopes: { control: 'a="b"', candidate: 'a="c"' }, ...metrics },
    };
    assert.deepEqual(schemaProblems(ConfigDocument, config), []);
    for (const example of settings) assert.deepEqual(schemaProblems(SettingsDocument, example), []);
  });

  it('explains every parameter', () => {
    for (const name of Object.keys(PrometheusParams.properties)) assert.match(page, new RegExp(`^\\| \`${name}\` +\\|`, 'm'), name);
  });
});
