import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startApp } from './app-under-test.ts';

describe('health', () => {
  it('is 200 as long as the process lives, ready or not', async (t) => {
    const { app } = startApp(t, { readiness: async () => ({ ready: false, checks: [] }) });
    const reply = await app.inject('/healthz?from=kubelet');
    assert.equal(reply.statusCode, 200);
    assert.deepEqual(reply.json(), { status: 'ok', version: '1.2.3' });
  });

  for (const [status, state] of [
    [200, { ready: true, checks: [{ name: 'store', ok: true }] }],
    [503, { ready: false, checks: [{ name: 'store', ok: false, message: 'no answer' }] }],
  ] as const) {
    it(`readiness is ${status} when ready is ${state.ready}, with the checks`, async (t) => {
      const reply = await startApp(t, { readiness: async () => state }).app.inject('/readyz');
      assert.equal(reply.statusCode, status);
      assert.deepEqual(reply.json(), state);
    });
  }
});

describe('the id of a request', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const { name, given, expected } of [
    { name: 'a safe one of the client is kept', given: 'trace-1.a_B', expected: /^trace-1\.a_B$/ },
    { name: 'without one it is a UUID', given: undefined, expected: uuid },
    { name: 'one of 65 characters is replaced', given: 'a'.repeat(65), expected: uuid },
    { name: 'one with a space is replaced', given: 'a b', expected: uuid },
    { name: 'one with markup is replaced', given: '<script>', expected: uuid },
    { name: 'an empty one is replaced', given: '', expected: uuid },
  ]) {
    it(name, async (t) => {
      const { app, log } = startApp(t);
      const reply = await app.inject({ url: '/verdict?analysis=a-1', headers: given === undefined ? {} : { 'x-request-id': given } });
      assert.match(String(reply.headers['x-request-id']), expected);
      assert.deepEqual(
        log.map(({ reqId, method, url, status }) => ({ reqId, method, url, status })),
        [{ reqId: reply.headers['x-request-id'], method: 'GET', url: '/verdict?analysis=a-1', status: 200 }],
      );
    });
  }

  it('probes are not logged', async (t) => {
    const { app, log } = startApp(t);
    for (const url of ['/healthz', '/readyz', '/metrics']) await app.inject(url);
    assert.deepEqual(log, []);
  });
});

describe('headers', () => {
  for (const url of ['/verdict?analysis=a-1', '/analyses', '/nothing', '/analyses/%zz', '/docs', '/healthz']) {
    it(`${url} must not be sniffed`, async (t) => {
      assert.equal((await startApp(t).app.inject(url)).headers['x-content-type-options'], 'nosniff');
    });
  }
});
