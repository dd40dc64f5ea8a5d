import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startApp } from '../app-under-test.ts';
import { createFakeService } from '../fake-service.ts';
import { basic, bearer, secretOf, someAuth } from '../sample-access.ts';
import { sampleAnalysis } from '../sample-data.ts';
import { HOOKS, payload } from './payload.ts';

/** A session whose verdict would open the rollback hook. */
const rolledBack = () =>
  createFakeService([
    sampleAnalysis({ key: 'user:flagger:test/podinfo/85d557f47b', verdict: 'rollback', status: 'finished', reason: 'errors is harmful' }),
  ]);
const withToken = (token: unknown) => ({ ...payload, metadata: { ...payload.metadata, token } });

describe('the hooks of Flagger with authentication', () => {
  const ways: readonly (readonly [name: string, headers: Record<string, string>, body: object, status: number])[] = [
    ['the token in the metadata', {}, withToken(secretOf('run')), 200],
    ['basic authentication, as of the address', basic('flagger', secretOf('user')), payload, 200],
    ['a bearer token', bearer(secretOf('run')), payload, 200],
    ['nothing', {}, payload, 401],
    ['a token nobody has', {}, withToken('x'.repeat(40)), 401],
    ['a token that is no text', {}, withToken(1), 401],
    ['no metadata', {}, { ...payload, metadata: null }, 401],
    ['a wrong password', basic('flagger', 'x'.repeat(40)), payload, 401],
    ['a token in the metadata beside a wrong password', basic('flagger', 'x'.repeat(40)), withToken(secretOf('run')), 401],
    ['the token of another role', {}, withToken(secretOf('read')), 403],
  ];
  for (const [name, headers, body, status] of ways) {
    it(`rollback, ${name}: ${status}`, async (t) => {
      const { app, log } = startApp(t, { service: rolledBack(), auth: someAuth });
      const reply = await app.inject({ method: 'POST', url: '/flagger/rollback', headers, payload: body });
      assert.equal(reply.statusCode, status, reply.body);
      assert.match(String(reply.headers['content-type']), /^text\/plain/);
      assert.ok(!`${reply.body}${JSON.stringify(log)}`.includes(secretOf('run')));
    });
  }

  for (const hook of HOOKS) {
    it(`${hook} answers nobody without credentials, and does nothing`, async (t) => {
      const service = createFakeService();
      const { app } = startApp(t, { service, auth: someAuth });
      assert.equal((await app.inject({ method: 'POST', url: `/flagger/${hook}`, payload })).statusCode, 401);
      assert.deepEqual(service.calls, []);
    });
  }

  it('a caller over the limit of requests is refused without being told to come again', async (t) => {
    const { app } = startApp(t, { service: rolledBack(), auth: someAuth, requestsPerMinute: 2 });
    const ask = () => app.inject({ method: 'POST', url: '/flagger/rollback', payload: withToken(secretOf('run')) });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask()).statusCode);
    assert.deepEqual(statuses, [200, 200, 409, 409]);
  });
});

describe('/api/v1/query with authentication', () => {
  for (const [name, headers, status] of [
    ['a bearer token', bearer(secretOf('read')), 200],
    ['basic authentication', basic('flagger', secretOf('user')), 200],
    ['nothing', {}, 401],
  ] as const) {
    it(`${name}: ${status}`, async (t) => {
      const reply = await startApp(t, { auth: someAuth }).app.inject({ url: '/api/v1/query', query: { query: 'vector(1)' }, headers });
      assert.equal(reply.statusCode, status);
      assert.equal(reply.json().status, status === 200 ? 'success' : 'error');
    });
  }
});
