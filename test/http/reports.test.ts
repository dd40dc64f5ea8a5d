import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createComparisons } from '../../src/analysis/comparison/comparisons.ts';
import { createScheduledReports } from '../../src/analysis/comparison/scheduled-reports.ts';
import { reportHtml } from '../../src/comparison/report/report-html.ts';
import { reportMarkdown } from '../../src/comparison/report/report-markdown.ts';
import type { HttpDeps } from '../../src/http/deps.ts';
import type { Json } from '../../src/model/json.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { comparedConfig, savePairs } from '../support/compared-config.ts';
import { assertProblem, startApp } from './app-under-test.ts';
import { bearer, secretOf, someAuth } from './sample-access.ts';
import { START } from './sample-data.ts';

const MINUTE_MS = 60_000;
const pause = async (): Promise<void> => undefined;
const ask = 'config=pets&candidate=v2';

/** The real app, use cases and store with 200 pairs of `v2` under `pets` in the hours before START, every fifth divergent. */
async function startPets(
  t: { after(close: () => unknown): void },
  answer: Json = 'dog',
  changes: Partial<HttpDeps> = {},
): Promise<FastifyInstance> {
  const store = await openSqliteStore({ path: ':memory:' });
  const config = await comparedConfig('pets', { report: { schedule: '0 12 * * *' } });
  const pairs = Array.from({ length: 200 }, (_, i) => ({
    atMs: START - (200 - i) * MINUTE_MS,
    pair: { id: `r-${i}`, control: 'cat', candidate: i % 5 === 0 ? answer : 'cat', features: { locale: 'de' } },
  }));
  await savePairs(store, config, { candidate: 'v2', pairs });
  const deps = { store, configs: new Map([['pets', config]]), pause };
  const scheduled = createScheduledReports({
    ...{ ...deps, clock: { now: () => START + MINUTE_MS }, channels: [], onReport: () => undefined },
    onError(error) {
      throw error;
    },
  });
  await scheduled.makeDue(new AbortController().signal);
  const clock = { now: () => START };
  const { app } = startApp(t, { comparisons: createComparisons({ ...deps, clock }), clock, ...changes });
  t.after(() => store.close());
  return app;
}

const addresses = [
  { name: 'one made now', address: async () => `/reports/divergence?${ask}` },
  {
    name: 'a kept one',
    address: async (app: FastifyInstance) => `/reports/${(await app.inject(`/reports?${ask}`)).json().items[0].id}?`,
  },
];

for (const { name, address } of addresses)
  describe(`a report, ${name}`, () => {
    it('is JSON by default', async (t) => {
      const app = await startPets(t);
      const reply = await app.inject(await address(app));
      assert.match(String(reply.headers['content-type']), /^application\/json/);
      const { divergence, candidate, cases, overTime } = reply.json();
      assert.deepEqual(
        [divergence.events, divergence.trials, candidate, cases.length > 0, overTime.length > 1],
        [40, 200, 'v2', true, true],
      );
    });

    const forms = [
      { form: 'html', headers: { accept: 'text/html,*/*;q=0.8' }, type: /^text\/html/ },
      { form: 'html', query: '&format=html', type: /^text\/html/ },
      { form: 'markdown', headers: { accept: 'text/markdown' }, type: /^text\/markdown/ },
      { form: 'markdown', query: '&format=markdown', headers: { accept: 'text/html' }, type: /^text\/markdown/ },
      { form: 'json', query: '&format=json', headers: { accept: 'text/html' }, type: /^application\/json/ },
    ];
    for (const { form, query = '', headers = {}, type } of forms)
      it(`is ${form} by ${query === '' ? 'Accept' : 'format'}${query !== '' && 'accept' in headers ? ', whatever Accept says' : ''}`, async (t) => {
        const app = await startPets(t);
        const url = await address(app);
        const reply = await app.inject({ url: `${url}${query}`, headers });
        assert.match(String(reply.headers['content-type']), type);
        assert.equal(reply.headers.vary, 'accept');
        const report = (await app.inject(url)).json();
        const expected = { html: reportHtml, markdown: reportMarkdown, json: JSON.stringify }[form]!(report);
        assert.equal(reply.body, expected);
      });
  });

describe('the answers in a report', () => {
  it('are for those who may read samples', async (t) => {
    const app = await startPets(t, 'a private dog', { auth: someAuth });
    const list = await app.inject({ url: `/reports?${ask}`, headers: bearer(secretOf('read')) });
    for (const url of [`/reports/divergence?${ask}`, `/reports/${list.json().items[0].id}?`]) {
      for (const [role, cases] of [
        ['read', 0],
        ['run', 10],
        ['admin', 10],
      ] as const) {
        const reply = await app.inject({ url, headers: bearer(secretOf(role)) });
        assert.deepEqual([role, reply.json().cases.length, reply.json().divergence.events], [role, cases, 40]);
      }
      const page = await app.inject({ url: `${url}&format=html`, headers: bearer(secretOf('read')) });
      assert.doesNotMatch(page.body, /<pre/);
      assertProblem(await app.inject({ url, headers: bearer(secretOf('ingest')) }), { status: 403, code: 'FORBIDDEN' });
    }
  });
});

describe('the page of a report', () => {
  it('may run nothing, load nothing and be framed by nobody, and has one style: its own', async (t) => {
    const reply = await (await startPets(t)).inject(`/reports/divergence?${ask}&format=html`);
    const styles = [...reply.body.matchAll(/<style>([\s\S]*?)<\/style>/g)];
    assert.equal(styles.length, 1);
    const hash = createHash('sha256').update(styles[0]![1]!).digest('base64');
    assert.equal(
      reply.headers['content-security-policy'],
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`,
    );
    assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    assert.equal(reply.headers['referrer-policy'], 'no-referrer');
    assert.doesNotMatch(reply.body, /\sstyle=|<script|\son\w+=|javascript:/i);
  });

  const hostile = [
    { name: 'a script', answer: '</pre><script>alert(1)</script><img src=x onerror=alert(1)>' },
    { name: 'a style', answer: '</style><style>body{display:none}</style>' },
    { name: 'a template', answer: '{{constructor.constructor("alert(1)")()}}${7*7}' },
    { name: 'a field', answer: { '<b>"\'': '<svg onload=alert(1)>' } },
  ];
  for (const { name, answer } of hostile)
    it(`shows ${name} as text`, async (t) => {
      const plain = await (await startPets(t)).inject(`/reports/divergence?${ask}&format=html`);
      const { body } = await (await startPets(t, answer)).inject(`/reports/divergence?${ask}&format=html`);
      const tags = (text: string): Set<string> => new Set(text.match(/<\/?[a-z0-9]+/gi));
      assert.deepEqual(
        [...tags(body)].filter((tag) => !tags(plain.body).has(tag)),
        [],
      );
    });

  it('stays small, however long the answers are', async (t) => {
    const { body } = await (await startPets(t, 'x'.repeat(60_000))).inject(`/reports/divergence?${ask}&format=html`);
    assert.ok(body.length < 100_000, `${body.length}`);
  });
});

describe('GET /reports', () => {
  it('lists what the schedule made, page by page', async (t) => {
    const app = await startPets(t);
    const { items, nextCursor } = (await app.inject('/reports?config=pets')).json();
    assert.deepEqual(
      items.map(({ id: _, ...entry }: { id: string }) => entry),
      [{ config: 'pets', candidate: 'v2', to: '2026-01-31T12:00:00.000Z' }],
    );
    assert.match(items[0].id, /^pets-20260131T120000Z-[0-9a-f]{12}$/);
    assert.equal(nextCursor, undefined);
    assert.deepEqual((await app.inject('/reports?config=pets&candidate=v3')).json(), { items: [] });
    assert.deepEqual((await app.inject('/reports?config=pets&cursor=1')).json(), { items: [] });
  });
});

const refusals: readonly { readonly name: string; readonly request: InjectOptions; readonly status?: number; readonly field?: string }[] = [
  { name: 'no config', request: { url: '/reports/divergence' }, field: 'config' },
  { name: 'an unknown config', request: { url: '/reports/divergence?config=plants' }, status: 404 },
  { name: 'a time that ends before it begins', request: { url: `/reports/divergence?${ask}&from=2026-02-01T00:00:00Z` }, field: 'from' },
  { name: 'too long a time', request: { url: `/reports/divergence?${ask}&from=2020-01-01T00:00:00Z` }, field: 'from' },
  { name: 'a form that is none', request: { url: `/reports/divergence?${ask}&format=pdf` }, field: 'format' },
  { name: 'a report that is not there', request: { url: '/reports/pets-20260131T120000Z-000000000000' }, status: 404 },
  { name: 'an id that is none', request: { url: '/reports/a%20b' }, field: 'id' },
  { name: 'a list of no config', request: { url: '/reports' }, field: 'config' },
  { name: 'a cursor of nobody', request: { url: '/reports?config=pets&cursor=x' }, field: 'cursor' },
];

describe('reports refuse', () => {
  for (const { name, request, status = 400, field } of refusals)
    it(name, async (t) => {
      const code = status === 404 ? 'NOT_FOUND' : 'BAD_INPUT';
      assertProblem(await (await startPets(t)).inject(request), { status, code, ...(field !== undefined && { field }) });
    });

  it('say how long a time may be', async (t) => {
    const reply = await (await startPets(t)).inject(`/reports/divergence?${ask}&from=2020-01-01T00:00:00Z`);
    assert.match(reply.json().detail, /is 2222.5 days before to; with a step of 60 s a report covers 104.1 days at most/);
  });
});
