import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { SourceError } from '../../../src/errors.ts';
import { secret } from '../../../src/model/secret.ts';
import type { PrometheusSourceOptions } from '../../../src/sources/prometheus/options.ts';
import { type HttpServer, startHttpServer } from '../../support/http-server.ts';
import { freePort } from '../../support/server-process.ts';
import { never, sourceFor } from './source-options.ts';

const window = { startMs: 1_700_000_000_000, endMs: 1_700_000_180_000, stepMs: 60_000 };
const request = { query: 'up', window, signal: never };
type Answer = (response: ServerResponse) => void;

const matrix = (result: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, ...more });
const ONE = { metric: { job: 'a' }, values: [[1_700_000_060, '7']] };
const send =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
const ok = send(200, matrix([ONE]));

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

describe('an answer that cannot be used is refused, and asked for again only where that can help', () => {
  const cases: readonly {
    readonly name: string;
    readonly answer: Answer;
    readonly message: RegExp;
    readonly again: boolean;
    readonly options?: Partial<PrometheusSourceOptions>;
  }[] = [
    {
      name: 'a query that does not parse',
      answer: send(400, JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'parse error: unexpected end' })),
      message: /^eu-1: HTTP 400, bad_data: parse error: unexpected end$/,
      again: false,
    },
    { name: 'wrong credentials', answer: send(401, 'Unauthorized'), message: /HTTP 401, Unauthorized/, again: false },
    { name: 'no such path', answer: send(404, ''), message: /HTTP 404$/, again: false },
    { name: 'a redirect', answer: send(302, '', { location: 'http://127.0.0.1:1/' }), message: /HTTP 302/, again: false },
    { name: 'too many requests', answer: send(429, 'slow down'), message: /HTTP 429, slow down/, again: true },
    {
      name: 'a query the server gave up on',
      answer: send(503, JSON.stringify({ status: 'error', errorType: 'timeout', error: 'query timed out' })),
      message: /HTTP 503, timeout: query timed out/,
      again: true,
    },
    { name: 'HTML of a failing proxy', answer: send(502, '<html>bad gateway</html>'), message: /HTTP 502, <html>bad/, again: true },
    { name: 'HTML of a login page', answer: send(200, '<html>log in</html>'), message: /HTTP 200, not JSON: <html>/, again: false },
    { name: 'no body', answer: send(200, ''), message: /not JSON: an empty body/, again: false },
    { name: 'JSON cut short', answer: send(200, matrix([ONE]).slice(0, -3)), message: /not JSON/, again: false },
    { name: 'some other JSON', answer: send(200, '{"answer":42}'), message: /not a reply of Prometheus's HTTP API/, again: false },
    {
      name: 'an error under HTTP 200',
      answer: send(200, JSON.stringify({ status: 'error', errorType: 'execution', error: 'many-to-many' })),
      message: /HTTP 200, execution: many-to-many/,
      again: false,
    },
    {
      name: 'a vector',
      answer: send(200, JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })),
      message: /the result is a vector, not a matrix/,
      again: false,
    },
    { name: 'a series twice', answer: send(200, matrix([ONE, ONE])), message: /the series \{"job":"a"\} twice/, again: false },
    {
      name: 'a sample between two times',
      answer: send(200, matrix([{ ...ONE, values: [[1_700_000_061, '7']] }])),
      message: /\{"job":"a"\}: a sample at 1700000061 is not one of the times asked for/,
      again: false,
    },
    {
      name: 'a sample at the end, which is not in the window',
      answer: send(200, matrix([{ ...ONE, values: [[1_700_000_180, '7']] }])),
      message: /a sample at 1700000180 is not/,
      again: false,
    },
    {
      name: 'two samples of one time',
      answer: send(200, matrix([{ ...ONE, values: [ONE.values[0], ONE.values[0]] }])),
      message: /samples out of order at 1700000060/,
      again: false,
    },
    {
      name: 'a value that is no number',
      answer: send(200, matrix([{ ...ONE, values: [[1_700_000_060, '']] }])),
      message: /"" at 1700000060 is not a number/,
      again: false,
    },
    {
      name: 'a value that is no text',
      answer: send(200, matrix([{ ...ONE, values: [[1_700_000_060, 7]] }])),
      message: /a sample is malformed: \[1700000060,7\]/,
      again: false,
    },
    {
      name: 'a series without labels',
      answer: send(200, matrix([{ values: [] }])),
      message: /a series of the reply is malformed/,
      again: false,
    },
    {
      name: 'a native histogram',
      answer: send(200, matrix([{ metric: { job: 'a' }, histograms: [[1_700_000_060, { count: '1', sum: '2', buckets: [] }]] }])),
      message: /"up" answers native histograms, for which the metric needs the kind histogram/,
      again: false,
    },
    {
      name: 'more series than maxPoints allows',
      answer: send(200, matrix([ONE, { ...ONE, metric: {} }])),
      message: /2 series of 3 points are more than maxPoints 5/,
      again: false,
      options: { maxPoints: 5 },
    },
    {
      name: 'a reply without end',
      answer: (response) => {
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write(' '.repeat(100_000)));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
      message: /the reply is larger than \d+ bytes/,
      again: false,
      options: { maxPoints: 1000 },
    },
    {
      name: 'a connection cut within the body',
      answer: (response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"status":');
        setTimeout(() => response.destroy(), 20);
      },
      message: /no answer, /,
      again: true,
    },
    { name: 'a connection cut before the reply', answer: (response) => void response.destroy(), message: /no answer, /, again: true },
  ];
  for (const { name, answer, message, again, options } of cases) {
    it(name, () =>
      playing([answer], async (server) => {
        await assert.rejects(sourceFor(server.url, { retries: 2, ...options }).query(request), refusal(message, again));
        assert.equal(server.requests.length, again ? 3 : 1);
      }),
    );
  }

  it('nobody listening', async () => {
    const waits: number[] = [];
    const source = sourceFor(`http://127.0.0.1:${await freePort()}`, { retries: 3 }, async (ms) => void waits.push(ms));
    await assert.rejects(source.query(request), refusal(/^eu-1: no answer, connect ECONNREFUSED/, true));
    assert.deepEqual(waits, [187.5, 375, 750]); // 250 * 2^n, halfway between its half and all of it
  });

  it('cuts a long error text', () =>
    playing([send(400, JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'x'.repeat(5_000) }))], async (server) => {
      await assert.rejects(sourceFor(server.url).query(request), (error: Error) => error.message.length < 340);
    }));
});

describe('a failure that passes', () => {
  it('500, then an answer', () =>
    playing([send(500, 'oops'), ok], async (server) => {
      const { series } = await sourceFor(server.url, { retries: 1 }).query(request);
      assert.deepEqual([...series[0]!.values], [NaN, 7, NaN]);
    }));

  const waits: readonly { readonly name: string; readonly headers: Record<string, string>; readonly ms: number }[] = [
    { name: 'seconds', headers: { 'retry-after': '7' }, ms: 7_000 },
    { name: 'more than is granted', headers: { 'retry-after': '3600' }, ms: 30_000 },
    {
      name: 'a date, by the clock of the server',
      headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:12 GMT', date: 'Wed, 21 Oct 2015 07:28:00 GMT' },
      ms: 12_000,
    },
    { name: 'nothing usable', headers: { 'retry-after': 'soon' }, ms: 187.5 },
  ];
  for (const { name, headers, ms } of waits) {
    it(`429 whose Retry-After says ${name}`, () =>
      playing([send(429, '', headers), ok], async (server) => {
        const slept: number[] = [];
        await sourceFor(server.url, { retries: 1 }, async (wait) => void slept.push(wait)).query(request);
        assert.deepEqual(slept, [ms]);
      }));
  }
});

describe('time', () => {
  const hang: Answer = () => {};
  const drip: Answer = (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(timer));
  };

  for (const [name, answer] of Object.entries({ 'a server that hangs': hang, 'a server that drips': drip })) {
    it(`${name} runs into the timeout, once`, () =>
      playing([answer], async (server) => {
        await assert.rejects(
          sourceFor(server.url, { timeoutMs: 150, retries: 3 }).query(request),
          refusal(/no answer within 150 ms/, true),
        );
        assert.equal(server.requests.length, 1);
      }));

    it(`${name}: an abort ends the query`, () =>
      playing([answer], async (server) => {
        const controller = new AbortController();
        const query = sourceFor(server.url).query({ ...request, signal: controller.signal });
        setTimeout(() => controller.abort(new Error('shutting down')), 100);
        await assert.rejects(
          query,
          (error: Error) => refusal(/the query was cancelled/, true)(error) && /shutting/.test(String(error.cause)),
        );
      }));
  }

  it('an abort ends the wait before a retry', () =>
    playing([send(503, '')], async (server) => {
      const controller = new AbortController();
      const source = sourceFor(server.url, { retries: 1 }, () => {
        controller.abort();
        return new Promise(() => {});
      });
      await assert.rejects(source.query({ ...request, signal: controller.signal }), refusal(/cancelled/, true));
    }));

  it('an aborted signal sends nothing', () =>
    playing([ok], async (server) => {
      await assert.rejects(sourceFor(server.url).query({ ...request, signal: AbortSignal.abort() }), refusal(/cancelled/, true));
      assert.equal(server.requests.length, 0);
    }));

  it('an abort ends a query that waits for its turn', () =>
    playing([hang], async (server) => {
      const source = sourceFor(server.url, { maxConcurrent: 1 });
      const controllers = [new AbortController(), new AbortController()];
      const [first, second] = controllers.map(({ signal }) => source.query({ ...request, signal }));
      controllers[1]!.abort();
      await assert.rejects(second!, refusal(/cancelled/, true));
      controllers[0]!.abort();
      await assert.rejects(first!, refusal(/cancelled/, true));
    }));

  it('no more requests at one time than maxConcurrent', async () => {
    let under = 0;
    let most = 0;
    const slow: Answer = (response) => {
      most = Math.max(most, ++under);
      setTimeout(() => {
        under--;
        ok(response);
      }, 20);
    };
    await playing([slow], async (server) => {
      const source = sourceFor(server.url, { maxConcurrent: 3 });
      await Promise.all(Array.from({ length: 12 }, () => source.query(request)));
      assert.equal(server.requests.length, 12);
      assert.equal(most, 3);
    });
  });
});

describe('the window', () => {
  it('of no points is refused', async () => {
    const source = sourceFor('http://127.0.0.1:1');
    await assert.rejects(source.query({ ...request, window: { ...window, endMs: window.startMs } }), RangeError);
  });

  it('of more points than maxPoints is refused before anything is sent', () =>
    playing([ok], async (server) => {
      await assert.rejects(
        sourceFor(server.url, { maxPoints: 2 }).query(request),
        refusal(/a window of 3 points is more than maxPoints 2/, false),
      );
      assert.equal(server.requests.length, 0);
    }));

  it('is cut at 11,000 points; a series of one part alone is a gap elsewhere', async () => {
    const long = { startMs: 0, endMs: 25_000_000, stepMs: 1000 };
    const first = send(
      200,
      matrix([
        {
          metric: { s: 'a' },
          values: [
            [0, '1'],
            [10_999, '2'],
          ],
        },
      ]),
    ); // prettier-ignore
    const second = send(
      200,
      matrix([
        { metric: { s: 'a' }, values: [[11_000, '3']] },
        { metric: { s: 'b' }, values: [[21_999, '4']] },
      ]),
    );
    await playing([first, second, send(200, matrix([]))], async (server) => {
      const { series } = await sourceFor(server.url).query({ ...request, window: long });
      const asked = server.requests.map(({ body }) => new URLSearchParams(body));
      assert.deepEqual(
        asked.map((form) => [form.get('start'), form.get('end'), form.get('step')]),
        [
          ['0', '10999', '1'],
          ['11000', '21999', '1'],
          ['22000', '24999', '1'],
        ],
      );
      const samples = series.map(({ labels, values }) => [
        labels.s,
        values.length,
        [...values.entries()].filter(([, value]) => !Number.isNaN(value)),
      ]);
      assert.deepEqual(samples, [
        [
          'a',
          25_000,
          [
            [0, 1],
            [10_999, 2],
            [11_000, 3],
          ],
        ],
        ['b', 25_000, [[21_999, 4]]],
      ]); // prettier-ignore
    });
  });
});

describe('warnings', () => {
  it('carries warnings, infos and the partial reply of a cluster, each once', () =>
    playing([send(200, matrix([ONE], { warnings: ['w', 'w'], infos: ['i'], isPartial: true }))], async (server) => {
      const { warnings } = await sourceFor(server.url).query(request);
      assert.deepEqual(warnings, ['the reply is partial: some storage nodes did not answer', 'w', 'i']);
    }));
});

describe('the request', () => {
  const cases: readonly {
    readonly name: string;
    readonly options: Partial<PrometheusSourceOptions>;
    readonly headers: Record<string, string>;
  }[] = [
    {
      name: 'basic auth',
      options: { auth: { kind: 'basic', username: 'jo', password: secret('pä:ss') } },
      headers: { authorization: `Basic ${Buffer.from('jo:pä:ss').toString('base64')}` },
    },
    { name: 'a bearer token', options: { auth: { kind: 'bearer', token: secret('t0ken') } }, headers: { authorization: 'Bearer t0ken' } },
    {
      name: 'headers',
      options: { headers: { 'X-Scope-OrgID': 'team-a', 'X-Key': secret('k3y') } },
      headers: { 'x-scope-orgid': 'team-a', 'x-key': 'k3y' },
    },
  ];
  for (const { name, options, headers } of cases) {
    it(`carries ${name}`, () =>
      playing([ok], async (server) => {
        const source = sourceFor(server.url, options);
        await source.query(request);
        for (const [header, value] of Object.entries(headers)) assert.equal(server.requests[0]!.headers[header], value);
      }));
  }

  it('is a POST below the path prefix of the URL', () =>
    playing([ok], async (server) => {
      await sourceFor(`${server.url}/select/0/prometheus/`).query({ ...request, query: 'a{b="c&d=e"} + 1' });
      const { method, path, body } = server.requests[0]!;
      assert.deepEqual([method, path], ['POST', '/select/0/prometheus/api/v1/query_range']);
      assert.equal(new URLSearchParams(body).get('query'), 'a{b="c&d=e"} + 1');
    }));

  it('uses one connection again', () =>
    playing([ok], async (server) => {
      const source = sourceFor(server.url);
      await source.query(request);
      await source.query(request);
      assert.equal(server.requests[1]!.headers.connection, 'keep-alive');
    }));

  for (const url of ['ftp://host/', 'http://user:pw@host/', 'http://host/?tenant=a', 'http://host/#a']) {
    it(`refuses ${url}`, () => {
      assert.throws(() => sourceFor(url), { code: 'BAD_INPUT', field: 'sources.eu-1.url' });
    });
  }

  it('refuses a credential that no header can hold, without showing it', async () => {
    const source = sourceFor('http://127.0.0.1:1', { auth: { kind: 'bearer', token: secret('to\nken') } });
    await assert.rejects(
      source.query(request),
      (error) => refusal(/the header "Authorization"/, false)(error) && !inspect(error).includes("ken'"),
    );
  });
});

describe('no secret leaves by an error', () => {
  const password = 'hunter2-secret';
  const key = 'k3y"quoted';
  const options: Partial<PrometheusSourceOptions> = {
    auth: { kind: 'basic', username: 'jo', password: secret(password) },
    headers: { 'X-Key': secret(key) },
    timeoutMs: 200,
  };
  it('leaves a message readable when a header is as short as a tenant', () =>
    playing([send(400, 'parse error at 1:12')], async (server) => {
      await assert.rejects(sourceFor(server.url, { headers: { 'X-Scope-OrgID': secret('1') } }).query(request), /parse error at 1:12/);
    }));

  const hidden = [password, key, Buffer.from(`jo:${password}`).toString('base64'), JSON.stringify(key).slice(1, -1)];
  const answers: Record<string, Answer> = {
    'a server that repeats it': send(401, `no: ${hidden.join(' ')}`),
    'a server that repeats it as JSON': send(400, JSON.stringify({ status: 'error', errorType: hidden[2], error: hidden.join(' ') })),
    'a cut connection': (response) => void response.destroy(),
    'a server that hangs': () => {},
    'a reply that is no JSON': send(200, `<p>${hidden.join(' ')}`),
    'a reply too large': send(200, ' '.repeat(2_000_000)),
  };
  for (const [name, answer] of Object.entries(answers)) {
    it(name, () =>
      playing([answer], async (server) => {
        const source = sourceFor(server.url, { ...options, maxPoints: 10 });
        const error = await source.query(request).then(
          () => assert.fail('must be refused'),
          (thrown: unknown) => thrown,
        );
        assert.ok(error instanceof SourceError);
        const texts: string[] = [];
        for (let one: unknown = error; one instanceof Error; one = one.cause) {
          texts.push(inspect(one, { depth: 10, showHidden: true }), JSON.stringify(one), one.message, one.stack ?? '');
        }
        for (const text of texts) for (const part of hidden) assert.ok(!text.includes(part), text);
      }),
    );
  }
});
