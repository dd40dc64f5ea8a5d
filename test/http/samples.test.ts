import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createComparisons } from '../../src/analysis/comparison/comparisons.ts';
import type { Sample } from '../../src/analysis/ports/pair-store.ts';
import { StoreError } from '../../src/errors.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { comparedConfig, savePairs } from '../support/compared-config.ts';
import { assertProblem, startApp } from './app-under-test.ts';
import { fakeComparisons, sampleOfPets } from './fake-comparisons.ts';
import { bearer, secretOf, someAuth } from './sample-access.ts';
import { START } from './sample-data.ts';

const MINUTE_MS = 60_000;
const HOSTILE = 'a/b?c#d%2F é😀 "\'<script>\u202e';
type Test = { after(close: () => unknown): void };

/** The real app, use cases and store with 130 divergent pairs of `v2` under `pets`, a minute apart, the last of which has a hostile id. */
async function startPets(t: Test, changes = {}): Promise<FastifyInstance> {
  const store = await openSqliteStore({ path: ':memory:' });
  const config = await comparedConfig('pets');
  const pairs = Array.from({ length: 130 }, (_, i) => ({
    atMs: START - (130 - i) * MINUTE_MS,
    pair: { id: i === 129 ? HOSTILE : `r-${i}`, control: 'cat', candidate: 'dog', features: { locale: 'de' } },
  }));
  await savePairs(store, config, { candidate: 'v2', pairs });
  const clock = { now: () => START };
  const comparisons = createComparisons({ store, configs: new Map([['pets', config]]), clock, pause: async () => undefined });
  const { app } = startApp(t, { comparisons, ...changes });
  t.after(() => store.close());
  return app;
}

const linesOf = (body: string): { readonly [key: string]: unknown }[] => {
  assert.match(body, /^$|\n$/);
  return body
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};
const ask = 'config=pets&candidate=v2';

describe('GET /compare/samples', () => {
  it('streams all of them, a JSON object a line', async (t) => {
    const reply = await (await startPets(t)).inject(`/compare/samples?${ask}`);
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['content-type'], 'application/x-ndjson; charset=utf-8');
    const lines = linesOf(reply.body);
    assert.deepEqual(
      lines.map(({ id }) => id),
      [HOSTILE, ...Array.from({ length: 129 }, (_, i) => `r-${128 - i}`)],
    );
    assert.deepEqual(lines[129], {
      id: 'r-0',
      at: new Date(START - 130 * MINUTE_MS).toISOString(),
      divergent: true,
      similarity: 0,
      segment: 'de',
      control: 'cat',
      candidate: 'dog',
      features: { locale: 'de' },
      differences: [{ comparator: 'animal', field: '', type: 'value', category: 'cat -> dog' }],
      review: null,
    });
  });

  it('sends pages where they are asked for', async (t) => {
    const app = await startPets(t);
    const seen: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page++) {
      const reply = await app.inject(`/compare/samples?${ask}&limit=50${cursor}`);
      seen.push(...linesOf(reply.body).map(({ id }) => id));
      const next = reply.headers['x-next-cursor'];
      assert.equal(next === undefined, page === 2);
      cursor = `&cursor=${encodeURIComponent(String(next))}`;
    }
    assert.equal(new Set(seen).size, 130);
  });

  const cases = [
    { name: 'a time', query: 'from=2026-01-31T11:58:00Z&to=2026-01-31T11:59:00Z', count: 1 },
    { name: 'those that agree', query: 'divergent=false', count: 0 },
    { name: 'another segment', query: 'segment=fr', count: 0 },
    { name: 'those with a mark', query: 'mark=any', count: 0 },
    { name: 'those without', query: 'mark=none', count: 130 },
    { name: 'least similar first', query: 'order=least-similar&divergent=any', count: 130 },
  ];
  for (const { name, query, count } of cases)
    it(`asks for ${name}`, async (t) => {
      const reply = await (await startPets(t)).inject(`/compare/samples?${ask}&${query}`);
      assert.deepEqual([reply.statusCode, linesOf(reply.body).length], [200, count]);
    });
});

describe('a stream of samples', () => {
  /** The real app on a port, over samples that never end: 20 of some 50 kB a page. `pages` counts those that were asked for. */
  async function endless(t: Test, fail?: Error) {
    const seen = { pages: 0, ended: false };
    const fake = fakeComparisons();
    const long = { ...sampleOfPets, pair: { ...sampleOfPets.pair, candidate: 'x'.repeat(50_000) } };
    async function* pagesFrom(): AsyncGenerator<readonly Sample[]> {
      try {
        for (;;) {
          if (seen.pages++ === 3 && fail) throw fail;
          yield Array(20).fill(long);
        }
      } finally {
        seen.ended = true;
      }
    }
    const { app, log } = startApp(t, { comparisons: { ...fake, samples: { ...fake.samples, pagesFrom } } });
    const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/compare/samples?config=shop`;
    return { seen, log, url };
  }
  const until = async (isTrue: () => boolean): Promise<void> => {
    for (const endMs = Date.now() + 10_000; !isTrue() && Date.now() < endMs; ) await setTimeout(5);
    assert.ok(isTrue());
  };

  it('waits for a client that is slow, and ends with one that goes', async (t) => {
    const { seen, log, url } = await endless(t);
    const abort = new AbortController();
    const { body } = await fetch(url, { signal: abort.signal });
    await body!.getReader().read();
    // What fits the buffers of both ends is read ahead, a few megabytes; then nothing is.
    let before = -1;
    while (before !== seen.pages) {
      before = seen.pages;
      await setTimeout(100);
    }
    assert.ok(seen.pages < 50, `${seen.pages} pages`);
    assert.equal(seen.ended, false);
    abort.abort();
    await until(() => seen.ended);
    assert.deepEqual(
      log.filter(({ level }) => Number(level) >= 40),
      [],
    );
  });

  it('is read for nobody who wants its head alone', async (t) => {
    const { seen, url } = await endless(t);
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 405);
    assert.equal(seen.pages, 0);
  });

  it('breaks off where the store fails, so that nobody takes it for whole', async (t) => {
    const { log, url } = await endless(t, new StoreError('STORE_IO', 'the disk reports an error'));
    await assert.rejects(fetch(url).then((response) => response.text()));
    await until(() => log.some(({ err }) => (err as { code?: string } | undefined)?.code === 'STORE_IO'));
  });
});

describe('PUT /compare/samples/{id}/mark', () => {
  it('marks any id, and says who did', async (t) => {
    const app = await startPets(t, { auth: someAuth });
    const put: InjectOptions = {
      method: 'PUT',
      url: `/compare/samples/${encodeURIComponent(HOSTILE)}/mark?${ask}`,
      payload: { mark: 'candidate-better', note: 'So it is.' },
      headers: bearer(secretOf('run')),
    };
    const review = { mark: 'candidate-better', note: 'So it is.', by: 'token for-run', at: new Date(START).toISOString() };
    assert.deepEqual((await app.inject(put)).json().review, review);
    const marked = await app.inject({ url: `/compare/samples?${ask}&mark=candidate-better`, headers: bearer(secretOf('run')) });
    assert.deepEqual(
      linesOf(marked.body).map((one) => [one.id, one.review]),
      [[HOSTILE, review]],
    );
    const list = { url: `/compare/samples?${ask}` };
    for (const role of ['read', 'ingest'] as const)
      for (const request of [put, list])
        assertProblem(await app.inject({ ...request, headers: bearer(secretOf(role)) }), { status: 403, code: 'FORBIDDEN' });
  });

  it('says nothing of who did where nobody is asked', async (t) => {
    const app = await startPets(t);
    const reply = await app.inject({ method: 'PUT', url: `/compare/samples/r-1/mark?${ask}`, payload: { mark: 'noise' } });
    assert.deepEqual(reply.json().review, { mark: 'noise', at: new Date(START).toISOString() });
  });
});

describe('GET /compare/streams', () => {
  it('says what came of whom', async (t) => {
    const app = await startPets(t);
    const stream = { config: 'pets', candidate: 'v2', pairs: 130, divergent: 130, lastSeen: '2026-01-31T12:00:00.000Z' };
    assert.deepEqual((await app.inject('/compare/streams?config=pets')).json(), { items: [stream] });
    assert.deepEqual((await app.inject('/compare/streams?config=pets&to=2026-01-31T09:00:00Z')).json(), { items: [] });
    assert.deepEqual((await app.inject('/compare/streams?config=pets&cursor=v2')).json(), { items: [] });
  });
});

const refusals: readonly { readonly name: string; readonly request: InjectOptions; readonly status?: number; readonly field?: string }[] = [
  { name: 'no config', request: { url: '/compare/samples' }, field: 'config' },
  { name: 'an unknown config', request: { url: '/compare/samples?config=plants' }, status: 404 },
  { name: 'a candidate with a space', request: { url: '/compare/samples?config=pets&candidate=a%20b' }, field: 'candidate' },
  { name: 'a candidate over 253', request: { url: `/compare/samples?config=pets&candidate=${'a'.repeat(254)}` }, field: 'candidate' },
  { name: 'a cursor of nobody', request: { url: `/compare/samples?${ask}&cursor=x` }, field: 'cursor' },
  { name: 'a mark that is none', request: { url: `/compare/samples?${ask}&mark=good` }, field: 'mark' },
  { name: 'too large a page', request: { url: `/compare/samples?${ask}&limit=101` }, field: 'limit' },
  { name: 'a leap second', request: { url: `/compare/samples?${ask}&from=2016-12-31T23:59:60Z` }, field: 'from' },
  { name: 'a misspelt parameter', request: { url: `/compare/samples?${ask}&form=x` }, field: 'form' },
  { name: 'a sample that is not there', request: put('r-999', { mark: 'noise' }), status: 404 },
  { name: 'an id over 200', request: put('a'.repeat(201), { mark: 'noise' }), status: 414 },
  { name: 'no mark', request: put('r-1', {}), field: 'mark' },
  { name: 'an unknown mark', request: put('r-1', { mark: 'ok' }), field: 'mark' },
  { name: 'an empty note', request: put('r-1', { mark: 'noise', note: '' }), field: 'note' },
  { name: 'a note over 2000', request: put('r-1', { mark: 'noise', note: 'x'.repeat(2001) }), field: 'note' },
  { name: 'a misspelt note', request: put('r-1', { mark: 'noise', comment: 'x' }), field: 'comment' },
  {
    name: 'streams of a time that ends before it begins',
    request: { url: '/compare/streams?config=pets&from=2026-02-01T00:00:00Z' },
    field: 'from',
  },
  { name: 'streams of too long a time', request: { url: '/compare/streams?config=pets&from=2020-01-01T00:00:00Z' }, field: 'from' },
];

function put(id: string, payload: object): InjectOptions {
  return { method: 'PUT', url: `/compare/samples/${id}/mark?${ask}`, payload };
}

describe('samples and streams refuse', () => {
  for (const { name, request, status = 400, field } of refusals)
    it(name, async (t) => {
      const code = { 400: 'BAD_INPUT', 404: 'NOT_FOUND', 414: 'URI_TOO_LONG' }[status]!;
      assertProblem(await (await startPets(t)).inject(request), { status, code, ...(field !== undefined && { field }) });
    });
});
