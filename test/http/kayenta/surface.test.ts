import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { createKayenta } from '../../../src/analysis/kayenta/kayenta.ts';
import { keyedMutex } from '../../../src/analysis/keyed-mutex.ts';
import type { Access } from '../../../src/http/auth/access.ts';
import { judgeBodyExample } from '../../../src/http/kayenta-example.ts';
import { analysisExample, executionExample, pairExample, setExample } from '../../../src/http/kayenta-run-examples.ts';
import { grants, ROLES } from '../../../src/model/access.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { startApp } from '../app-under-test.ts';
import { basic, bearer, secretOf, someAuth } from '../sample-access.ts';
import { type AnyJson, canaryConfig, canaryRequest, fakeSource, judges, NOW, wave } from './kayenta-under-test.ts';

interface Case {
  readonly route: string;
  readonly needs: Access;
  readonly url?: string;
  readonly body?: unknown;
  readonly status?: number;
}

const fetched = 'metricSetName=latency&metricName=latency&step=60&start=2026-01-31T12:00:00Z&end=2026-01-31T13:00:00Z';
const prometheus = `${fetched}&customFilter=PromQL:up`;
/** Every route of Kayenta's API, whom it is for, and what asks it successfully of the app of `start`. */
const cases: readonly Case[] = [
  { route: 'POST /kayenta/judge', needs: 'read', body: judgeBodyExample },
  { route: 'GET /kayenta/judges', needs: 'read' },
  { route: 'GET /kayenta/canaryConfig', needs: 'read' },
  { route: 'POST /kayenta/canaryConfig', needs: 'admin', body: canaryConfig({ name: 'other' }) },
  { route: 'GET /kayenta/canaryConfig/{id}', needs: 'read', url: '/kayenta/canaryConfig/known.config' },
  { route: 'PUT /kayenta/canaryConfig/{id}', needs: 'admin', url: '/kayenta/canaryConfig/known.config', body: canaryConfig() },
  { route: 'DELETE /kayenta/canaryConfig/{id}', needs: 'admin', url: '/kayenta/canaryConfig/known.config', status: 204 },
  { route: 'POST /kayenta/canary/{id}', needs: 'run', url: '/kayenta/canary/known.config', body: canaryRequest() },
  {
    route: 'POST /kayenta/canary',
    needs: 'admin',
    body: { canaryConfig: canaryConfig(), executionRequest: canaryRequest() },
  },
  { route: 'GET /kayenta/canary/executions', needs: 'read' },
  { route: 'GET /kayenta/canary/{id}', needs: 'read', url: '/kayenta/canary/known.run' },
  { route: 'PUT /kayenta/pipelines/{id}/cancel', needs: 'run', url: '/kayenta/pipelines/known.run/cancel', status: 202 },
  {
    route: 'POST /kayenta/standalone_canary_analysis/{id}',
    needs: 'run',
    url: '/kayenta/standalone_canary_analysis/known.config',
    body: analysisExample,
  },
  {
    route: 'POST /kayenta/standalone_canary_analysis',
    needs: 'admin',
    body: { canaryConfig: canaryConfig(), executionRequest: analysisExample },
  },
  { route: 'GET /kayenta/standalone_canary_analysis/{id}', needs: 'read', url: '/kayenta/standalone_canary_analysis/known' },
  { route: 'GET /kayenta/metricSetPairList', needs: 'read' },
  { route: 'POST /kayenta/metricSetPairList', needs: 'admin', body: [pairExample] },
  { route: 'GET /kayenta/metricSetPairList/{id}', needs: 'read', url: '/kayenta/metricSetPairList/known.run' },
  { route: 'DELETE /kayenta/metricSetPairList/{id}', needs: 'admin', url: '/kayenta/metricSetPairList/known.run' },
  {
    route: 'GET /kayenta/metricSetPairList/{id}/{pairId}',
    needs: 'read',
    url: `/kayenta/metricSetPairList/known.run/${pairExample.id}`,
  },
  { route: 'GET /kayenta/metricSetList', needs: 'read' },
  { route: 'POST /kayenta/metricSetList', needs: 'admin', body: [setExample] },
  { route: 'GET /kayenta/metricSetList/{id}', needs: 'read', url: '/kayenta/metricSetList/known.set' },
  { route: 'DELETE /kayenta/metricSetList/{id}', needs: 'admin', url: '/kayenta/metricSetList/known.set', status: 204 },
  { route: 'GET /kayenta/canaryResultArchive', needs: 'read' },
  { route: 'POST /kayenta/canaryResultArchive', needs: 'admin', body: executionExample },
  { route: 'GET /kayenta/canaryResultArchive/{id}', needs: 'read', url: '/kayenta/canaryResultArchive/known.run' },
  { route: 'PUT /kayenta/canaryResultArchive/{id}', needs: 'admin', url: '/kayenta/canaryResultArchive/known.run', body: executionExample },
  { route: 'DELETE /kayenta/canaryResultArchive/{id}', needs: 'admin', url: '/kayenta/canaryResultArchive/known.run', status: 204 },
  { route: 'POST /kayenta/fetch/prometheus/query', needs: 'admin', url: `/kayenta/fetch/prometheus/query?${prometheus}` },
  {
    route: 'POST /kayenta/fetch/influxdb/query',
    needs: 'admin',
    url: `/kayenta/fetch/influxdb/query?${fetched}&scope=version:v1&metricsAccountName=influx`,
  },
  {
    route: 'POST /kayenta/judges/judge',
    needs: 'read',
    url: '/kayenta/judges/judge?canaryConfigId=known.config&metricSetPairListId=known.run&passThreshold=90&marginalThreshold=75',
  },
  { route: 'GET /kayenta/credentials', needs: 'read' },
  { route: 'GET /kayenta/metricsServices', needs: 'read' },
  { route: 'GET /kayenta/metadata/metricsService', needs: 'read' },
  { route: 'GET /kayenta/health', needs: 'probe' },
];

/** The app with a config, a run, an analysis and lists of known ids. */
async function start(t: { after(close: () => unknown): void }, options: { readonly hasAuth?: boolean } = {}): Promise<FastifyInstance> {
  const store = await openSqliteStore({ path: ':memory:' });
  const abort = new AbortController();
  const newId = (() => {
    let ids = 0;
    return () => (ids++ === 0 ? 'known' : `id-${ids}`);
  })();
  const influx = { ...fakeSource('influx', wave), dialect: 'influxql' } as const;
  const kayenta = createKayenta({
    ...{ store, judges, newId, mutex: keyedMutex(), signal: abort.signal, clock: { now: () => NOW }, onError: () => {} },
    sources: [fakeSource('prometheus', wave), influx],
    sleep: (_ms, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  });
  await kayenta.startAdHocAnalysis({ canaryConfig: canaryConfig(), executionRequest: analysisExample }, {});
  await kayenta.configs.create(canaryConfig({ id: 'known.config' }));
  await kayenta.archive.add('known.run', executionExample);
  await kayenta.pairLists.put('known.run', [pairExample]);
  await kayenta.setLists.put('known.set', [setExample]);
  const { app } = startApp(t, { kayenta, judgeRegistry: judges, ...(options.hasAuth && { auth: someAuth }) });
  t.after(async () => {
    abort.abort(new Error('the test is over'));
    await Promise.all([kayenta.executions.settled(), kayenta.standalone.settled()]);
    await store.close();
  });
  return app;
}

const ask = (app: FastifyInstance, { route, url, body }: Case, headers: Record<string, string> = {}) => {
  const [method, path = ''] = route.split(' ');
  return app.inject({ method: method as 'GET', url: url ?? path, headers, ...(body === undefined ? {} : { payload: body as object }) });
};

describe("who may call what of Kayenta's API", () => {
  for (const one of cases) {
    const { route, needs, status = 200 } = one;
    it(`${route} needs ${needs}`, async (t: TestContext) => {
      const known = ROLES.map((role) => ({ role, isLetIn: needs === 'probe' || grants([role], needs as 'read') }));
      for (const { role, isLetIn } of known) {
        const reply = await ask(await start(t, { hasAuth: true }), one, bearer(secretOf(role)));
        assert.equal(reply.statusCode, isLetIn ? status : 403, `${role}: ${reply.body}`);
      }
      const app = await start(t, { hasAuth: true });
      assert.equal((await ask(app, one)).statusCode, needs === 'probe' ? status : 401);
      // Argo Rollouts can send a user of basic authentication, in the address that it is given.
      const byUser = await ask(app, one, basic('flagger', secretOf('user')));
      assert.equal(byUser.statusCode, needs === 'admin' ? 403 : status);
    });
  }
});

describe("Kayenta's API in the OpenAPI document", () => {
  let app: FastifyInstance;
  let document: AnyJson;
  const closers: (() => unknown)[] = [];
  before(async () => {
    app = await start({ after: (close) => closers.push(close) });
    document = (await app.inject('/docs/json')).json();
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
  });
  const operation = (route: string): AnyJson => {
    const [method = '', path = ''] = route.split(' ');
    return document.paths[path]?.[method.toLowerCase()] ?? assert.fail(`no ${route}`);
  };
  const errors = (schema: AnyJson, value: unknown): unknown => Compile(inline(document, schema)).Errors(value);

  it('is there whole', () => {
    const routes = Object.entries<object>(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(routes.filter((route) => route.includes('/kayenta/')).sort(), cases.map(({ route }) => route).sort());
    const ids = routes.map((route) => operation(route).operationId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('is listed whole by its page, with the roles', () => {
    const page = readFileSync('docs/kayenta-api.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z]+ \/[^`]*)` \| (?:`(\w+)`|anyone) \|/gm)];
    const listed = rows.map(([, route = '', role = 'probe']) => `${route.replace(/:(\w+)/g, '{$1}')} ${role}`);
    assert.deepEqual(listed.toSorted(), cases.map(({ route, needs }) => `${route} ${needs}`).toSorted());
  });

  for (const one of cases) {
    it(`${one.route}: examples and the reply fit their schemas`, async (t) => {
      const { responses, requestBody, summary, tags } = operation(one.route);
      assert.ok(summary && tags.length === 1);
      for (const { content } of [...Object.values<AnyJson>(responses), ...(requestBody ? [requestBody] : [])])
        for (const { schema, example, examples } of Object.values<AnyJson>(content ?? {}))
          assert.deepEqual(errors(schema, example ?? examples), [], JSON.stringify(example));
      const reply = await ask(await start(t), one);
      assert.equal(reply.statusCode, one.status ?? 200, reply.body);
      const described = responses[reply.statusCode] ?? assert.fail(`${reply.statusCode} is not described`);
      if (reply.body === '') return;
      assert.match(String(reply.headers['content-type']), /^application\/json/);
      assert.deepEqual(errors(described.content['application/json'].schema, reply.json()), []);
    });
  }
});

/** The schema with every reference replaced by what it refers to; ours do not recurse. */
function inline(document: AnyJson, schema: unknown): AnyJson {
  if (Array.isArray(schema)) return schema.map((part) => inline(document, part));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref } = schema as { $ref?: string };
  if ($ref !== undefined) return inline(document, document.components.schemas[$ref.replace('#/components/schemas/', '')]);
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, inline(document, part)]));
}
