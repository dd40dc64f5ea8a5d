import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Environment } from '../../src/config/environment.ts';
import { loadSettings, type Settings } from '../../src/config/settings.ts';

const HASH = 'aa11'.repeat(16);
const OTHER = 'bb22'.repeat(16);
const token = (fields: string): string => `auth: {tokens: [{name: ci, roles: [run], ${fields}}]}`;
const jwt = (fields: string): string => `auth: {jwt: {issuer: i, audience: a, ${fields}}}`;

describe('the settings of authentication', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-auth-'));
    await writeFile(path.join(folder, 'hash'), `${OTHER.toUpperCase()}\n`);
    await writeFile(path.join(folder, 'secret'), 'hidden\n');
  });
  after(() => rm(folder, { recursive: true }));
  const load = async (text: string, env: Environment = {}): Promise<Settings> => {
    const settings = path.join(folder, 'settings.yaml');
    await writeFile(settings, text);
    return loadSettings(env, { settings });
  };

  it('are all read, hashes from the file itself, the environment or a file', async () => {
    const { auth } = await load(
      `
auth:
  tokens:
    - {name: ci, roles: [run, ingest], sha256: ${HASH.toUpperCase()}}
    - {name: ops, roles: [admin], sha256: {file: hash}}
  users:
    - {name: flagger, roles: [run], passwordSha256: {env: FLAGGER}}
  jwt:
    jwksUrl: https://issuer.example/jwks
    issuer: https://issuer.example
    audience: serinus
    rolesClaim: groups
    clockSkew: 1m
    algorithms: [ES256]
  openMetrics: true
`,
      { FLAGGER: HASH },
    );
    assert.deepEqual(auth, {
      tokens: [
        { name: 'ci', roles: ['run', 'ingest'], sha256: HASH },
        { name: 'ops', roles: ['admin'], sha256: OTHER },
      ],
      users: [{ name: 'flagger', roles: ['run'], sha256: HASH }],
      jwt: {
        jwksUrl: new URL('https://issuer.example/jwks'),
        issuer: 'https://issuer.example',
        audience: 'serinus',
        rolesClaim: 'groups',
        clockSkewMs: 60_000,
        algorithms: ['ES256'],
      },
      openMetrics: true,
    });
  });

  it('have defaults', async () => {
    const { auth } = await load(jwt('jwksUrl: "http://127.0.0.1:9/jwks"'));
    assert.deepEqual([auth?.tokens, auth?.users, auth?.openMetrics], [[], [], false]);
    const { clockSkewMs, algorithms, rolesClaim } = auth?.jwt ?? assert.fail();
    assert.deepEqual([clockSkewMs, algorithms, rolesClaim], [30_000, ['RS256', 'ES256', 'EdDSA'], undefined]);
    assert.equal((await load('log: {level: info}')).auth, undefined);
  });

  it('open any address without a further word, and without a warning', async () => {
    const { http, warnings } = await load(`${token(`sha256: ${HASH}`)}\nhttp: {host: 0.0.0.0}`);
    assert.deepEqual([http.host, warnings], ['0.0.0.0', []]);
  });

  it('limits and trusted proxies are passed on', async () => {
    const { http } = await load('http: {rateLimit: {perMinute: 100}, trustedProxies: [10.0.0.0/8, "::1"]}');
    assert.deepEqual([http.requestsPerMinute, http.trustedProxies], [100, ['10.0.0.0/8', '::1']]);
  });

  const refusals: { name: string; text: string; env?: Environment; message: RegExp }[] = [
    { name: 'nobody', text: 'auth: {}', message: /auth: names no token, no user and no jwt/ },
    { name: 'nobody in lists', text: 'auth: {tokens: [], users: []}', message: /auth: names no token/ },
    { name: 'a token in the place of its hash', text: token('sha256: serinus_hidden'), message: /auth\.tokens\[0\]\.sha256/ },
    { name: 'a token itself', text: token(`sha256: ${HASH}, token: hidden`), message: /auth\.tokens\[0\]\.token is no known field/ },
    { name: 'a secret in the file of the hash', text: token('sha256: {file: secret}'), message: /sha256: holds no SHA-256/ },
    { name: 'a secret in the variable of the hash', text: token('sha256: {env: T}'), env: { T: 'hidden' }, message: /holds no SHA-256/ },
    { name: 'a variable that is not set', text: token('sha256: {env: T}'), message: /the environment variable T is not set/ },
    { name: 'two places', text: token('sha256: {env: T, file: hash}'), message: /auth\.tokens\[0\]\.sha256/ },
    { name: 'no role', text: `auth: {tokens: [{name: ci, roles: [], sha256: ${HASH}}]}`, message: /auth\.tokens\[0\]\.roles/ },
    { name: 'an unknown role', text: `auth: {tokens: [{name: ci, roles: [root], sha256: ${HASH}}]}`, message: /roles\[0\] must be "read"/ },
    { name: 'a name with a space', text: `auth: {tokens: [{name: a b, roles: [run], sha256: ${HASH}}]}`, message: /tokens\[0\]\.name/ },
    {
      name: 'a name that stands there twice',
      text: `auth: {users: [{name: a, roles: [run], passwordSha256: ${HASH}}, {name: a, roles: [read], passwordSha256: ${OTHER}}]}`,
      message: /auth\.users: the name a stands there twice$/,
    },
    {
      name: 'one token of two names',
      text: `auth: {tokens: [{name: a, roles: [run], sha256: ${HASH}}, {name: b, roles: [read], sha256: ${HASH}}]}`,
      message: /auth\.tokens\[1\]\.sha256: is the one of a as well$/,
    },
    {
      name: 'keys without TLS',
      text: jwt('jwksUrl: "http://issuer.example/jwks"'),
      message: /auth\.jwt\.jwksUrl: must be an https address/,
    },
    { name: 'an address that is none', text: jwt('jwksUrl: issuer'), message: /auth\.jwt\.jwksUrl: must be an https address/ },
    { name: 'credentials in the address', text: jwt('jwksUrl: "https://u:hidden@i/"'), message: /jwksUrl: holds credentials/ },
    { name: 'a skew of hours', text: jwt('jwksUrl: "https://i/", clockSkew: 1h'), message: /auth\.jwt\.clockSkew: must be at most 5m/ },
    { name: 'the algorithm none', text: jwt('jwksUrl: "https://i/", algorithms: [none]'), message: /algorithms\[0\] must be "RS256"/ },
    { name: 'no audience', text: 'auth: {jwt: {jwksUrl: "https://i/", issuer: i}}', message: /auth\.jwt\.audience/ },
    {
      name: 'several problems at once',
      text: 'auth: {tokens: [{name: a, roles: [run], sha256: {env: T}}], jwt: {jwksUrl: i, issuer: i, audience: a}}',
      message: /environment variable T is not set\nauth\.jwt\.jwksUrl/,
    },
    { name: 'a limit of none', text: 'http: {rateLimit: {perMinute: 0}}', message: /http\.rateLimit\.perMinute/ },
    { name: 'a proxy by its name', text: 'http: {trustedProxies: [proxy]}', message: /http\.trustedProxies: "proxy" is no address/ },
    { name: 'a network that is too narrow', text: 'http: {trustedProxies: [10.0.0.0/33]}', message: /"10\.0\.0\.0\/33" is no address/ },
  ];
  for (const { name, text, env = {}, message } of refusals)
    it(`refuse ${name}`, async () =>
      assert.rejects(load(text, env), (error: unknown) => {
        const { code, message: said } = error as { code: string; message: string };
        assert.equal(code, 'BAD_SETTINGS');
        assert.match(said, message);
        assert.doesNotMatch(said, /hidden/);
        return true;
      }));
});
