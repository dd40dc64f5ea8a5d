import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { type Access, access, accessOf } from '../../src/http/auth/access.ts';
import { judgeBodyExample } from '../../src/http/kayenta-example.ts';
import { grants, ROLES, type Role } from '../../src/model/access.ts';
import { sampleProfile } from '../store/samples.ts';
import { assertProblem, startApp } from './app-under-test.ts';
import { basic, bearer, secretOf, sha256, someAuth, someRules } from './sample-access.ts';

const start = { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v3' } };

/** Every route of ours, whom it is for, and what asks it successfully. */
const routes: readonly { route: string; needs: Access; url?: string; payload?: object; status?: number }[] = [
  { route: 'GET /verdict', needs: 'read', url: '/verdict?analysis=a-1' },
  { route: 'GET /analyses', needs: 'read' },
  { route: 'POST /analyses', needs: 'run', payload: start, status: 201 },
  { route: 'GET /analyses/:id', needs: 'read', url: '/analyses/a-1' },
  { route: 'DELETE /analyses/:id', needs: 'run', url: '/analyses/a-2' },
  { route: 'GET /analyses/:id/looks', needs: 'read', url: '/analyses/a-1/looks' },
  { route: 'POST /analyses/:id/looks', needs: 'run', url: '/analyses/a-1/looks' },
  { route: 'GET /configs', needs: 'read' },
  { route: 'GET /configs/:name', needs: 'read', url: '/configs/shop' },
  {
    route: 'POST /configs/:name/noise-profiles',
    needs: 'admin',
    url: '/configs/shop/noise-profiles',
    payload: { profiles: [sampleProfile()] },
  },
  { route: 'GET /judges', needs: 'read' },
  { route: 'GET /comparators', needs: 'read' },
  { route: 'POST /kayenta/judge', needs: 'read', payload: judgeBodyExample },
  { route: 'GET /kayenta/judges', needs: 'read' },
  { route: 'GET /healthz', needs: 'probe' },
  { route: 'GET /readyz', needs: 'probe' },
  { route: 'GET /metrics', needs: 'read' },
];
const isForAll = (needs: Access): needs is 'open' | 'probe' => needs === 'open' || needs === 'probe';

describe('roles', () => {
  // Who may do what beside its own, as the documentation says: admin > run > read, ingest apart.
  const table: Record<Role, readonly Role[]> = {
    read: ['read'],
    run: ['read', 'run'],
    ingest: ['ingest'],
    admin: ['read', 'run', 'admin'],
  };
  for (const role of ROLES)
    it(role, () =>
      assert.deepEqual(
        ROLES.filter((needed) => grants([role], needed)),
        ROLES.filter((needed) => table[role].includes(needed)),
      ),
    );
  it('several add up, none is none', () => {
    assert.ok(grants(['ingest', 'read'], 'read') && grants(['ingest', 'read'], 'ingest'));
    assert.ok(!grants([], 'read'));
  });
});

describe('who may call what', () => {
  for (const { route, needs, url, payload, status = 200 } of routes) {
    const [method, path = ''] = route.split(' ');
    const ask = (t: TestContext, headers: Record<string, string>) =>
      startApp(t, { auth: someAuth }).app.inject({ method: method as 'GET', url: url ?? path, headers, ...(payload && { payload }) });

    it(`${route} without credentials`, async (t) => {
      const reply = await ask(t, {});
      if (isForAll(needs)) return assert.equal(reply.statusCode, status);
      assertProblem(reply, { status: 401, code: 'UNAUTHENTICATED' });
      assert.deepEqual(reply.headers['www-authenticate'], ['Bearer realm="serinus"', 'Basic realm="serinus", charset="UTF-8"']);
    });
    for (const role of ROLES)
      it(`${route} with the token of ${role}`, async (t) => {
        const reply = await ask(t, bearer(secretOf(role)));
        if (isForAll(needs) || grants([role], needs)) return assert.equal(reply.statusCode, status, reply.body);
        assertProblem(reply, { status: 403, code: 'FORBIDDEN' });
        assert.equal(reply.json().detail, `the role ${needs} is needed`);
      });
    it(`${route} with the password of a user who may run`, async (t) => {
      const reply = await ask(t, basic('flagger', secretOf('user')));
      assert.equal(reply.statusCode, isForAll(needs) || grants(['run'], needs) ? status : 403);
    });
    it(`${route} when nobody is asked`, async (t) => {
      const reply = await startApp(t).app.inject({ method: method as 'GET', url: url ?? path, ...(payload && { payload }) });
      assert.equal(reply.statusCode, status);
    });
  }

  it('/metrics are for everyone when the operator says so', async (t) => {
    const auth = { ...someAuth, rules: { ...someRules, openMetrics: true } };
    assert.equal((await startApp(t, { auth }).app.inject('/metrics')).statusCode, 200);
  });
});

describe('credentials that are refused', () => {
  const short = 'hidden-too-short-to-be-accepted';
  const rules = { ...someRules, tokens: [...someRules.tokens, { name: 'short', roles: ['admin' as const], sha256: sha256(short) }] };
  const cases: { name: string; headers?: Record<string, string>; url?: string }[] = [
    { name: 'an unknown token', headers: bearer(`${secretOf('admin')}x`) },
    { name: 'the hash in the place of the token', headers: bearer(sha256(secretOf('admin'))) },
    { name: 'a token of 31 characters, though its hash is known', headers: bearer(short) },
    { name: 'a token without a scheme', headers: { authorization: secretOf('admin') } },
    { name: 'an empty header', headers: { authorization: '' } },
    { name: 'a scheme of another kind', headers: { authorization: `Digest ${secretOf('admin')}` } },
    { name: 'a token as a password', headers: basic('for-admin', secretOf('admin')) },
    { name: 'a password as a token', headers: bearer(secretOf('user')) },
    { name: 'the password of another user', headers: basic('flogger', secretOf('user')) },
    { name: 'a wrong password', headers: basic('flagger', `${secretOf('user')}x`) },
    { name: 'an empty password', headers: basic('flagger', '') },
    { name: 'basic without a colon', headers: { authorization: `Basic ${Buffer.from('flagger').toString('base64')}` } },
    { name: 'basic that is no UTF-8', headers: { authorization: `Basic ${Buffer.from([0xff, 0x3a, 0x61]).toString('base64')}` } },
    { name: 'a token in the query', url: `/configs?access_token=${secretOf('admin')}` },
    { name: 'a token in a cookie', headers: { cookie: `access_token=${secretOf('admin')}` } },
  ];
  for (const { name, headers = {}, url = '/configs' } of cases)
    it(name, async (t) => {
      const { app, service, log } = startApp(t, { auth: { rules, now: Date.now } });
      const reply = await app.inject({ url, headers });
      assertProblem(reply, { status: 401, code: 'UNAUTHENTICATED' });
      assert.deepEqual(service.calls, []);
      assert.doesNotMatch(reply.body + JSON.stringify(log) + JSON.stringify(reply.headers), /hidden|[0-9a-f]{64}/);
    });

  it('are refused before the body is read', async (t) => {
    const { app } = startApp(t, { auth: someAuth });
    const reply = await app.inject({ method: 'POST', url: '/analyses', headers: { 'content-type': 'application/json' }, payload: '{' });
    assertProblem(reply, { status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('deny by default', () => {
  /** The routes of an app, the pages of its documentation and the answers to HEAD among them. */
  async function walk(t: TestContext): Promise<{ app: FastifyInstance; found: RouteOptions[] }> {
    const { app } = startApp(t, { auth: someAuth });
    const found: RouteOptions[] = [];
    app.addHook('onRoute', (route) => void found.push(route));
    app.get('/forgotten', async () => 'secret');
    await app.ready();
    return { app, found };
  }
  const declared = (route: RouteOptions): Access | undefined => accessOf({ config: route.config as never })?.access;

  it('every route but the forgotten one declares whom it is for', async (t) => {
    const { found } = await walk(t);
    const undeclared = found.filter((route) => declared(route) === undefined).map(({ url }) => url);
    assert.deepEqual([...new Set(undeclared)], ['/forgotten']);
    for (const { route, needs } of routes) {
      const [method, url] = route.split(' ');
      assert.equal(declared(found.find((one) => one.method === method && one.url === url) ?? assert.fail(route)), needs, route);
    }
  });

  it('only health and the documentation answer without credentials', async (t) => {
    const { app, found } = await walk(t);
    for (const { method: methods, url } of found) {
      const [method = ''] = [methods].flat();
      const reply = await app.inject({ method: method as 'GET', url: url.replace(/:\w+/g, 'a-1').replace('*', 'index.html') });
      if (/^\/(healthz|readyz|docs)\b/.test(url)) assert.ok(reply.statusCode < 400 || reply.statusCode === 404, `${method} ${url}`);
      else assert.equal(reply.statusCode, 401, `${method} ${url}`);
    }
  });

  it('a route that declares nothing answers nobody', async (t) => {
    const { app } = await walk(t);
    assertProblem(await app.inject({ url: '/forgotten', headers: bearer(secretOf('admin')) }), { status: 403, code: 'FORBIDDEN' });
  });

  it('an address without a route is 404 for everyone', async (t) => {
    const { app } = startApp(t, { auth: someAuth });
    assertProblem(await app.inject('/nothing'), { status: 404, code: 'NOT_FOUND' });
    assertProblem(await app.inject({ method: 'PUT', url: '/verdict' }), { status: 405, code: 'METHOD_NOT_ALLOWED' });
  });
});

describe('a token in the body', () => {
  /** An app with a route that reads its token at metadata.token, as webhooks without headers send it. */
  function hookApp(t: TestContext) {
    const started = startApp(t, { auth: someAuth });
    const bodyToken = (body: unknown): string | undefined => (body as { metadata?: { token?: string } } | undefined)?.metadata?.token;
    started.app.post('/hook', { config: access('run', { bodyToken }) }, async () => 'done');
    return started;
  }
  const cases: { name: string; metadata?: object; headers?: Record<string, string>; status: number }[] = [
    { name: 'of the role', metadata: { token: secretOf('run') }, status: 200 },
    { name: 'of a lower role', metadata: { token: secretOf('read') }, status: 403 },
    { name: 'unknown', metadata: { token: `${secretOf('run')}x` }, status: 401 },
    { name: 'absent', metadata: {}, status: 401 },
    { name: 'beside a header, which alone counts', metadata: { token: secretOf('run') }, headers: bearer('hidden'), status: 401 },
    { name: 'absent, with a header', metadata: {}, headers: basic('flagger', secretOf('user')), status: 200 },
  ];
  for (const { name, metadata, headers = {}, status } of cases)
    it(name, async (t) => {
      const { app, log } = hookApp(t);
      const reply = await app.inject({ method: 'POST', url: '/hook', headers, payload: { metadata } });
      assert.equal(reply.statusCode, status, reply.body);
      assert.doesNotMatch(reply.body + JSON.stringify(log), /hidden/);
    });

  it('counts on no other route', async (t) => {
    const { app } = hookApp(t);
    const payload = { ...start, metadata: { token: secretOf('run') } };
    assertProblem(await app.inject({ method: 'POST', url: '/analyses', payload }), { status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('the log', () => {
  it('says who asked, and never with what', async (t) => {
    const { app, log } = startApp(t, { auth: someAuth });
    await app.inject({ url: '/configs', headers: bearer(secretOf('read')) });
    await app.inject({ url: '/configs', headers: basic('flagger', secretOf('user')) });
    await app.inject({ url: `/configs?x=1&access_token=${secretOf('read')}&Api-Key=hidden`, headers: bearer(secretOf('read')) });
    assert.deepEqual(
      log.map(({ client, url, status }) => [client, url, status]),
      [
        ['token for-read', '/configs', 200],
        ['user flagger', '/configs', 200],
        ['token for-read', '/configs?x=1&access_token=[secret]&Api-Key=[secret]', 400],
      ],
    );
    assert.doesNotMatch(JSON.stringify(log), /hidden|authorization/i);
  });

  it('of a failure of ours has no header', async (t) => {
    const readConfigs = () => {
      throw new Error('broken');
    };
    const { app, log } = startApp(t, { auth: someAuth, configs: readConfigs });
    assert.equal((await app.inject({ url: '/configs', headers: bearer(secretOf('read')) })).statusCode, 500);
    assert.match(JSON.stringify(log), /broken/);
    assert.doesNotMatch(JSON.stringify(log), /hidden|authorization/i);
  });
});

describe('the OpenAPI document', () => {
  it('tells the roles and the refusals when there are any', async (t) => {
    const { paths, components } = (await startApp(t, { auth: someAuth }).app.inject('/docs/json')).json();
    assert.deepEqual(Object.keys(components.securitySchemes), ['bearer', 'basic']);
    const { get } = paths['/verdict'];
    assert.match(get.description, /Needs the role `read`\.$/);
    assert.deepEqual(get.security, [{ bearer: [] }, { basic: [] }]);
    for (const status of ['401', '403', '429']) assert.ok(status in get.responses, status);
    assert.ok(!('401' in paths['/healthz'].get.responses));
  });
  it('asks for nothing when nobody is asked', async (t) => {
    const { get } = (await startApp(t).app.inject('/docs/json')).json().paths['/verdict'];
    assert.ok(!('security' in get) && !('401' in get.responses) && '429' in get.responses);
  });
});
