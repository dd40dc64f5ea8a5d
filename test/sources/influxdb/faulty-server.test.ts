import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { MetricSource } from '../../../src/analysis/ports/metric-source.ts';
import { SourceError } from '../../../src/errors.ts';
import { secret } from '../../../src/model/secret.ts';
import type { HttpSourceOptions, SourceDeps } from '../../../src/sources/http/options.ts';
import { type HttpServer, startHttpServer } from '../../support/http-server.ts';
import { freePort } from '../../support/server-process.ts';
import { fluxFor, influxqlFor, never } from './source-options.ts';

const window = { startMs: 1_700_000_000_000, endMs: 1_700_000_180_000, stepMs: 60_000 };
const request = { query: 'q', window, signal: never };
type Answer = (response: ServerResponse) => void;
type Options = Partial<HttpSourceOptions>;

const send =
  (status: number, body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
const statement = (more: object): Answer => send(200, JSON.stringify({ results: [{ statement_id: 0, ...more }] }));

/** Both ways of asking, each with an answer of one point at the first time. */
const WIRES = {
  InfluxQL: {
    open: (url: string, options?: Options, sleep?: SourceDeps['sleep']): MetricSource => influxqlFor(url, options, sleep),
    good: statement({ series: [{ name: 'm', columns: ['time', 'mean'], values: [[window.startMs - 60_000, 7]] }] }),
    refusal: (text: string): string => JSON.stringify({ error: text }),
    refused: (text: string): string => text,
  },
  Flux: {
    open: (url: string, options?: Options, sleep?: SourceDeps['sleep']): MetricSource => fluxFor(url, options, sleep),
    good: send(
      200,
      `#datatype,string,long,dateTime:RFC3339,double\r\n#group,false,false,false,false\r\n#default,_result,,,\r\n,result,table,_time,_value\r\n,,0,${new Date(window.startMs).toISOString()},7\r\n\r\n`,
      { 'content-type': 'text/csv' },
    ),
    refusal: (text: string): string => JSON.stringify({ code: 'invalid', message: text }),
    refused: (text: string): string => `invalid: ${text}`,
  },
} as const;

/** Plays the answers in turn, the last one for ever. */
async function playing(answers: readonly Answer[], run: (server: HttpServer) => Promise<void>): Promise<void> {
  const server = await startHttpServer((_, response) => (answers[server.requests.length - 1] ?? answers.at(-1)!)(response));
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

const refusal = (message: RegExp, retryable: boolean) => (error: unknown) => {
  assert.ok(error instanceof SourceError, inspect(error));
  assert.match(error.message, message);
  assert.equal(error.retryable, retryable);
  return true;
};

const cutWithin =
  (headers: Record<string, string>, part: string | Buffer): Answer =>
  (response) => {
    response.writeHead(200, headers).write(part);
    setTimeout(() => response.destroy(), 20);
  };
const endless: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/csv' });
  const more = (): void => {
    while (!response.destroyed && response.write(' '.repeat(100_000)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};
const hang: Answer = () => {};
const drip: Answer = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(timer));
};

for (const [language, { open, good, refusal: said, refused }] of Object.entries(WIRES)) {
  describe(`${language}: an answer that cannot be used is refused, and asked for again only where that can help`, () => {
    const cases: readonly {
      readonly name: string;
      readonly answer: Answer;
      readonly message: RegExp;
      readonly again: boolean;
      readonly options?: Options;
    }[] = [
      {
        name: 'a query that does not parse',
        answer: send(400, said('no query')),
        message: new RegExp(`^metrics: HTTP 400, ${refused('no query')}$`),
        again: false,
      },
      { name: 'wrong credentials', answer: send(401, said('unauthorized')), message: /HTTP 401, /, again: false },
      { name: 'no such path', answer: send(404, ''), message: /HTTP 404$/, again: false },
      { name: 'a redirect', answer: send(302, '', { location: 'http://127.0.0.1:1/' }), message: /HTTP 302$/, again: false },
      { name: 'too many requests', answer: send(429, said('slow down')), message: /HTTP 429, .*slow down/, again: true },
      {
        name: 'a server at its limits',
        answer: send(503, said('max concurrent queries')),
        message: /HTTP 503, .*max concurrent/,
        again: true,
      },
      { name: 'HTML of a failing proxy', answer: send(502, '<html>bad gateway</html>'), message: /HTTP 502, <html>bad/, again: true },
      {
        name: 'HTML of a login page',
        answer: send(200, '<html>log in</html>', { 'content-type': 'text/html' }),
        message: /HTTP 200, not .*<html>/,
        again: false,
      },
      {
        name: 'a reply without end',
        answer: endless,
        message: /the reply is larger than \d+ bytes/,
        again: false,
        options: { maxPoints: 1000 },
      },
      {
        name: 'a small reply that unpacks to a large one',
        answer: send(200, gzipSync(Buffer.alloc(4_000_000)), { 'content-encoding': 'gzip', 'content-type': 'text/csv' }),
        message: /the reply is larger than \d+ bytes/,
        again: false,
        options: { maxPoints: 1000 },
      },
      {
        name: 'a connection cut within the body',
        answer: cutWithin({ 'content-length': '1000' }, '{'),
        message: /no answer, aborted/,
        again: true,
      },
      {
        name: 'a connection cut within a packed body',
        answer: cutWithin({ 'content-encoding': 'gzip' }, gzipSync('x'.repeat(9999)).subarray(0, 20)),
        message: /no answer, /,
        again: true,
      },
      {
        name: 'a packed body that ends too early',
        answer: send(200, gzipSync('x'.repeat(9999)).subarray(0, 20), { 'content-encoding': 'gzip' }),
        message: /no answer, unexpected end of file/,
        again: true,
      },
      {
        name: 'a connection cut before the reply',
        answer: (response) => void response.destroy(),
        message: /no answer, socket hang up/,
        again: true,
      },
    ];
    for (const { name, answer, message, again, options } of cases) {
      it(name, () =>
        playing([answer], async (server) => {
          await assert.rejects(open(server.url, { retries: 2, ...options }).query(request), refusal(message, again));
          assert.equal(server.requests.length, again ? 3 : 1);
        }),
      );
    }

    it('nobody listening', async () => {
      const waits: number[] = [];
      const source = open(`http://127.0.0.1:${await freePort()}`, { retries: 2 }, async (ms) => void waits.push(ms));
      await assert.rejects(source.query(request), refusal(/^metrics: no answer, connect ECONNREFUSED/, true));
      assert.deepEqual(waits, [187.5, 375]); // 250 * 2^n, halfway between its half and all of it
    });

    it('500, then an answer', () =>
      playing([send(500, 'oops'), good], async (server) => {
        const { series } = await open(server.url, { retries: 1 }).query(request);
        assert.deepEqual([...series[0]!.values], [7, NaN, NaN]);
      }));

    it('429 that says how long to wait', () =>
      playing([send(429, '', { 'retry-after': '7' }), good], async (server) => {
        const slept: number[] = [];
        await open(server.url, { retries: 1 }, async (ms) => void slept.push(ms)).query(request);
        assert.deepEqual(slept, [7000]);
      }));
  });

  describe(`${language}: time and limits`, () => {
    for (const [name, answer] of Object.entries({ 'a server that hangs': hang, 'a server that drips': drip })) {
      it(`${name} runs into the timeout, once`, () =>
        playing([answer], async (server) => {
          await assert.rejects(open(server.url, { timeoutMs: 150, retries: 3 }).query(request), refusal(/no answer within 150 ms/, true));
          assert.equal(server.requests.length, 1);
        }));
      it(`${name}: an abort ends the query`, () =>
        playing([answer], async (server) => {
          const controller = new AbortController();
          const query = open(server.url).query({ ...request, signal: controller.signal });
          setTimeout(() => controller.abort(new Error('shutting down')), 100);
          await assert.rejects(
            query,
            (error: Error) => refusal(/the query was cancelled/, true)(error) && /shutting/.test(String(error.cause)),
          );
        }));
    }

    it('no more requests at one time than maxConcurrent', async () => {
      let under = 0;
      let most = 0;
      const slow: Answer = (response) => {
        most = Math.max(most, ++under);
        setTimeout(() => {
          under--;
          good(response);
        }, 20);
      };
      await playing([slow], async (server) => {
        const source = open(server.url, { maxConcurrent: 3 });
        await Promise.all(Array.from({ length: 12 }, () => source.query(request)));
        assert.deepEqual([server.requests.length, most], [12, 3]);
      });
    });

    it('a window without points, and one of more than maxPoints, are refused before anything is sent', () =>
      playing([good], async (server) => {
        await assert.rejects(open(server.url).query({ ...request, window: { ...window, endMs: window.startMs } }), RangeError);
        await assert.rejects(
          open(server.url, { maxPoints: 2 }).query(request),
          refusal(/a window of 3 points is more than maxPoints 2/, false),
        );
        assert.equal(server.requests.length, 0);
      }));

    it('a token that the server repeats is not in the error, nor on the console', () =>
      playing([send(401, said('no such token: to-ken-of-mine'))], async (server) => {
        const source = open(server.url, { auth: { kind: 'token', token: secret('to-ken-of-mine') } });
        await assert.rejects(source.query(request), (error: unknown) => {
          const shown = inspect(error, { depth: null, showHidden: true });
          assert.match(shown, /no such token: \*\*\*/);
          assert.doesNotMatch(shown, /to-ken-of-mine/);
          return true;
        });
        assert.equal(server.requests[0]?.headers.authorization, 'Token to-ken-of-mine');
      }));
  });
}

describe('InfluxQL alone', () => {
  it('asks by form, in milliseconds', () =>
    playing([WIRES.InfluxQL.good], async (server) => {
      await influxqlFor(`${server.url}/prefix/`, { database: 'd b', retentionPolicy: 'weeks' }).query({ ...request, query: 'SELECT a+b' });
      const [{ method, path, headers, body }] = server.requests as [HttpServer['requests'][number]];
      assert.deepEqual([method, path, headers['content-type']], ['POST', '/prefix/query', 'application/x-www-form-urlencoded']);
      assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), { q: 'SELECT a+b', db: 'd b', rp: 'weeks', epoch: 'ms' });
    }));

  it('keeps what the server says in messages', () =>
    playing([statement({ messages: [{ level: 'warning', text: 'deprecated' }] })], async (server) =>
      assert.deepEqual(await influxqlFor(server.url).query(request), { series: [], warnings: ['deprecated'] }),
    ));

  const refusals: readonly { readonly name: string; readonly answer: Answer; readonly message: RegExp }[] = [
    { name: 'an error of the statement', answer: statement({ error: 'timeout' }), message: /HTTP 200, timeout/ },
    { name: 'another JSON', answer: send(200, '{"answer":42}'), message: /not a reply of InfluxDB's \/query/ },
    { name: 'a result cut by the server', answer: statement({ partial: true }), message: /max-row-limit/ },
    { name: 'no body', answer: send(200, ''), message: /an empty body/ },
    {
      name: 'a time that is text',
      answer: statement({ series: [{ columns: ['time', 'mean'], values: [['2026-03-02T09:00:00Z', 1]] }] }),
      message: /"mean" at "2026-03-02T09:00:00Z" is 1, not a number/,
    },
    {
      name: 'a row too short',
      answer: statement({ series: [{ columns: ['time', 'mean'], values: [[1]] }] }),
      message: /is undefined, not a number/,
    },
  ];
  for (const { name, answer, message } of refusals)
    it(`refuses ${name}`, () =>
      playing([answer], async (server) => {
        await assert.rejects(influxqlFor(server.url, { retries: 2 }).query(request), refusal(message, false));
        assert.equal(server.requests.length, 1);
      }));
});
