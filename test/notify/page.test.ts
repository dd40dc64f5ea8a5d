import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openChannels } from '../../src/compose/channels.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { secret } from '../../src/model/secret.ts';
import { webhookNotifier, webhookPayload } from '../../src/notify/webhook.ts';
import { type ReceivedRequest, startHttpServer } from '../support/http-server.ts';
import { changeMessage, sampleChange } from './sample-change.ts';

type Receive = (headers: Readonly<Record<string, unknown>>, body: string, secret: string) => unknown;

describe('the examples of docs/notifications.md', () => {
  let folder: string;
  let page: string;
  const block = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-notifications-'));
    page = await readFile('docs/notifications.md', 'utf8');
  });
  after(() => rm(folder, { recursive: true }));

  it('the settings open a channel of every type', async () => {
    await mkdir(path.join(folder, 'secrets'));
    for (const name of ['deployer', 'grafana']) await writeFile(path.join(folder, 'secrets', name), 'x'.repeat(40));
    const file = path.join(folder, 'settings.yaml');
    await writeFile(file, block('yaml'));
    const env = { SLACK_WEBHOOK_URL: 'https://hooks.example/services/T0/B0/x', INFLUX_TOKEN: 'token' };
    const { channels, http } = await loadSettings(env, { settings: file });
    assert.deepEqual(
      channels.map(({ type }) => type),
      ['slack', 'webhook', 'grafana', 'influxdb'],
    );
    const { rules, notifiers } = openChannels(channels, { publicUrl: http.publicUrl, clock: { now: Date.now } });
    const names = ['releases', 'deployer', 'dashboards', 'history'];
    assert.deepEqual([rules.map(({ channel }) => channel), notifiers.map(({ name }) => name)], [names, names]);
    assert.deepEqual(rules[3], { channel: 'history', wants: 'looks' });
  });

  it('the body of a webhook is what is sent', () => {
    const id = '018f3c1e-7a10-7000-8000-4b1f0c5f2d11';
    const reason = 'errors is harmful: relative increase of at least 0.42, 0.1 is harmless';
    const change = sampleChange({ analysis: id, reason, reasons: [reason] });
    const sent = webhookPayload({ id: `${id}-${change.atMs}`, change, link: `https://serinus.example/analyses/${id}` });
    assert.deepEqual(JSON.parse(block('json')), sent);
  });

  it('the receiver takes what is sent, once, and nothing else', async () => {
    const file = path.join(folder, 'receiver.mjs');
    await writeFile(file, block('js'));
    const { receive } = (await import(pathToFileURL(file).href)) as { readonly receive: Receive };
    const key = 'k'.repeat(32);
    const sent = async (now: number, atMs: number): Promise<ReceivedRequest> => {
      const server = await startHttpServer((_, response) => response.writeHead(204).end());
      const options = { name: 'a', timeoutMs: 5000, giveUpAfterMs: 1000, url: secret(server.url), secret: secret(key) };
      await webhookNotifier(options, { now: () => now }).deliver([changeMessage({ atMs })], AbortSignal.timeout(5000));
      await server.close();
      return server.requests[0]!;
    };
    const first = await sent(Date.now(), 1);
    assert.equal((receive(first.headers, first.body, key) as { type: string }).type, 'analysis.rollback');
    const again = await sent(Date.now(), 1);
    assert.equal(receive(again.headers, again.body, key), undefined);

    const other = await sent(Date.now(), 2);
    assert.throws(() => receive(other.headers, other.body.replace('rollback', 'promote'), key), /not signed/);
    assert.throws(() => receive({ ...other.headers, 'webhook-id': 'another' }, other.body, key), /not signed/);
    assert.throws(() => receive(other.headers, other.body, 'another key'), /not signed/);
    assert.throws(() => receive({ ...other.headers, 'webhook-signature': undefined }, other.body, key), /not signed/);
    assert.throws(() => receive({ ...other.headers, 'webhook-timestamp': undefined }, other.body, key), /too old/);
    const old = await sent(Date.now() - 301_000, 3);
    assert.throws(() => receive(old.headers, old.body, key), /too old/);
    assert.ok(receive(other.headers, other.body, key));
  });
});
