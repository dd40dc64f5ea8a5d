import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';

import { runCli } from '../../src/cli/run-cli.ts';
import { fakeDeps } from './fake-deps.ts';
import { type MemoryIo, memoryIo } from './memory-io.ts';

const REPLY = {
  verdict: 'continue',
  score: 60,
  reason: 'latency: not told yet',
  reasons: ['latency: not told yet', 'minimum duration 30m not reached'],
  analysis: 'a1',
  config: 'shop',
  status: 'running',
  look: 3,
  slot: '2026-01-31T08:12:00.000Z',
  groups: [],
  metrics: [{ name: 'latency', classification: 'undecided', reason: 'latency: not told yet', score: 60 }],
};
const PROBLEM = { type: 'about:blank', title: 'Not Found', status: 404, code: 'NOT_FOUND', detail: 'no analysis has the id "a1"' };

type Answer = { readonly status?: number; readonly body: unknown };

/** A server that gives these answers one after the other, the last one for ever; and what it was asked. */
async function serve(t: TestContext, answers: readonly Answer[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { status = 200, body } = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(request.url!);
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function verdict(url: string, args: readonly string[], onSleep: (io: MemoryIo, ms: number) => void = () => undefined) {
  const io = memoryIo();
  const deps = fakeDeps({ fetch, sleep: async (ms) => onSleep(io, ms) });
  return { status: await runCli(['verdict', '--server', url, ...args], io, deps), io };
}

const BY_ID = ['--analysis', 'a1'];

describe('serinus verdict', () => {
  it('says how the checklist stands, and the plan of the rollout', async (t) => {
    const readiness = [{ item: 'minReviewed', state: 'not-met', reason: 'samples reviewed: 3, 200 are needed', value: 3, limit: 200 }];
    const { url } = await serve(t, [{ body: { ...REPLY, readiness, rollout: { text: '5 % for 1h, then all', why: 'divergence 0.1 %' } } }]);
    const { io } = await verdict(url, BY_ID);
    assert.match(io.out(), /\n {2}readiness, minReviewed not met: samples reviewed: 3, 200 are needed\n/);
    assert.match(io.out(), /\n {2}rollout: 5 % for 1h, then all \(divergence 0\.1 %\)\n/);
  });

  for (const [word, status] of [
    ['promote', 0],
    ['continue', 11],
    ['rollback', 10],
  ] as const) {
    it(`${word} is status ${status}`, async (t) => {
      const { url } = await serve(t, [{ body: { ...REPLY, verdict: word } }]);
      const done = await verdict(url, BY_ID);
      assert.equal(done.status, status);
      assert.deepEqual(done.io.out().split('\n'), [
        `${word.toUpperCase()}  score 60  latency: not told yet`,
        'shop: analysis a1, running, look 3 at 2026-01-31T08:12:00.000Z',
        '  also: minimum duration 30m not reached',
        '  undecided  latency: not told yet',
        '',
      ]);
    });
  }

  const questions: readonly { readonly args: readonly string[]; readonly asks: string }[] = [
    { args: BY_ID, asks: '/verdict?analysis=a1' },
    { args: ['--analysis', 'a/1 &', '--max-age', '5m'], asks: '/verdict?analysis=a%2F1+%26&maxAge=5m' },
    {
      args: ['--config', 'shop', '--control', 'version=v1,zone=eu', '--candidate', 'version=v2'],
      asks: '/verdict?config=shop&control=version%3Dv1&control=zone%3Deu&candidate=version%3Dv2',
    },
  ];
  for (const { args, asks } of questions) {
    it(`asks ${asks}`, async (t) => {
      const { url, asked } = await serve(t, [{ body: REPLY }]);
      await verdict(url, args);
      assert.deepEqual(asked, [asks]);
    });
  }

  it('keeps a path of the address', async (t) => {
    const { url, asked } = await serve(t, [{ body: REPLY }]);
    await verdict(`${url}/serinus/`, BY_ID);
    assert.deepEqual(asked, ['/serinus/verdict?analysis=a1']);
  });

  it('prints the reply as JSON, with fields it does not know', async (t) => {
    const { url } = await serve(t, [{ body: { ...REPLY, later: 1 } }]);
    const { io } = await verdict(url, [...BY_ID, '--json']);
    assert.deepEqual(JSON.parse(io.out()), { ...REPLY, later: 1 });
  });

  it('says that there is no look yet', async (t) => {
    const { url } = await serve(t, [{ body: { ...REPLY, score: null, look: null, slot: null } }]);
    const { io } = await verdict(url, BY_ID);
    assert.match(io.out(), /^CONTINUE {2}no score yet .*\nshop: analysis a1, running, no look yet\n/);
  });

  const failures: readonly { readonly name: string; readonly answer: Answer; readonly status: number; readonly says: RegExp }[] = [
    {
      name: 'an unknown analysis',
      answer: { status: 404, body: PROBLEM },
      status: 64,
      says: /refuses the question: no analysis has the id "a1"/,
    },
    { name: 'a failure of the server', answer: { status: 503, body: 'busy' }, status: 69, says: /failed: HTTP 503/ },
    { name: 'too many requests', answer: { status: 429, body: {} }, status: 69, says: /failed: HTTP 429/ },
    { name: 'a page of another server', answer: { body: '<html>' }, status: 69, says: /is no verdict/ },
    { name: 'a verdict of an unknown word', answer: { body: { ...REPLY, verdict: 'maybe' } }, status: 69, says: /is no verdict/ },
  ];
  for (const { name, answer, status, says } of failures) {
    it(`${name} is status ${status}`, async (t) => {
      const { url } = await serve(t, [answer]);
      const done = await verdict(url, BY_ID);
      assert.equal(done.status, status);
      assert.match(done.io.err(), says);
      assert.equal(done.io.out(), '');
    });
  }

  it('no server is status 69 with the reason of the system', async () => {
    const { status, io } = await verdict('http://127.0.0.1:1', BY_ID);
    assert.equal(status, 69);
    assert.match(io.err(), /^serinus: http:\/\/127\.0\.0\.1:1 does not answer: /);
  });
});

describe('serinus verdict --wait', () => {
  const PROMOTE = { body: { ...REPLY, verdict: 'promote', status: 'finished' } };

  it('asks again until the verdict is there, over a restart of the server', async (t) => {
    const { url, asked } = await serve(t, [{ body: REPLY }, { status: 503, body: '' }, { body: REPLY }, PROMOTE]);
    const pauses: number[] = [];
    const { status, io } = await verdict(url, [...BY_ID, '--wait', '--every', '3s'], (_io, ms) => pauses.push(ms));
    assert.equal(status, 0);
    assert.equal(asked.length, 4);
    assert.deepEqual(pauses, [3000, 3000, 3000]);
    assert.match(io.err(), /failed: HTTP 503; asking again\n/);
  });

  it('ends with an analysis that ended undecided', async (t) => {
    const { url } = await serve(t, [{ body: { ...REPLY, status: 'cancelled' } }]);
    assert.equal((await verdict(url, [...BY_ID, '--wait'])).status, 11);
  });

  it('does not wait for a question that is refused', async (t) => {
    const { url, asked } = await serve(t, [{ status: 404, body: PROBLEM }]);
    assert.equal((await verdict(url, [...BY_ID, '--wait'])).status, 64);
    assert.equal(asked.length, 1);
  });

  it('gives up after thirty failures in a row', async (t) => {
    const { url, asked } = await serve(t, [{ status: 500, body: '' }]);
    assert.equal((await verdict(url, [...BY_ID, '--wait'])).status, 69);
    assert.equal(asked.length, 30);
  });

  it('Ctrl-C prints the latest verdict and is status 11', async (t) => {
    const { url } = await serve(t, [{ body: REPLY }]);
    const { status, io } = await verdict(url, [...BY_ID, '--wait'], ({ press }) => press());
    assert.equal(status, 11);
    assert.match(io.out(), /^CONTINUE /);
  });
});
