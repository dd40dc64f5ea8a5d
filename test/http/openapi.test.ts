import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Compile } from 'typebox/compile';
import { judgeBodyExample } from '../../src/http/kayenta-example.ts';
import { halfExample, pairExample, requestExample } from '../../src/http/schemas/answer-pair.ts';
import { ConfigDocument } from '../../src/model/config-document.ts';
import { sampleProfile } from '../store/samples.ts';
import { startApp } from './app-under-test.ts';
import { HOOKS, payload } from './flagger/payload.ts';

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}
type Schema = { readonly [key: string]: unknown };
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, Media>> }>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Method, address and what asks it successfully. */
const routes: readonly { readonly route: string; readonly url?: string; readonly body?: object | string; readonly type?: string }[] = [
  { route: 'POST /analyses', body: { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v3' } } },
  { route: 'GET /analyses', url: '/analyses' },
  { route: 'GET /analyses/{id}', url: '/analyses/a-1' },
  { route: 'DELETE /analyses/{id}', url: '/analyses/a-2' },
  { route: 'GET /analyses/{id}/looks', url: '/analyses/a-1/looks' },
  { route: 'POST /analyses/{id}/looks', url: '/analyses/a-1/looks' },
  {
    route: 'POST /challenges',
    url: '/challenges',
    body: { config: 'shop', control: { version: 'v1' }, candidates: { blue: { version: 'v2' }, green: { version: 'v3' } } },
  },
  { route: 'GET /challenges', url: '/challenges' },
  { route: 'GET /challenges/{id}', url: '/challenges/c-1' },
  { route: 'DELETE /challenges/{id}', url: '/challenges/c-1' },
  { route: 'GET /verdict', url: '/verdict?analysis=a-1' },
  { route: 'GET /configs', url: '/configs' },
  { route: 'GET /configs/{name}', url: '/configs/shop' },
  {
    route: 'POST /configs/{name}/noise-profiles',
    url: '/configs/shop/noise-profiles',
    body: { profiles: [sampleProfile()] },
  },
  ...HOOKS.map((hook) => ({ route: `POST /flagger/${hook}`, url: `/flagger/${hook}`, body: payload })),
  { route: 'GET /api/v1/query', url: '/api/v1/query?query=vector(1)' },
  { route: 'POST /api/v1/query', url: '/api/v1/query', body: { query: 'serinus_score{analysis="a-1"}' } },
  { route: 'POST /compare', url: '/compare?config=shop', body: pairExample },
  {
    route: 'POST /compare/batch',
    url: '/compare/batch?config=shop',
    body: `${JSON.stringify(pairExample)}\n`,
    type: 'application/x-ndjson',
  },
  { route: 'POST /compare/control', url: '/compare/control?config=shop', body: halfExample },
  { route: 'POST /compare/candidate', url: '/compare/candidate?config=shop', body: halfExample },
  { route: 'POST /compare/population', url: '/compare/population?config=shop', body: requestExample },
  { route: 'GET /compare/streams', url: '/compare/streams?config=shop' },
  { route: 'GET /compare/samples', url: '/compare/samples?config=shop' },
  { route: 'PUT /compare/samples/{id}/mark', url: '/compare/samples/request-4711/mark?config=shop', body: { mark: 'noise' } },
  { route: 'GET /reports/divergence', url: '/reports/divergence?config=shop' },
  { route: 'GET /reports', url: '/reports?config=shop' },
  { route: 'GET /reports/{id}', url: '/reports/shop-20260126T060000Z-1f0c9d2e4b7a' },
  { route: 'GET /judges', url: '/judges' },
  { route: 'GET /comparators', url: '/comparators' },
  { route: 'POST /kayenta/judge', url: '/kayenta/judge', body: judgeBodyExample },
  { route: 'GET /kayenta/judges', url: '/kayenta/judges' },
  { route: 'GET /healthz', url: '/healthz' },
  { route: 'GET /readyz', url: '/readyz' },
  { route: 'GET /metrics', url: '/metrics' },
];

describe('the OpenAPI document', () => {
  const { app } = startApp({ after });
  let document: Document;
  before(async () => {
    document = (await app.inject('/docs/json')).json();
  });
  const operations = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation]),
    );
  const checker = (schema: Schema) => Compile({ ...inline(document, schema) });

  it('is OpenAPI 3.1 of this version', () => {
    assert.match(document.openapi, /^3\.1\.\d+$/);
    assert.deepEqual([document.info.title, document.info.version], ['Serinus', '1.2.3']);
  });

  it('has every route and no other', () => {
    assert.deepEqual(
      operations()
        .map(([route]) => route)
        .sort(),
      routes.map(({ route }) => route).sort(),
    );
  });

  it('names every operation once, with a summary and a tag', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const [route, { operationId, summary, tags }] of operations()) {
      assert.match(operationId ?? '', /^[a-z][A-Za-z]+$/, route);
      assert.ok(summary && tags?.length === 1, route);
    }
  });

  it('describes every reply by a schema, and each example fits its schema', () => {
    for (const [route, { responses, requestBody }] of operations()) {
      // Hooks of Flagger are never 5xx: it would retry them and lose the reason.
      const isOwnFailureTold = route.startsWith('POST /flagger/')
        ? !Object.keys(responses).some((status) => status >= '500')
        : '500' in responses;
      assert.ok(Object.keys(responses).some((status) => status.startsWith('2')) && isOwnFailureTold, route);
      const media = Object.entries({ ...responses, body: requestBody }).flatMap(([status, reply]) => {
        if (reply === undefined) return [];
        assert.ok(status === 'body' || /^[2-5]\d\d$/.test(status), `${route} ${status}`);
        return Object.values(reply.content ?? assert.fail(`${route} ${status} has no content`));
      });
      for (const { schema, example } of media) {
        assert.ok(schema !== undefined && example !== undefined, route);
        assert.deepEqual(checker(schema).Errors(example), [], route);
      }
    }
  });

  it('declares each parameter of a path as required', () => {
    for (const [route, { parameters = [] }] of operations()) {
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        declared.map(({ name }) => name),
        [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      );
      assert.ok(declared.every(({ required }) => required));
    }
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? '');
    assert.ok(refs.length > 0);
    for (const ref of refs) assert.ok(ref.replace('#/components/schemas/', '') in document.components.schemas, ref);
  });

  it('leaves the schema of configs as it was', () => {
    assert.ok(!('$id' in ConfigDocument));
    assert.match(JSON.stringify(ConfigDocument.properties.spec.properties.variables), /patternProperties/);
  });

  // A number that is not finite becomes null in JSON, which the schemas of numbers refuse.
  for (const { route, url = '/analyses', body, type = 'application/json' } of routes) {
    it(`the reply of ${route} fits its schema`, async (t) => {
      const method = route.split(' ')[0] as 'GET' | 'POST' | 'PUT' | 'DELETE';
      const sent = body === undefined ? {} : { payload: body, headers: { 'content-type': type } };
      const reply = await startApp(t).app.inject({ method, url, ...sent });
      const content = new Map(operations()).get(route)?.responses[reply.statusCode]?.content ?? assert.fail(`${reply.statusCode}`);
      const [answered, media] = Object.entries(content)[0] ?? assert.fail('no content');
      assert.equal(String(reply.headers['content-type']).split(';')[0], answered);
      assert.deepEqual(checker(media.schema ?? {}).Errors(answered === 'text/plain' ? reply.body : reply.json()), []);
    });
  }

  it('has a page to try it', async () => {
    const page = await app.inject('/docs');
    assert.equal(page.statusCode, 200);
    assert.match(String(page.headers['content-type']), /^text\/html/);
  });
});

/** The schema with every reference replaced by what it refers to; ours do not recurse. */
function inline(document: Document, schema: unknown): Schema {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as { $ref?: string };
    if ($ref !== undefined) return walk(document.components.schemas[$ref.replace('#/components/schemas/', '')]);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
  };
  return walk(schema) as Schema;
}
