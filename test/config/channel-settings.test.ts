import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { loadSettings, type Settings } from '../../src/config/settings.ts';

const SECRET = 'a-secret-of-at-least-32-characters';
const env = {
  URL: `https://hooks.example/services/${SECRET}`,
  KEY: SECRET,
  TOKEN: 'glsa_token',
  SHORT: 'short',
  NOT_URL: `hooks/${SECRET}`,
  SPACED: 'a b',
};

describe('settings of channels', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-channels-'));
    await writeFile(path.join(folder, 'address'), `${env.URL}\n`);
    await writeFile(path.join(folder, 'key'), `${SECRET}\n`);
  });
  after(() => rm(folder, { recursive: true }));
  const load = async (text: string): Promise<Settings> => {
    const settings = path.join(folder, 'settings.yaml');
    await writeFile(settings, text);
    return loadSettings(env, { settings });
  };
  const one = (fields: string): string => `notifications: [{name: a, ${fields}}]`;

  it('read every field, secrets from the environment and from files', async () => {
    const { channels, http } = await load(`
http: {publicUrl: 'https://serinus.example/canary'}
notifications:
  - {name: chat, type: slack, urlFile: address, on: [rollback], configs: [checkout, shop], timeout: 3s, giveUpAfter: 1h}
  - {name: hook, type: webhook, url: 'http://deployer:9/x?a=b', secretFile: key}
  - {name: boards, type: grafana, url: 'https://grafana.example/g/', tokenEnv: TOKEN, dashboard: abc}
sinks:
  - {name: history, type: influxdb, url: 'http://influx:8086', org: o, bucket: b, tokenEnv: TOKEN, batchSize: 7}
`);
    const usual = { timeoutMs: 10_000, giveUpAfterMs: 86_400_000 };
    const on = ['promote', 'rollback', 'continue', 'ended', 'cancelled', 'report'];
    const shown = JSON.parse(JSON.stringify(channels));
    assert.deepEqual(shown, [
      {
        name: 'chat',
        type: 'slack',
        url: '[secret]',
        on: ['rollback'],
        configs: ['checkout', 'shop'],
        timeoutMs: 3000,
        giveUpAfterMs: 3_600_000,
      },
      { name: 'hook', type: 'webhook', url: '[secret]', secret: '[secret]', on, ...usual },
      { name: 'boards', type: 'grafana', url: 'https://grafana.example/g/', token: '[secret]', dashboardUid: 'abc', on, ...usual },
      { name: 'history', type: 'influxdb', url: 'http://influx:8086/', org: 'o', bucket: 'b', token: '[secret]', batchSize: 7, ...usual },
    ]);
    const revealed = channels.map((channel) => ('token' in channel ? channel.token : channel.url).reveal());
    assert.deepEqual(revealed, [env.URL, 'http://deployer:9/x?a=b', 'glsa_token', 'glsa_token']);
    assert.equal(http.publicUrl?.href, 'https://serinus.example/canary');
    assert.ok(!inspect(channels, { depth: null }).includes(SECRET));
  });

  const refused: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] = [
    {
      name: 'no address of a chat',
      text: one('type: slack'),
      says: /notifications\[0\]\.url: name either an environment variable or a file/,
    },
    { name: 'the address of a chat in the file', text: one('type: slack, url: https://hooks.example/x'), says: /url/ },
    {
      name: 'two addresses',
      text: one('type: webhook, url: "http://a/", urlEnv: URL, secretEnv: KEY'),
      says: /more than one of url, urlEnv and urlFile/,
    },
    { name: 'an address that is none', text: one('type: slack, urlEnv: NOT_URL'), says: /\[0\]\.url: is no http or https address/ },
    {
      name: 'credentials in an address',
      text: one(`type: grafana, url: "http://u:${SECRET}@g/", tokenEnv: TOKEN`),
      says: /\.url: holds credentials/,
    },
    { name: 'a webhook without a secret', text: one('type: webhook, urlEnv: URL'), says: /\[0\]\.secret: name either/ },
    { name: 'a secret that can be guessed', text: one('type: webhook, urlEnv: URL, secretEnv: SHORT'), says: /less than 32 characters/ },
    { name: 'no token', text: one('type: grafana, url: "http://g/"'), says: /\[0\]\.token: name either/ },
    { name: 'a token that is none', text: one('type: grafana, url: "http://g/", tokenEnv: SPACED'), says: /a header cannot/ },
    { name: 'a query behind a root', text: one('type: grafana, url: "http://g/?a=b", tokenEnv: TOKEN'), says: /without \? and #/ },
    { name: 'an unknown type', text: one('type: pager'), says: /type/ },
    { name: 'an unknown change', text: one('type: slack, urlEnv: URL, on: [look]'), says: /on\[0\]/ },
    { name: 'no time', text: one('type: slack, urlEnv: URL, timeout: 0s'), says: /timeout: must be above 0 and at most 1m/ },
    { name: 'too much time', text: one('type: slack, urlEnv: URL, timeout: 2m'), says: /timeout: must be above 0 and at most 1m/ },
    {
      name: 'one name twice, also of a sink',
      text: `${one('type: slack, urlEnv: URL')}\nsinks: [{name: a, type: influxdb, url: "http://i/", org: o, bucket: b, tokenEnv: TOKEN}]`,
      says: /sinks\[0\]\.name: a is the name of another channel/,
    },
    {
      name: 'the path that the client adds',
      text: 'sinks: [{name: a, type: influxdb, url: "http://i/api/v2", org: o, bucket: b, tokenEnv: TOKEN}]',
      says: /must end before \/api\/v2/,
    },
    {
      name: 'a public address that is none',
      text: 'http: {publicUrl: serinus.example}',
      says: /http\.publicUrl: is no http or https address/,
    },
  ];
  for (const { name, text, says } of refused)
    it(`refuse ${name}, without a secret`, () =>
      assert.rejects(load(text), (error: Error) => {
        assert.match(error.message, says);
        assert.ok(!inspect(error).includes(SECRET));
        return true;
      }));

  it('name everything that is wrong at once', () =>
    assert.rejects(
      load('notifications: [{name: a, type: slack}, {name: b, type: webhook, urlEnv: NOBODY, secretEnv: KEY}]'),
      /notifications\[0\][\s\S]*notifications\[1\][\s\S]*NOBODY is not set/,
    ));
});
