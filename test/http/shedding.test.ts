import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InjectOptions } from 'fastify';
import { Registry } from 'prom-client';
import type { Overload } from '../../src/http/load.ts';
import { assertProblem, startApp } from './app-under-test.ts';
import { createFakeService } from './fake-service.ts';
import { HOOKS, payload } from './flagger/payload.ts';
import { sampleAnalysis, sampleLook } from './sample-data.ts';

/** The app while it is short of something. */
function overloadedApp(t: TestContext, overload: Overload | undefined = 'delay', maxRequests?: number) {
  const metrics = new Registry();
  const app = startApp(t, { metrics, load: { overload: () => overload }, ...(maxRequests !== undefined && { maxRequests }) });
  const refused = async (reason: string): Promise<number> => {
    const line = (await metrics.metrics())
      .split('\n')
      .find((one) => one.startsWith(`serinus_http_requests_refused_total{reason="${reason}"}`));
    return Number(line?.split(' ')[1]);
  };
  return { ...app, refused };
}

describe('a server that is too busy', () => {
  const refusals: readonly InjectOptions[] = [
    { method: 'GET', url: '/analyses' },
    { method: 'POST', url: '/analyses/a-1/looks' },
    { method: 'GET', url: '/configs' },
    { method: 'GET', url: '/nowhere' },
    { method: 'POST', url: '/compare?config=shop', payload: { id: 'a' } },
    { method: 'POST', url: '/compare/batch?config=shop', payload: '{}', headers: { 'content-type': 'application/x-ndjson' } },
  ];
  for (const asked of refusals)
    it(`refuses ${asked.method} ${asked.url}, and says when to ask again`, async (t) => {
      const { app, service, log, refused } = overloadedApp(t);
      const reply = await app.inject(asked);
      assertProblem(reply, { status: 503, code: 'TOO_BUSY' });
      assert.equal(reply.headers['retry-after'], '5');
      assert.match(reply.json().detail, /^the server is too busy: its event loop is behind/);
      assert.deepEqual(service.calls, []);
      assert.equal(await refused('delay'), 1);
      assert.equal(log.filter(({ level }) => Number(level) >= 50).length, 0, 'no error is logged for each');
    });

  it("refuses Kayenta's clients in their own form", async (t) => {
    const { app } = overloadedApp(t, 'memory');
    const reply = await app.inject({ method: 'GET', url: '/kayenta/judges' });
    assert.deepEqual([reply.statusCode, reply.headers['retry-after']], [503, '5']);
    assert.match(reply.json().message, /^the server is too busy: its memory is nearly used up/);
  });

  const answered: readonly { readonly asked: InjectOptions; readonly status: number }[] = [
    { asked: { url: '/verdict?analysis=a-1' }, status: 200 },
    { asked: { url: '/verdict?analysis=a-1&form=short' }, status: 200 },
    {
      asked: {
        method: 'POST',
        url: '/analyses?form=short',
        payload: { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v9' } },
      },
      status: 201,
    },
    { asked: { url: '/api/v1/query?query=serinus_score{analysis="a-1"}' }, status: 200 },
    { asked: { url: '/healthz' }, status: 200 },
    { asked: { url: '/readyz' }, status: 200 },
    { asked: { url: '/metrics' }, status: 200 },
  ];
  for (const { asked, status } of answered)
    it(`answers ${asked.method ?? 'GET'} ${asked.url} all the same`, async (t) => {
      const { app } = overloadedApp(t);
      assert.equal((await app.inject({ method: 'GET', ...asked })).statusCode, status);
    });
});

describe("Flagger's hooks of a server that is too busy", () => {
  const rolledBack = () => {
    const look = sampleLook(1, { analysisId: 'f-1', verdict: 'rollback', score: 0, final: true });
    const analysis = sampleAnalysis({
      id: 'f-1',
      key: 'user:flagger:test/podinfo/85d557f47b',
      verdict: 'rollback',
      lastSlotMs: look.slotMs,
    });
    return createFakeService([{ ...analysis, status: 'finished', nextSlotMs: null }], [look]);
  };

  it('answer what is known', async (t) => {
    const { app } = startApp(t, { service: rolledBack(), load: { overload: () => 'memory' } });
    const ask = (hook: (typeof HOOKS)[number]) => app.inject({ method: 'POST', url: `/flagger/${hook}`, payload });
    assert.equal((await ask('rollback')).statusCode, 200);
    assert.equal((await ask('confirm-promotion')).statusCode, 409);
  });

  for (const hook of HOOKS)
    it(`${hook} is refused by 409 where it must be, never by 5xx`, async (t) => {
      // No request at all is let in, be it one that stands load.
      const { app } = startApp(t, { service: rolledBack(), maxRequests: 0 });
      const reply = await app.inject({ method: 'POST', url: `/flagger/${hook}`, payload });
      assert.deepEqual([reply.statusCode, reply.body], [409, 'the server is too busy: too many requests are in hand; ask again later']);
    });
});

describe('requests in hand', { timeout: 20_000 }, () => {
  /** A server on which looks take until `release`; how many have begun is told by `begun`. */
  async function listening(t: TestContext, maxRequests: number) {
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const fake = createFakeService([sampleAnalysis({ id: 'a-1' })]);
    const look = async (id: string) => {
      begun++;
      await gate.promise;
      return fake.look(id);
    };
    const { app } = startApp(t, { service: { ...fake, look }, maxRequests });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    t.after(() => gate.resolve());
    const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
    const until = async (isReached: () => boolean | Promise<boolean>): Promise<void> => {
      while (!(await isReached())) await sleep(5);
    };
    return { url, port, release: gate.resolve, until, begun: () => begun };
  }
  const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

  it('are bounded, those that others decide by less so, and probes not at all', async (t) => {
    const { url, begun, until, release } = await listening(t, 2);
    const slow = [1, 2].map(() => fetch(url('/analyses/a-1/looks'), { method: 'POST' }));
    await until(() => begun() === 2);
    assert.equal(await statusOf(url('/analyses')), 503);
    for (const path of ['/verdict?analysis=a-1', '/healthz', '/readyz', '/metrics']) assert.equal(await statusOf(url(path)), 200, path);
    release();
    assert.deepEqual(
      (await Promise.all(slow)).map(({ status }) => status),
      [200, 200],
    );
    assert.equal(await statusOf(url('/analyses')), 200);
  });

  it('are counted while they are in hand and no longer, on a connection that is kept too', async (t) => {
    const { url } = await listening(t, 1);
    for (let i = 0; i < 20; i++) {
      const reply = await fetch(url('/analyses'));
      assert.equal(reply.status, 200);
      await reply.text();
    }
    const { app } = startApp(t, { maxRequests: 1 });
    for (let i = 0; i < 20; i++) assert.equal((await app.inject('/analyses')).statusCode, 200);
  });

  it('of clients that have gone are not counted', async (t) => {
    const { url, port, begun, until } = await listening(t, 1);
    const gone = httpRequest({ port, path: '/analyses/a-1/looks', method: 'POST' }).on('error', () => undefined);
    gone.end();
    await until(() => begun() === 1);
    assert.equal(await statusOf(url('/analyses')), 503);
    gone.destroy();
    await until(async () => (await statusOf(url('/analyses'))) === 200);
  });

  it('are bounded by what they send together', async (t) => {
    const { url, port, until } = await listening(t, 100);
    const length = 8 * 1024 * 1024;
    const headers = { 'content-type': 'application/json', 'content-length': length };
    const open = Array.from({ length: 8 }, () => {
      const one = httpRequest({ port, path: '/kayenta/judge', method: 'POST', headers }).on('error', () => undefined);
      one.write('{');
      return one;
    });
    // Eight times 8 MiB are all that may be on its way.
    await until(async () => (await statusOf(url('/analyses'))) === 200 && (await fetch(url('/analyses'), POST)).status === 503);
    for (const one of open) one.destroy();
    await until(async () => (await fetch(url('/analyses'), POST)).status === 400);
  });

  it('count for little when their bodies are worked on while they come, however long these are', async (t) => {
    const { url, port, until } = await listening(t, 100);
    let open = 0;
    const headers = { 'content-type': 'application/x-ndjson', 'content-length': 1024 ** 4 };
    const requests = Array.from({ length: 8 }, () => {
      const one = httpRequest({ port, path: '/compare/batch?config=shop', method: 'POST', headers }).on('error', () => undefined);
      one.write('{}\n', () => open++);
      return one;
    });
    await until(() => open === requests.length);
    // One that asks for more than is left is refused, and more than these are let in.
    const large = { ...POST, body: `{"config":"${'x'.repeat(900_000)}"}` };
    assert.equal((await fetch(url('/analyses'), large)).status, 400);
    for (const one of requests) one.destroy();
  });
});

const POST = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
