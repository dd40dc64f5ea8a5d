import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { NEWS } from '../../src/analysis/outbox/news.ts';
import { openChannels } from '../../src/compose/channels.ts';
import { openLogger, startServer } from '../../src/compose/server.ts';
import { NotFoundError } from '../../src/errors.ts';
import { secret } from '../../src/model/secret.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { comparedConfig, comparedDocument } from '../support/compared-config.ts';
import { missing } from '../support/debian.ts';
import { startHttpServer } from '../support/http-server.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { type Api, apiAt } from './api.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { startProgram, userFolder } from './program.ts';

const PRIVATE = 'a-dog-that-nobody-else-may-know-of';
const HOSTILE = `</pre><script>alert("${PRIVATE}")</script>`;
const ask = 'config=pets&candidate=v2';

/** 300 pairs, of which every tenth differs, all of them of requests longer than 900. */
const lines = Array.from({ length: 300 }, (_, i) => {
  const differs = i % 10 === 0;
  const answer = differs ? { class: 'dog', text: HOSTILE } : { class: 'cat', text: 'purrs' };
  return JSON.stringify({ id: `r-${i}`, control: { class: 'cat' }, candidate: answer, features: { length: differs ? 900 + i : i } });
});

async function bring(api: Api, some: readonly string[]): Promise<unknown> {
  const headers = { 'content-type': 'application/x-ndjson' };
  return (await api.ask(`/compare/batch?${ask}`, { method: 'POST', headers, body: some.join('\n') })).body;
}

const mark = (api: Api, id: string, body: object) =>
  api.ask(`/compare/samples/${encodeURIComponent(id)}/mark?${ask}`, {
    ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(body),
  });

describe('serinus serve, from pairs to a report', () => {
  const user = userFolder([comparedDocument('pets')]);
  const env = { SERINUS_CONFIGS: user.place('configs'), SERINUS_STORE: user.place('serinus.db'), LOG_LEVEL: 'debug' };
  const logs: Promise<string>[] = [];
  let process: ServeProcess;
  const start = async (): Promise<void> => {
    process = await serve(env);
    logs.push(process.log);
  };
  before(start);
  after(async () => {
    await process?.stop();
    user.remove();
  });
  const read = async (accept: string) => {
    const response = await fetch(`${process.api.url}/reports/divergence?${ask}`, { headers: { accept } });
    assert.equal(response.status, 200);
    return { headers: response.headers, text: await response.text() };
  };

  it('says what was brought, and what divergence goes with', async () => {
    assert.deepEqual(await bring(process.api, lines), { pairs: 300, counted: 300, known: 0, rejected: 0, errors: [] });
    const { divergence, systematic, cases } = JSON.parse((await read('application/json')).text);
    assert.deepEqual([divergence.events, divergence.trials], [30, 300]);
    assert.deepEqual(
      systematic.filter((one: { isSystematic: boolean }) => one.isSystematic).map((one: { feature: string }) => one.feature),
      ['length'],
    );
    assert.equal(JSON.parse(cases[0].candidate).text, HOSTILE);
  });

  it('is Markdown, and a page that runs nothing', async () => {
    const markdown = await read('text/markdown');
    assert.match(markdown.text, /^# pets: candidate v2\n/);
    assert.match(markdown.text, /30 of 300/);
    const page = await read('text/html,*/*;q=0.8');
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; .*sandbox$/);
    assert.match(page.text, /^<!doctype html>/);
    assert.ok(page.text.includes(PRIVATE));
    assert.doesNotMatch(page.text, /<script/);
  });

  it('has the marks of reviewers', async () => {
    const marked = await mark(process.api, 'r-10', { mark: 'control-better', note: `not ${PRIVATE}` });
    assert.equal(marked.status, 200);
    const { reviews } = await process.api.get(`/reports/divergence?${ask}`);
    assert.deepEqual(reviews, {
      stored: 30,
      marks: { 'candidate-better': 0, 'control-better': 1, 'both-fine': 0, noise: 0 },
    });
  });

  it('is the same after a power cut, and what is sent again changes nothing', async () => {
    await process.kill();
    await start();
    assert.deepEqual(await bring(process.api, lines), { pairs: 300, counted: 0, known: 300, rejected: 0, errors: [] });
    const { divergence, reviews } = await process.api.get(`/reports/divergence?${ask}`);
    assert.deepEqual([divergence.events, divergence.trials, reviews.marks['control-better']], [30, 300, 1]);
    const samples = await fetch(`${process.api.url}/compare/samples?${ask}&mark=control-better`);
    assert.deepEqual(
      (await samples.text()).split('\n').map((line) => line && JSON.parse(line).id),
      ['r-10', ''],
    );
  });

  it('no answer and no note is in the log', async () => {
    await process.stop();
    const log = (await Promise.all(logs)).join('');
    assert.match(log, /request answered/);
    assert.ok(!log.includes(PRIVATE));
  });
});

describe('a scheduled report that was missed', () => {
  const MONDAY = Date.parse('2026-02-02T06:00:00Z');
  const user = userFolder([comparedDocument('pets', { report: { schedule: '0 6 * * 1' } })]);
  after(() => user.remove());

  it('is made by the next start, without waiting for a tick', async () => {
    const before = await startProgram({ folder: user.folder, nowMs: MONDAY - 3_600_000 });
    await bring(before.api, lines);
    await before.stop();
    const next = await startProgram({ folder: user.folder, nowMs: MONDAY + 3 * 86_400_000 });
    try {
      let items: readonly { readonly to: string }[] = [];
      for (const endMs = Date.now() + 20_000; items.length === 0 && Date.now() < endMs; await setTimeout(20))
        items = (await next.api.get('/reports?config=pets')).items;
      assert.deepEqual(
        items.map(({ to }) => to),
        ['2026-02-02T06:00:00.000Z'],
      );
    } finally {
      await next.stop();
    }
  });
});

describe('a scheduled report and a channel', () => {
  const MONDAY = Date.parse('2026-02-02T06:00:00Z');

  it('is told once, with what to do and where to read it, and no answer', async (t) => {
    const receiver = await startHttpServer((_, response) => response.writeHead(204).end());
    t.after(() => receiver.close());
    const clock = { nowMs: MONDAY - 3_600_000, now: () => clock.nowMs };
    const config = await comparedConfig('pets', { report: { schedule: '0 6 * * 1' } });
    const channel = { type: 'webhook', name: 'hook', on: NEWS, timeoutMs: 5000, giveUpAfterMs: 60_000 } as const;
    const secrets = { url: secret(receiver.url), secret: secret('x'.repeat(32)) };
    const server = await startServer({
      ...{ store: await openSqliteStore({ path: ':memory:' }), sources: [], sourceOf: (name) => new NotFoundError('source', name) },
      ...{ judges: new Map(), configs: new Map([['pets', config]]), clock, logger: openLogger('silent') },
      http: { host: '127.0.0.1', port: 0 },
      notify: openChannels([{ ...channel, ...secrets }], { publicUrl: new URL('https://serinus.example'), clock }),
    });
    t.after(() => server.close());
    await bring(apiAt(server.url), lines);
    clock.nowMs = MONDAY + 60_000;
    for (let round = 0; round < 2; round++) await server.tick();
    for (const endMs = Date.now() + 10_000; receiver.requests.length === 0 && Date.now() < endMs; ) await setTimeout(20);
    assert.equal(receiver.requests.length, 1);
    const { type, data } = JSON.parse(receiver.requests[0]!.body);
    const { items } = await apiAt(server.url).get('/reports?config=pets');
    assert.deepEqual(
      [type, data.report, data.candidate, data.pairs, data.divergent, data.link],
      ['report.made', items[0].id, 'v2', 300, 30, `https://serinus.example/reports/${items[0].id}`],
    );
    const { recommendation } = await apiAt(server.url).get(`/reports/${items[0].id}`);
    assert.equal(data.sentence, recommendation.sentence);
    assert.ok(!receiver.requests[0]!.body.includes(PRIVATE));
  });
});

describe('scheduled reports of two replicas', { skip: missing('postgresql') }, () => {
  const MONDAY = Date.parse('2026-02-02T06:00:00Z');
  let database: PostgresServer;
  const user = userFolder([comparedDocument('pets', { report: { schedule: '0 6 * * 1' } })]);
  before(async () => {
    database = await startPostgres();
  });
  after(async () => {
    await database?.stop();
    user.remove();
  });

  it('are made once, from pairs that came to either', async () => {
    const environment = { DATABASE_URL: await database.newDatabase(), SERINUS_STORE: '' };
    const options = { folder: user.folder, nowMs: MONDAY - 3_600_000, environment };
    const programs = [await startProgram(options), await startProgram(options)];
    try {
      await bring(programs[0]!.api, lines.slice(0, 200));
      await bring(programs[1]!.api, lines.slice(100));
      for (const minute of [1, 2]) await Promise.all(programs.map((program) => program.moveTo(MONDAY + minute * 60_000)));
      for (const { api } of programs) {
        const { items } = await api.get('/reports?config=pets');
        assert.equal(items.length, 1);
        assert.deepEqual((await api.get(`/reports/${items[0].id}`)).divergence.trials, 300);
      }
    } finally {
      await Promise.all(programs.map((program) => program.stop()));
    }
  });
});
