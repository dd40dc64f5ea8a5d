import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { Environment } from '../../src/config/environment.ts';
import { retentionSettings } from '../../src/config/retention-settings.ts';
import { loadSettings, type Settings } from '../../src/config/settings.ts';

describe('settings', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-settings-'));
    await writeFile(path.join(folder, 'password'), 'from-file\n');
    await writeFile(path.join(folder, 'empty'), '\n');
    await writeFile(path.join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n');
  });
  after(() => rm(folder, { recursive: true }));
  const load = async (text: string, env: Environment = {}): Promise<Settings> => {
    const settings = path.join(folder, 'settings.yaml');
    await writeFile(settings, text);
    return loadSettings(env, { settings });
  };
  const source = (fields: string): string => `sources: {main: {type: prometheus, url: "http://p:9090", ${fields}}}`;

  it('has a default for everything', async () => {
    const { configsFolder, ...settings } = await loadSettings({});
    assert.ok(configsFolder === 'configs' || configsFolder === undefined, 'depends on the working folder');
    assert.deepEqual(settings, {
      sources: {},
      remember: { overlapMs: 300_000, recheckEvery: 60, maxBytes: 24_000_000 },
      judgeFolders: [],
      comparatorFolders: [],
      store: { kind: 'sqlite', path: './serinus.db' },
      retention: retentionSettings(),
      limits: { metrics: 200, series: 2_000, points: 5_000_000 },
      http: { host: '127.0.0.1', port: 8080 },
      channels: [],
      log: { level: 'info' },
      warnings: [],
    });
  });

  it('reads a whole file, its paths relative to it', async () => {
    const settings = await load(
      `
sources:
  main:
    type: prometheus
    url: https://prometheus.example/prom/
    auth: {basic: {username: serinus, passwordFile: password}}
    headers: {X-Scope-OrgID: team-a, X-Key: {env: KEY}}
    tls: {caFile: ca.pem}
    timeout: 5s
    maxConcurrent: 2
    retries: 0
    maxPoints: 50000
    params: {dedup: false, replicaLabels: [replica], extra_label: [team=shop]}
  other: {type: prometheus, url: "http://other:9090", auth: {bearer: {tokenEnv: TOKEN}}}
remember: {overlap: 90s, recheckEvery: 10, maxMegabytes: 2}
configs: my-configs
judges: [my-judges]
comparators: [my-comparators]
store: {path: data/serinus.db}
http: {host: 0.0.0.0, port: 9000, allowUnauthenticated: true}
log: {level: warn}
`,
      { KEY: 'key', TOKEN: 'token' },
    );
    const { main, other } = settings.sources;
    assert.ok(main?.type === 'prometheus' && other?.type === 'prometheus');
    assert.equal(main?.url.href, 'https://prometheus.example/prom/');
    assert.ok(main.auth?.kind === 'basic' && main.auth.username === 'serinus' && main.auth.password.reveal() === 'from-file');
    assert.deepEqual(
      Object.entries(main.headers).map(([name, value]) => [name, value.reveal()]),
      [
        ['X-Scope-OrgID', 'team-a'],
        ['X-Key', 'key'],
      ],
    );
    assert.deepEqual(main.params, { dedup: ['false'], 'replicaLabels[]': ['replica'], extra_label: ['team=shop'] });
    assert.equal(other?.params, undefined);
    assert.match(main.ca ?? '', /^-----BEGIN CERTIFICATE-----/);
    assert.deepEqual([main.timeoutMs, main.maxConcurrent, main.retries, main.maxPoints], [5000, 2, 0, 50_000]);
    assert.ok(other?.auth?.kind === 'bearer' && other.auth.token.reveal() === 'token');
    assert.deepEqual([other.timeoutMs, other.maxConcurrent, other.retries, other.maxPoints], [30_000, 8, 2, 1_000_000]);
    assert.deepEqual(settings.remember, { overlapMs: 90_000, recheckEvery: 10, maxBytes: 2_000_000 });
    assert.equal(settings.configsFolder, path.join(folder, 'my-configs'));
    assert.deepEqual(settings.judgeFolders, [path.join(folder, 'my-judges')]);
    assert.deepEqual(settings.comparatorFolders, [path.join(folder, 'my-comparators')]);
    assert.deepEqual(settings.store, { kind: 'sqlite', path: path.join(folder, 'data/serinus.db') });
    assert.deepEqual(settings.http, { host: '0.0.0.0', port: 9000 });
    assert.equal(settings.log.level, 'warn');
    assert.deepEqual(settings.warnings, [
      'listening on 0.0.0.0 without authentication: everyone who can reach port 9000 can start and stop analyses',
    ]);
  });

  it('the environment wins over the file, the command line over both', async () => {
    const file = path.join(folder, 'order.yaml');
    await writeFile(
      file,
      'store: {path: a.db}\nhttp: {port: 1}\nlog: {level: warn}\nconfigs: c\njudges: [j]\ncomparators: [j]\nsources: {prometheus: {type: prometheus, url: "http://a", retries: 7}}',
    );
    const env = {
      SERINUS_SETTINGS: file,
      SERINUS_STORE: 'b.db',
      PORT: '2',
      LOG_LEVEL: 'error',
      SERINUS_CONFIGS: 'd',
      SERINUS_JUDGES: `k${path.delimiter}l`,
      SERINUS_COMPARATORS: `n${path.delimiter}o`,
      PROMETHEUS_URL: 'http://b',
      HOST: '127.0.0.2',
    };
    const fromEnv = await loadSettings(env);
    assert.deepEqual(
      [fromEnv.store, fromEnv.http, fromEnv.log.level, fromEnv.configsFolder, fromEnv.judgeFolders, fromEnv.comparatorFolders],
      [{ kind: 'sqlite', path: 'b.db' }, { host: '127.0.0.2', port: 2 }, 'error', 'd', ['k', 'l'], ['n', 'o']],
    );
    assert.deepEqual([fromEnv.sources.prometheus?.url.href, fromEnv.sources.prometheus?.retries], ['http://b/', 7]);
    const fromFlags = await loadSettings(env, {
      store: 'c.db',
      port: 3,
      host: '::1',
      logLevel: 'debug',
      configs: 'e',
      judges: ['m'],
      comparators: ['p'],
    });
    assert.deepEqual(
      [fromFlags.store, fromFlags.http, fromFlags.log.level, fromFlags.configsFolder, fromFlags.judgeFolders, fromFlags.comparatorFolders],
      [{ kind: 'sqlite', path: 'c.db' }, { host: '::1', port: 3 }, 'debug', 'e', ['m'], ['p']],
    );
  });

  it('an empty variable counts as absent', async () => {
    const { http, sources } = await loadSettings({ PORT: '', PROMETHEUS_URL: '', HOST: '' });
    assert.deepEqual([http, sources], [{ host: '127.0.0.1', port: 8080 }, {}]);
  });

  it('PROMETHEUS_URL alone is the source prometheus, its credentials taken out of the address', async () => {
    const { prometheus } = (await loadSettings({ PROMETHEUS_URL: 'https://us%40er:p%3Ass@p.example:9090/' })).sources;
    assert.equal(prometheus?.url.href, 'https://p.example:9090/');
    assert.ok(prometheus.auth?.kind === 'basic' && prometheus.auth.username === 'us@er' && prometheus.auth.password.reveal() === 'p:ss');
  });

  it('no secret shows in JSON, inspection or text', async () => {
    const settings = await load(
      'sources: {a: {type: prometheus, url: "http://u:hidden@a"}, b: {type: prometheus, url: "http://b", auth: {bearer: {tokenEnv: T}}, headers: {X: {env: T}, Y: hidden}}}',
      { T: 'hidden' },
    );
    const { a, b } = settings.sources;
    const { auth } = b!;
    for (const text of [
      JSON.stringify(settings),
      inspect(settings, { depth: null, showHidden: true }),
      `${auth?.kind === 'bearer' ? auth.token : ''} ${b!.headers.X}`,
      inspect(a!.auth),
    ]) {
      assert.match(text, /\[secret\]/);
      assert.doesNotMatch(text, /hidden/);
    }
  });

  const hosts: { host: string; env?: Environment; allowed: boolean }[] = [
    { host: '127.0.0.1', allowed: true },
    { host: '127.8.0.1', allowed: true },
    { host: 'localhost', allowed: true },
    { host: '::1', allowed: true },
    { host: '0.0.0.0', allowed: false },
    { host: '::', allowed: false },
    { host: '127.0.0.1.example', allowed: false },
    { host: '0.0.0.0', env: { SERINUS_ALLOW_UNAUTHENTICATED: '1' }, allowed: true },
    { host: '0.0.0.0', env: { SERINUS_ALLOW_UNAUTHENTICATED: '0' }, allowed: false },
  ];
  for (const { host, env = {}, allowed } of hosts)
    it(`${host} ${JSON.stringify(env)} is ${allowed ? 'allowed' : 'refused'}`, async () => {
      const loaded = loadSettings({ ...env, HOST: host });
      if (allowed) assert.equal((await loaded).http.host, host);
      else await assert.rejects(loaded, { code: 'BAD_SETTINGS', message: /there is no authentication/ });
    });

  const refusals: { name: string; text?: string; env?: Environment; message: RegExp }[] = [
    { name: 'an unknown field', text: 'prot: 1', message: /settings\.yaml:1: prot is no known field$/ },
    {
      name: 'several problems at once',
      text: 'http: {port: 70000}\nlog: {level: loud}',
      message: /:1: http\.port must be a whole number >= 0 and <= 65535\n.*:2: log\.level must be "trace"/,
    },
    {
      name: 'an unknown type of source',
      text: 'sources: {a: {type: graphite, url: "http://a"}}',
      message: /sources\.a\.type must be "prometheus"/,
    },
    { name: 'broken YAML', text: 'a: [', message: /settings\.yaml:1: is no sound YAML/ },
    { name: 'a text alone', text: 'rubbish', message: /settings\.yaml:1: the file must be a mapping$/ },
    { name: 'two documents', text: 'log: {}\n---\nlog: {}', message: /:3: has more than one document/ },
    {
      name: 'a password in the file',
      text: source('auth: {basic: {username: u, password: hidden}}'),
      message: /auth\.basic\.password is no known field/,
    },
    {
      name: 'no place of a password',
      text: source('auth: {basic: {username: u}}'),
      message: /sources\.main\.auth\.basic: name either an environment variable or a file$/,
    },
    {
      name: 'two places of a token',
      text: source('auth: {bearer: {tokenEnv: A, tokenFile: b}}'),
      message: /sources\.main\.auth\.bearer: name either/,
    },
    {
      name: 'a variable that is not set',
      text: source('auth: {bearer: {tokenEnv: NOT_THERE}}'),
      message: /the environment variable NOT_THERE is not set$/,
    },
    {
      name: 'a file that is not there',
      text: source('auth: {bearer: {tokenFile: none}}'),
      message: /the file .*none cannot be read \(ENOENT\)$/,
    },
    { name: 'an empty file', text: source('auth: {bearer: {tokenFile: empty}}'), message: /the file .*empty is empty$/ },
    {
      name: 'a header that would become two',
      text: source('headers: {X: {env: H}}'),
      env: { H: 'hidden\r\nY: 1' },
      message: /sources\.main\.headers\.X: holds characters/,
    },
    {
      name: 'a parameter that would change the question',
      text: source('params: {step: 5m}'),
      message: /sources\.main\.params\.step is no known field/,
    },
    { name: 'a certificate that is none', text: source('tls: {caFile: password}'), message: /holds no PEM certificate$/ },
    { name: 'an endless patience of nothing', text: source('timeout: 0s'), message: /sources\.main\.timeout: must be above 0$/ },
    {
      name: 'an address with a query',
      text: 'sources: {a: {type: prometheus, url: "http://a/?token=hidden"}}',
      message: /sources\.a\.url: must end with its path/,
    },
    {
      name: 'an address that is none',
      env: { PROMETHEUS_URL: 'u:hidden@a' },
      message: /sources\.prometheus\.url: is no http or https address$/,
    },
    {
      name: 'credentials in two places',
      text: 'sources: {a: {type: prometheus, url: "http://u:hidden@a", auth: {bearer: {tokenEnv: A}}}}',
      message: /has credentials both in url and in auth$/,
    },
    {
      name: 'an address of another kind in the file',
      text: 'sources: {a: {type: prometheus, url: "ftp://u:hidden@a"}}',
      message: /sources\.a\.url must be text matching/,
    },
    { name: 'an overlap without a unit', text: 'remember: {overlap: 5}', message: /remember\.overlap must be/ },
    { name: 'a look that is never', text: 'remember: {recheckEvery: 0}', message: /remember\.recheckEvery must be a whole number >= 1/ },
    { name: 'a port that is none', env: { PORT: '80a' }, message: /PORT must be a whole number from 0 to 65535, not "80a"/ },
    { name: 'a level that is none', env: { LOG_LEVEL: 'loud' }, message: /the log level must be one of trace, debug/ },
    {
      name: 'every source that is wrong',
      text: 'sources: {a: {type: prometheus, url: "http://"}, b: {type: prometheus, url: "http://b", timeout: 0s}}',
      message: /sources\.a\.url.*\n.*sources\.b\.timeout/,
    },
  ];
  for (const { name, text = '', env = {}, message } of refusals)
    it(`refuses ${name}`, async () =>
      assert.rejects(load(text, env), (error: unknown) => {
        const { code, message: said } = error as { code: string; message: string };
        assert.equal(code, 'BAD_SETTINGS');
        assert.match(said, message);
        assert.doesNotMatch(said, /hidden/);
        return true;
      }));

  it('refuses a settings file that is not there', () =>
    assert.rejects(loadSettings({ SERINUS_SETTINGS: '/none.yaml' }), { code: 'BAD_SETTINGS', message: '/none.yaml: does not exist' }));
});
