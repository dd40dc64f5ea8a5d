import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { queryHash } from '../../src/analysis/calibrate/query-hash.ts';
import { ROLES } from '../../src/model/access.ts';
import { sampleProfile } from '../store/samples.ts';
import { openFuzzedApp } from './fuzz/fuzzed-app.ts';
import { type OpenApi, requestsOf, withIds } from './fuzz/requests.ts';
import { FUZZ_NOW, inlined } from './fuzz/schema-arbitrary.ts';
import { basic, bearer, secretOf, someAuth } from './sample-access.ts';

/** Requests that are made; each of them may be the one. */
const RUNS = 10_000;
const GUARDED_RUNS = 2_500;
const LIMITED_RUNS = 500;

type Reply = Awaited<ReturnType<FastifyInstance['inject']>>;

describe('requests made from the OpenAPI document, valid, nearly valid and hostile', () => {
  const cases: readonly {
    readonly name: string;
    readonly runs: number;
    readonly seed: number;
    readonly auth?: typeof someAuth;
    readonly perMinute?: number;
  }[] = [
    { name: 'to a server that asks nobody who they are', runs: RUNS - GUARDED_RUNS - LIMITED_RUNS, seed: 20_260_110 },
    {
      name: 'to a server with authentication, from clients with all, some and no roles',
      runs: GUARDED_RUNS,
      seed: 20_260_111,
      auth: someAuth,
    },
  ];
  for (const { name, runs, seed, auth, perMinute } of cases) {
    it(`${runs} ${name}: no failure of ours, no status and no body that is not in the document`, { timeout: 180_000 }, async (t) => {
      const fuzzed = await openFuzzedApp({ auth, requestsPerMinute: perMinute ?? 10 * RUNS });
      t.after(() => fuzzed.close());
      const document: OpenApi = (await fuzzed.app.inject('/docs/json')).json();
      const flawOf = flawsBy(document);
      const { config, lastId } = fuzzed;
      const [metric] = config.metrics;
      const profile = sampleProfile({
        metric: metric!.name,
        stepMs: config.stepMs,
        queryHash: queryHash(config, metric!),
        fittedAtMs: FUZZ_NOW,
      });
      const requests = requestsOf(document, { 'profiles:array': fc.constant([profile]) });
      const answered = new Set<string>();
      await fc.assert(
        fc.asyncProperty(requests, auth ? credentials : fc.constant({}), async (made, identity) => {
          const { route, method, url, headers, payload } = withIds(made, lastId());
          const reply = await fuzzed.app.inject({
            method,
            url,
            headers: { ...headers, ...identity },
            ...(payload !== undefined && { payload }),
          });
          answered.add(`${route} ${reply.statusCode}`);
          const flaw = flawOf(route, reply);
          assert.equal(
            flaw,
            undefined,
            `${method} ${url.slice(0, 300)} ${payload?.slice(0, 300) ?? ''}: ${flaw}; ${reply.body.slice(0, 300)}`,
          );
        }),
        // Requests change what is stored: one made smaller is another story.
        { seed, numRuns: runs, endOnFailure: true },
      );
      // A fuzz that is only ever refused has shown nothing. Some routes need a verdict, or a source, that no request here brings about.
      const routes = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((of) => `${of.toUpperCase()} ${path}`));
      const refused = routes.filter((route) => ![...answered].some((kind) => kind.startsWith(`${route} 2`)));
      if (!perMinute) assert.ok(refused.length <= routes.length / (auth ? 2 : 4), `never answered with success: ${refused.join(', ')}`);
      for (const status of [...(auth ? [401, 403] : []), ...(perMinute ? [429] : [])])
        assert.ok(
          [...answered].some((kind) => kind.endsWith(` ${status}`)),
          `never ${status}`,
        );
    });
  }
});

/** What the schema of a reply is about: of NDJSON each line. */
function valuesOf(media: string, body: string): unknown[] {
  if (media === 'application/x-ndjson')
    return body
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return [media.endsWith('json') ? JSON.parse(body) : body];
}

const credentials: fc.Arbitrary<Record<string, string>> = fc.oneof(
  fc.constantFrom(...ROLES).map((role) => bearer(secretOf(role))),
  fc.constant(basic('flagger', secretOf('user'))),
  fc
    .constantFrom('', 'Bearer', 'Bearer ', 'Basic %', 'Basic Og==', 'Negotiate x', `Bearer ${'x'.repeat(5000)}`)
    .map((authorization) => ({ authorization })),
  fc.string({ maxLength: 60 }).map((token) => ({ authorization: `Bearer ${token}` })),
  fc.constant({}),
);

/** What is wrong with a reply, held against the document; undefined when nothing is. */
function flawsBy(document: OpenApi): (route: string, reply: Reply) => string | undefined {
  const checks = new Map<string, (value: unknown) => readonly object[]>();
  const checkOf = (key: string, schema: unknown) => {
    let check = checks.get(key);
    if (!check) {
      const compiled = Compile(inlined(document.components.schemas, schema));
      check = (value) => (compiled.Check(value) ? [] : compiled.Errors(value));
      checks.set(key, check);
    }
    return check;
  };
  return (route, { statusCode, headers, body }) => {
    if (statusCode >= 500) return String(statusCode);
    const [method = '', path = ''] = route.split(' ');
    const described = document.paths[path]![method.toLowerCase()]!.responses[statusCode];
    if (!described) return `status ${statusCode} is not in the document`;
    if (headers['x-request-id'] === undefined) return 'no x-request-id';
    if (!described.content) return body === '' ? undefined : `${statusCode} with a body, of which the document knows nothing`;
    const media = String(headers['content-type'] ?? '').split(';')[0]!;
    const content = described.content[media];
    if (!content) return `${statusCode} with ${media}, which is not in the document`;
    const check = checkOf(`${route} ${statusCode} ${media}`, content.schema);
    const problems = valuesOf(media, body).flatMap(check);
    return problems.length === 0 ? undefined : `${statusCode} with a body that does not fit its schema: ${JSON.stringify(problems[0])}`;
  };
}
