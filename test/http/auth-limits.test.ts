import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { assertProblem, startApp } from './app-under-test.ts';
import { bearer, secretOf, someAuth } from './sample-access.ts';

/** Statuses of that many requests, one after another. */
async function ask(app: FastifyInstance, times: number, request: { headers?: Record<string, string>; from?: string; url?: string } = {}) {
  const { headers = {}, from = '192.0.2.1', url = '/configs' } = request;
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await app.inject({ url, headers, remoteAddress: from })).statusCode);
  return statuses;
}

describe('limits', () => {
  it('one client too often is 429 with Retry-After, another is not', async (t) => {
    const { app } = startApp(t, { auth: someAuth, requestsPerMinute: 2 });
    assert.deepEqual(await ask(app, 3, { headers: bearer(secretOf('read')) }), [200, 200, 429]);
    const reply = await app.inject({ url: '/configs', headers: bearer(secretOf('read')), remoteAddress: '192.0.2.9' });
    assertProblem(reply, { status: 429, code: 'RATE_LIMITED' });
    const seconds = Number(reply.headers['retry-after']);
    assert.ok(seconds > 0 && seconds <= 60);
    assert.deepEqual(await ask(app, 1, { headers: bearer(secretOf('run')) }), [200]);
  });

  it('without authentication they count by address', async (t) => {
    const { app } = startApp(t, { requestsPerMinute: 2 });
    assert.deepEqual(await ask(app, 3), [200, 200, 429]);
    assert.deepEqual(await ask(app, 1, { from: '192.0.2.2' }), [200]);
  });

  it('addresses of one IPv6 network of 64 bits are one client', async (t) => {
    const { app } = startApp(t, { requestsPerMinute: 1 });
    assert.deepEqual(await ask(app, 1, { from: '2001:db8:0:1::1' }), [200]);
    assert.deepEqual(await ask(app, 1, { from: '2001:db8:0:1::2' }), [429]);
    assert.deepEqual(await ask(app, 1, { from: '2001:db8:0:2::1' }), [200]);
  });

  it('probes are never refused', async (t) => {
    const { app } = startApp(t, { auth: someAuth, requestsPerMinute: 1 });
    assert.deepEqual(await ask(app, 3, { url: '/healthz' }), [200, 200, 200]);
  });

  it('an address without a route counts too', async (t) => {
    const { app } = startApp(t, { auth: someAuth, requestsPerMinute: 1 });
    assert.deepEqual(await ask(app, 2, { url: '/nothing' }), [404, 429]);
  });

  it('the 31st refused credential of an address in a minute is 429, and who has good ones still gets in from there', async (t) => {
    const { app } = startApp(t, { auth: someAuth });
    const statuses = await ask(app, 31, { headers: bearer('unknown') });
    assert.deepEqual(statuses, [...Array.from({ length: 30 }, () => 401), 429]);
    assert.deepEqual(await ask(app, 1, { headers: bearer('unknown'), from: '192.0.2.2' }), [401]);
    assert.deepEqual(await ask(app, 1, { headers: bearer(secretOf('read')) }), [200]);
  });
});

describe('X-Forwarded-For', () => {
  const from = (client: string) => ({ headers: { 'x-forwarded-for': client } });

  it('is not believed by default', async (t) => {
    const { app } = startApp(t, { requestsPerMinute: 1 });
    assert.deepEqual([...(await ask(app, 1, from('198.51.100.1'))), ...(await ask(app, 1, from('198.51.100.2')))], [200, 429]);
  });
  it('is believed of a trusted proxy', async (t) => {
    const { app } = startApp(t, { requestsPerMinute: 1, trustedProxies: ['192.0.2.0/24'] });
    assert.deepEqual([...(await ask(app, 1, from('198.51.100.1'))), ...(await ask(app, 1, from('198.51.100.2')))], [200, 200]);
    assert.deepEqual(await ask(app, 1, from('198.51.100.1')), [429]);
  });
  it('is not believed of anyone else then', async (t) => {
    const { app } = startApp(t, { requestsPerMinute: 1, trustedProxies: ['203.0.113.7'] });
    assert.deepEqual([...(await ask(app, 1, from('198.51.100.1'))), ...(await ask(app, 1, from('198.51.100.2')))], [200, 429]);
  });
});
