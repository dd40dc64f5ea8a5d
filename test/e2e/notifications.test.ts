import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { missing } from '../support/debian.ts';
import { type HttpServer, type ReceivedRequest, startHttpServer } from '../support/http-server.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { startVictoriaMetrics } from '../support/victoria-metrics.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { userFolder } from './program.ts';
import { MINUTE, SHOP_MINUTES, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

// The clock is the machine's: the shop's two hours and a half have just passed.
const T0 = Math.floor(Date.now() / MINUTE) * MINUTE - SHOP_MINUTES * MINUTE;
const START = T0 + 5 * MINUTE;
const CHAT_KEY = 'T0B0-the-key-in-the-address-of-the-chat';
const HOOK_KEY = 'the-key-that-webhooks-are-signed-with';
const TOKEN = 'the-token-of-the-database';

const settings = (receiver: string, database: string): string => `
http: {publicUrl: 'https://serinus.example'}
notifications:
  - {name: chat, type: slack, urlEnv: CHAT, on: [promote, rollback], timeout: 1s}
  - {name: hook, type: webhook, url: '${receiver}/hook', secretEnv: HOOK_KEY, timeout: 1s}
  - {name: stuck, type: webhook, url: '${receiver}/stuck', secretEnv: HOOK_KEY, timeout: 3s}
sinks:
  - {name: history, type: influxdb, url: '${database}', org: shop, bucket: serinus, tokenEnv: TOKEN, timeout: 2s}
`;

const systems = ['prometheus', 'victoria-metrics'] as const;

describe('serinus serve tells of verdicts, and is killed before it could', {
  skip: systems.map((name) => missing(name)).find(Boolean),
}, () => {
  let prometheus: RunningServer;
  let database: RunningServer;
  let receiver: HttpServer;
  let process: ServeProcess;
  let answer: (path: string, response: ServerResponse) => void;
  const logs: Promise<string>[] = [];
  const user = userFolder([shopConfig('shop')]);
  const start = async (): Promise<void> => {
    process = await serve({
      PROMETHEUS_URL: prometheus.url,
      SERINUS_CONFIGS: user.place('configs'),
      SERINUS_STORE: user.place('serinus.db'),
      SERINUS_SETTINGS: user.place('settings.yaml'),
      LOG_LEVEL: 'debug',
      ...{ CHAT: `${receiver.url}/${CHAT_KEY}`, HOOK_KEY, TOKEN },
    });
    logs.push(process.log);
  };
  before(async () => {
    [prometheus, database] = await Promise.all([startPrometheus({ blocks: openMetrics(shopSeries(T0)) }), startVictoriaMetrics()]);
    receiver = await startHttpServer(({ path }, response) => answer(path, response));
    writeFileSync(user.place('settings.yaml'), settings(receiver.url, database.url));
  });
  after(async () => {
    await process?.kill();
    await receiver?.close();
    await Promise.all([prometheus?.stop(), database?.stop()]);
    user.remove();
  });

  const until = async <T>(read: () => T | Promise<T>, isReached: (value: T) => boolean): Promise<T> => {
    for (;;) {
      const value = await read();
      if (isReached(value)) return value;
      await sleep(50);
    }
  };
  const to = (place: string): readonly ReceivedRequest[] => receiver.requests.filter(({ path }) => path === place);
  const idsOf = (requests: readonly ReceivedRequest[]): Set<string> =>
    new Set(requests.map(({ headers }) => String(headers['webhook-id'])));
  const finished = (id: string) =>
    until(
      () => process.api.verdict(id),
      ({ status }) => status === 'finished',
    );

  it('loses no message, and repeats one only under its id', { timeout: 120_000 }, async () => {
    // Nobody answers: what is told of waits, and some of it is under way when the power goes.
    answer = () => undefined;
    await start();
    const started: string[] = [];
    for (const version of ['v3', 'v4', 'v2']) {
      const id = await process.api.start('shop', version, START);
      started.push(id);
      await finished(id);
      await process.kill();
      await start();
    }
    await until(
      () => to('/hook').length,
      (length) => length > 0,
    );
    await process.kill();

    // First it is broken, then it works.
    const had = receiver.requests.length;
    answer = (path, response) => {
      if (path === '/stuck') return;
      const isFirst = receiver.requests.slice(had).filter((request) => request.path === path).length === 1;
      response.writeHead(isFirst ? 500 : 200).end();
    };
    await start();
    const hooks = await until(
      () => to('/hook').slice(),
      (requests) => idsOf(requests).size === 3 && requests.length > 3,
    );
    const chats = await until(
      () => to(`/${CHAT_KEY}`).slice(),
      (requests) => new Set(requests.map(({ body }) => body)).size === 3,
    );
    const told = new Map(hooks.map(({ body }) => [JSON.parse(body).data.analysis, JSON.parse(body)]));
    assert.deepEqual(
      started.map((id) => told.get(id).type),
      ['analysis.rollback', 'analysis.rollback', 'analysis.promote'],
    );
    assert.deepEqual(
      started.map((id) => told.get(id).data.link),
      started.map((id) => `https://serinus.example/analyses/${id}`),
    );
    assert.equal(new Set(hooks.map(({ body }) => body)).size, 3, 'one body an id');
    for (const { headers, body } of hooks) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', HOOK_KEY).update(signed).digest('base64')}`);
    }
    for (const version of ['v2', 'v3', 'v4']) assert.ok(chats.some(({ body }) => body.includes(`candidate version=${version}`)));
  });

  it('has every look in the database', { timeout: 60_000 }, async () => {
    const { items } = (await process.api.get('/analyses?limit=10')) as { items: { id: string }[] };
    for (const { id } of items) {
      const looks = await process.api.looks(id);
      const slots = looks.map(({ slot }) => Date.parse(slot));
      await until(
        () => slotsIn(database.url, id),
        (written) => slots.every((slot) => written.has(slot)),
      );
    }
  });

  it('counts what became of the messages and what waits', { timeout: 60_000 }, async () => {
    const text = await until(
      async () => (await fetch(`${process.api.url}/metrics`)).text(),
      (metrics) =>
        /^serinus_outbox_messages\{channel="hook"\} 0$/m.test(metrics) && /channel="stuck",outcome="retried"\} [1-9]/.test(metrics),
    );
    for (const line of [
      /^serinus_notifications_total\{channel="hook",outcome="delivered"\} 3$/m,
      /^serinus_notifications_total\{channel="hook",outcome="retried"\} [1-9]/m,
      /^serinus_notifications_total\{channel="hook",outcome="refused"\} 0$/m,
      /^serinus_outbox_messages\{channel="stuck"\} 3$/m,
      /^serinus_outbox_oldest_seconds\{channel="hook"\} 0$/m,
      /^serinus_outbox_oldest_seconds\{channel="stuck"\} [1-9]/m,
    ])
      assert.match(text, line);
  });

  it('leaves what hangs for its next start, and has told nobody a secret', { timeout: 60_000 }, async () => {
    assert.equal(await process.stop(), 0);
    const before = to('/stuck').length;
    answer = (_, response) => response.writeHead(204).end();
    await start();
    await until(
      () => idsOf(to('/stuck').slice(before)).size,
      (size) => size === 3,
    );
    await process.stop();
    const log = (await Promise.all(logs)).join('');
    assert.match(log, /no answer within 3000 ms/);
    for (const key of [CHAT_KEY, HOOK_KEY, TOKEN]) assert.equal(log.includes(key), false, key);
  });
});

/** The slots of which the database has the look. */
async function slotsIn(url: string, analysis: string): Promise<Set<number>> {
  await (await fetch(`${url}/internal/force_flush`)).text();
  const response = await fetch(`${url}/api/v1/export?match[]=${encodeURIComponent(`serinus_look_number{analysis="${analysis}"}`)}`);
  const lines = (await response.text()).split('\n').filter(Boolean);
  return new Set(lines.flatMap((line) => (JSON.parse(line) as { timestamps: number[] }).timestamps));
}
