import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import type { Delivery, Notifier } from '../../src/analysis/ports/notifier.ts';
import type { OutboxMessage } from '../../src/analysis/ports/outbox.ts';
import { secret } from '../../src/model/secret.ts';
import { grafanaNotifier } from '../../src/notify/grafana.ts';
import { influxNotifier } from '../../src/notify/influx.ts';
import { slackNotifier } from '../../src/notify/slack.ts';
import { webhookNotifier } from '../../src/notify/webhook.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { freePort } from '../support/server-process.ts';
import { changeMessage, lookMessage } from './sample-change.ts';

const SECRET = 'a-secret-that-nobody-may-ever-read-in-a-log';
const common = { name: 'a', timeoutMs: 5000, giveUpAfterMs: 1000 };

const channels: readonly { readonly name: string; readonly open: (url: string) => Notifier; readonly message: OutboxMessage }[] = [
  { name: 'slack', open: (url) => slackNotifier({ ...common, url: secret(`${url}/services/${SECRET}`) }), message: changeMessage() },
  {
    name: 'webhook',
    open: (url) => webhookNotifier({ ...common, url: secret(`${url}/hook?key=${SECRET}`), secret: secret(SECRET) }, { now: Date.now }),
    message: changeMessage(),
  },
  { name: 'grafana', open: (url) => grafanaNotifier({ ...common, url: new URL(url), token: secret(SECRET) }), message: changeMessage() },
  {
    name: 'influxdb',
    open: (url) => influxNotifier({ ...common, url: new URL(url), org: 'o', bucket: 'b', token: secret(SECRET), batchSize: 10 }),
    message: lookMessage(),
  },
];

/** What a receiver may do, and what is to be made of it. Statuses: RFC 9110; 408, 425 and 429 may pass. */
const cases: readonly { readonly name: string; readonly answer: (response: ServerResponse) => void; readonly is: RegExp }[] = [
  { name: 'takes it', answer: (r) => r.writeHead(204).end(), is: /^delivered$/ },
  { name: 'takes it with words', answer: (r) => r.writeHead(201).end('ok'), is: /^delivered$/ },
  { name: 'is broken', answer: (r) => r.writeHead(500).end('oops'), is: /^failed HTTP 500: oops$/ },
  { name: 'is away', answer: (r) => r.writeHead(503, { 'retry-after': '7' }).end(), is: /^failed HTTP 503 7000$/ },
  { name: 'has enough', answer: (r) => r.writeHead(429, { 'retry-after': '30' }).end(), is: /^failed HTTP 429 30000$/ },
  {
    name: 'has enough until a date on its own clock',
    answer: (r) => r.writeHead(429, { date: 'Fri, 02 Jan 1970 00:00:00 GMT', 'retry-after': 'Fri, 02 Jan 1970 00:01:00 GMT' }).end(),
    is: /^failed HTTP 429 60000$/,
  },
  {
    name: 'has enough for a time nobody understands',
    answer: (r) => r.writeHead(429, { 'retry-after': 'soon' }).end(),
    is: /^failed HTTP 429$/,
  },
  { name: 'was too slow to read', answer: (r) => r.writeHead(408).end(), is: /^failed HTTP 408$/ },
  { name: 'does not understand it', answer: (r) => r.writeHead(400).end('no\n  text'), is: /^refused HTTP 400: no text$/ },
  {
    name: 'does not know the token and repeats it',
    answer: (r) => r.writeHead(401).end(`bad token ${SECRET}`),
    is: /^refused HTTP 401: bad token \*\*\*$/,
  },
  { name: 'is somewhere else', answer: (r) => r.writeHead(307, { location: '/elsewhere' }).end(), is: /^refused HTTP 307: redirections/ },
  { name: 'has moved for ever', answer: (r) => r.writeHead(301, { location: '/elsewhere' }).end(), is: /^refused HTTP 301: redirections/ },
  { name: 'cuts the connection', answer: (r) => r.destroy(), is: /^failed no answer \(\w+\)$/ },
  { name: 'cuts its reply', answer: (r) => r.writeHead(500, { 'content-length': '100' }).write('half', () => r.destroy()), is: /^failed / },
];

const textOf = (delivery: Delivery): string =>
  delivery.kind === 'delivered'
    ? delivery.kind
    : [delivery.kind, delivery.reason, ...('retryAfterMs' in delivery ? [delivery.retryAfterMs] : [])].join(' ');

for (const { name: channel, open, message } of channels) {
  describe(`a receiver of ${channel}`, () => {
    let server: HttpServer | undefined;
    afterEach(async () => {
      await server?.close();
      server = undefined;
    });

    for (const { name, answer, is } of cases) {
      it(name, async () => {
        server = await startHttpServer((_, response) => answer(response));
        const text = textOf(await open(server.url).deliver([message], AbortSignal.timeout(5000)));
        assert.match(text, is);
        assert.ok(!text.includes(SECRET));
        assert.equal(server.requests.length, 1, 'one attempt, no redirection followed');
      });
    }

    it('is not there', async () => {
      const delivery = await open(`http://127.0.0.1:${await freePort()}`).deliver([message], AbortSignal.timeout(5000));
      assert.equal(textOf(delivery), 'failed no answer (ECONNREFUSED)');
    });

    for (const [name, answer] of [
      ['never answers', () => undefined],
      ['never ends its reply', (response: ServerResponse) => void response.writeHead(500).write('...')],
    ] as const) {
      it(`${name}: the signal ends it`, { timeout: 5000 }, async () => {
        server = await startHttpServer((_, response) => answer(response));
        const end = new AbortController();
        setTimeout(() => end.abort(), 50);
        const delivery = await open(server.url).deliver([message], end.signal);
        assert.match(textOf(delivery), /^failed no answer \(\w+\)$/);
      });
    }

    it('gets nothing that is for others', async () => {
      server = await startHttpServer((_, response) => response.writeHead(204).end());
      const other = { ...message, kind: message.kind === 'look' ? ('change' as const) : ('look' as const) };
      assert.equal((await open(server.url).deliver([other], AbortSignal.timeout(5000))).kind, 'refused');
      assert.equal(server.requests.length, 0);
    });

    it('hears from a reply that never ends no more than its beginning', { timeout: 5000 }, async () => {
      server = await startHttpServer((_, response) => {
        response.writeHead(400);
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(more));
        };
        more();
      });
      const end = AbortSignal.timeout(2000);
      const text = textOf(await open(server.url).deliver([message], end));
      assert.ok(text.length < 400, `${text.length} characters`);
    });
  });
}
