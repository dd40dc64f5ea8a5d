import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { JwtRules } from '../../src/model/access.ts';
import { startHttpServer } from '../support/http-server.ts';
import { assertProblem, startApp } from './app-under-test.ts';
import { bearer, secretOf, someRules } from './sample-access.ts';

type Algorithm = 'RS256' | 'ES256' | 'EdDSA' | 'RS512';
const NOW = Date.UTC(2026, 0, 1, 12);
const ISSUER = 'https://issuer.example';

async function newKey(kid: string, alg: Algorithm) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
type Key = Awaited<ReturnType<typeof newKey>>;

/** The app at NOW, which trusts the keys of an issuer that serves `keys` as they are when it is asked. */
async function startWithIssuer(t: TestContext, keys: Key[], changes: Partial<JwtRules> = {}) {
  const state = { isUp: true };
  const issuer = await startHttpServer((_request, response) => {
    response.writeHead(state.isUp ? 200 : 500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  t.after(() => issuer.close());
  const jwt: JwtRules = {
    jwksUrl: new URL(`${issuer.url}/jwks`),
    issuer: ISSUER,
    audience: 'serinus',
    clockSkewMs: 30_000,
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    ...changes,
  };
  const started = startApp(t, { auth: { rules: { ...someRules, jwt }, now: () => NOW } });
  const ask = (token: string) => started.app.inject({ url: '/configs', headers: bearer(token) });
  return { ...started, issuer, state, ask };
}

const CLAIMS = { iss: ISSUER, aud: 'serinus', sub: 'argo', exp: NOW / 1000 + 60, roles: ['read'] };
const sign = (key: Key, claims: JWTPayload = CLAIMS, kid: string | undefined = key.kid): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: key.alg, ...(kid === '' ? {} : { kid }) }).sign(key.privateKey);
const without = (claim: keyof typeof CLAIMS): JWTPayload => Object.fromEntries(Object.entries(CLAIMS).filter(([name]) => name !== claim));

describe('a JWT', () => {
  for (const alg of ['RS256', 'ES256', 'EdDSA'] as const)
    it(`of ${alg} lets in, and the log names its subject`, async (t) => {
      const key = await newKey('k1', alg);
      const { ask, log } = await startWithIssuer(t, [key]);
      assert.equal((await ask(await sign(key))).statusCode, 200);
      assert.equal(log.at(-1)?.client, 'jwt argo');
    });

  const times = NOW / 1000;
  const claims: { name: string; claims: JWTPayload; status: number }[] = [
    { name: 'one of several audiences', claims: { ...CLAIMS, aud: ['other', 'serinus'] }, status: 200 },
    { name: 'another audience', claims: { ...CLAIMS, aud: 'other' }, status: 401 },
    { name: 'no audience', claims: without('aud'), status: 401 },
    { name: 'another issuer', claims: { ...CLAIMS, iss: `${ISSUER}/` }, status: 401 },
    { name: 'no issuer', claims: without('iss'), status: 401 },
    { name: 'no end', claims: without('exp'), status: 401 },
    { name: 'an end that is no number', claims: { ...CLAIMS, exp: 'never' as never }, status: 401 },
    { name: 'expired, but within the skew', claims: { ...CLAIMS, exp: times - 29 }, status: 200 },
    { name: 'expired for as long as the skew', claims: { ...CLAIMS, exp: times - 30 }, status: 401 },
    { name: 'not valid yet, but within the skew', claims: { ...CLAIMS, nbf: times + 30 }, status: 200 },
    { name: 'not valid yet', claims: { ...CLAIMS, nbf: times + 31 }, status: 401 },
    { name: 'roles of which none is ours', claims: { ...CLAIMS, roles: ['reader', 'ADMIN'] }, status: 403 },
    { name: 'no roles at all', claims: without('roles'), status: 403 },
    { name: 'only ingest', claims: { ...CLAIMS, roles: ['ingest'] }, status: 403 },
    { name: 'roles as text', claims: { ...CLAIMS, roles: 'other run' }, status: 200 },
    { name: 'a prefixed scope', claims: { ...without('roles'), scope: 'openid serinus:read' }, status: 200 },
    { name: 'roles beside a scope, which does not count then', claims: { ...CLAIMS, roles: [], scope: 'read' }, status: 403 },
  ];
  for (const { name, claims: given, status } of claims)
    it(`${name}: ${status}`, async (t) => {
      const key = await newKey('k1', 'ES256');
      const { ask } = await startWithIssuer(t, [key]);
      assert.equal((await ask(await sign(key, given))).statusCode, status);
    });

  const places: { claim: string; claims: object; status: number }[] = [
    { claim: 'https://serinus.example/roles', claims: { 'https://serinus.example/roles': ['read'] }, status: 200 },
    { claim: 'resource_access.serinus.roles', claims: { resource_access: { serinus: { roles: ['read'] } } }, status: 200 },
    { claim: 'groups', claims: { groups: ['write'], roles: ['read'] }, status: 403 },
    { claim: 'constructor.name', claims: {}, status: 403 },
  ];
  for (const { claim, claims: given, status } of places)
    it(`roles in ${claim}: ${status}`, async (t) => {
      const key = await newKey('k1', 'ES256');
      const { ask } = await startWithIssuer(t, [key], { rolesClaim: claim });
      assert.equal((await ask(await sign(key, { ...without('roles'), ...given }))).statusCode, status);
    });
});

describe('a JWT that is forged', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const refused = async (t: TestContext, make: (key: Key) => Promise<string> | string, changes: Partial<JwtRules> = {}) => {
    const key = await newKey('k1', 'RS256');
    const { ask, log } = await startWithIssuer(t, [key], changes);
    const token = await make(key);
    const reply = await ask(token);
    assertProblem(reply, { status: 401, code: 'UNAUTHENTICATED' });
    assert.ok(!(reply.body + JSON.stringify(log)).includes(token.slice(-20)));
  };

  it('without a signature', (t) => refused(t, () => `${part({ alg: 'none' })}.${part(CLAIMS)}.`));
  it('without a signature, with the id of a key', (t) => refused(t, () => `${part({ alg: 'none', kid: 'k1' })}.${part(CLAIMS)}.`));
  it('signed with the public key as a shared secret', (t) =>
    refused(t, ({ jwk }) => new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(Buffer.from(JSON.stringify(jwk)))));
  it('signed by another key under the same id', (t) => refused(t, async () => sign(await newKey('k1', 'RS256'))));
  it('changed after it was signed', (t) =>
    refused(t, async (key) => {
      const [header, , signature] = (await sign(key)).split('.');
      return `${header}.${part({ ...CLAIMS, roles: ['admin'] })}.${signature}`;
    }));
  it('of an algorithm that the operator does not allow', (t) => refused(t, (key) => sign(key), { algorithms: ['ES256'] }));
  it('that is no JWT', (t) => refused(t, () => 'aaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbb.ccccccccccccccccccccc'));
});

describe('the keys of the issuer', () => {
  it('are fetched once for many tokens', async (t) => {
    const key = await newKey('k1', 'ES256');
    const { ask, issuer } = await startWithIssuer(t, [key]);
    for (let i = 0; i < 5; i++) assert.equal((await ask(await sign(key))).statusCode, 200);
    assert.equal(issuer.requests.length, 1);
  });

  it('are fetched again when a token names a new one, at most every 30 s', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW });
    const [old, next, later] = [await newKey('k1', 'ES256'), await newKey('k2', 'ES256'), await newKey('k3', 'ES256')];
    const keys = [old];
    const { ask, issuer } = await startWithIssuer(t, keys);
    assert.equal((await ask(await sign(old))).statusCode, 200);
    keys.push(next);
    assert.equal((await ask(await sign(next))).statusCode, 401);
    t.mock.timers.tick(30_001);
    assert.equal((await ask(await sign(next))).statusCode, 200);
    assert.equal((await ask(await sign(old))).statusCode, 200);
    assert.equal((await ask(await sign(later))).statusCode, 401);
    assert.equal(issuer.requests.length, 2);
  });

  it('that were withdrawn are forgotten after ten minutes', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW });
    const [old, next] = [await newKey('k1', 'ES256'), await newKey('k2', 'ES256')];
    const keys = [old];
    const { ask } = await startWithIssuer(t, keys);
    assert.equal((await ask(await sign(old))).statusCode, 200);
    keys.splice(0, 1, next);
    t.mock.timers.tick(600_001);
    assert.equal((await ask(await sign(old))).statusCode, 401);
    assert.equal((await ask(await sign(next))).statusCode, 200);
  });

  it('that cannot be had are 503 for a JWT, and no matter to a token of ours', async (t) => {
    const key = await newKey('k1', 'ES256');
    const { ask, state, log } = await startWithIssuer(t, [key]);
    state.isUp = false;
    const token = await sign(key);
    const reply = await ask(token);
    assertProblem(reply, { status: 503, code: 'AUTH_UNAVAILABLE' });
    assert.ok(Number(reply.headers['retry-after']) > 0);
    assert.match(JSON.stringify(log), /"level":50/);
    assert.ok(!JSON.stringify(log).includes(token.slice(-20)));
    assert.equal((await ask(secretOf('read'))).statusCode, 200);
  });
});
