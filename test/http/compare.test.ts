import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import type { Taking } from '../../src/analysis/comparison/taking.ts';
import { BadInputError, StoreError } from '../../src/errors.ts';
import { receive } from '../../src/http/receive-lines.ts';
import { classPair, startIntake } from '../analysis/comparison/intake-under-test.ts';
import type { AnyDocument } from '../support/config-document.ts';
import { assertProblem, startApp } from './app-under-test.ts';

/** Looks like nothing else, so that it is found wherever it goes. */
const PRIVATE = 'Zq7-private-words';

function startCompare(t: TestContext, comparison: AnyDocument = {}) {
  const under = startIntake(comparison);
  const { app, log } = startApp(t, { intake: under.intake });
  const post = (path: string, payload: string | Buffer | Readable, type = 'application/x-ndjson', headers: Record<string, string> = {}) =>
    app.inject({
      ...{ method: 'POST', payload, headers: { 'content-type': type, ...headers } },
      url: `/compare${path}${path.includes('?') ? '&' : '?'}config=models&candidate=v2`,
    });
  return { ...under, app, log, post };
}

const text = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const JSON_TYPE = 'application/json';

describe('POST /compare', () => {
  it('counts a pair, and says when it was counted before', async (t) => {
    const { post, counted } = startCompare(t);
    const pair = JSON.stringify(classPair('a', 'diverges'), null, 2);
    assert.deepEqual((await post('', pair, JSON_TYPE)).json(), { counted: true });
    assert.deepEqual((await post('', pair, JSON_TYPE)).json(), { counted: false });
    const { step } = await counted();
    assert.deepEqual([step.pairs, step.divergent], [1, 1]);
  });

  it('counts for the candidate `candidate` unless another is named', async (t) => {
    const { app, store } = startCompare(t);
    await app.inject({ method: 'POST', url: '/compare?config=models', payload: classPair('a') });
    assert.equal(store.asked[0]!.stream.candidate, 'candidate');
  });

  const refusals: readonly {
    name: string;
    path?: string;
    payload: string;
    type?: string;
    status?: number;
    code?: string;
    field?: string;
  }[] = [
    { name: 'no JSON', payload: PRIVATE, code: 'MALFORMED_JSON' },
    { name: 'nothing', payload: '', field: 'body' },
    { name: 'a list', payload: '[]', field: 'pair' },
    { name: 'a pair without an answer', payload: '{"id":"a","control":1}', field: 'candidate' },
    { name: 'an unknown field', payload: JSON.stringify({ ...classPair('a'), extra: PRIVATE }), field: 'extra' },
    { name: 'an id over 200', payload: JSON.stringify(classPair('x'.repeat(201))), field: 'id' },
    {
      ...{ name: 'more than the config allows', payload: JSON.stringify(classPair('a', 'agrees', { control: 'x'.repeat(70_000) })) },
      ...{ status: 413, code: 'PAYLOAD_TOO_LARGE' },
    },
    { name: 'lines', payload: text(classPair('a')), type: 'application/x-ndjson', status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
    { name: 'JSON for a batch', path: '/batch', payload: '{}', status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
    { name: 'a bad half', path: '/control', payload: '{"id":"a"}', field: 'answer' },
    { name: 'a request without features', path: '/population', payload: '{"id":"a"}', field: 'features' },
    { name: 'an unknown parameter', path: '?stream=x', payload: '{}', field: 'stream' },
  ];
  for (const { name, path = '', payload, type = JSON_TYPE, status = 400, code = 'BAD_INPUT', field } of refusals) {
    it(`refuses ${name}: ${status} ${code}${field === undefined ? '' : ` naming ${field}`}`, async (t) => {
      const { post, store } = startCompare(t);
      const reply = await post(path, payload, type);
      assertProblem(reply, { status, code, ...(field !== undefined && { field }) });
      assert.doesNotMatch(reply.body, new RegExp(PRIVATE));
      assert.equal(store.asked.length, 0);
    });
  }

  it('refuses a config that is not there, one that compares nothing, and a candidate that is no name', async (t) => {
    const { app } = startCompare(t);
    const ask = (query: string) => app.inject({ method: 'POST', url: `/compare?${query}`, payload: classPair('a') });
    assertProblem(await ask('config=other'), { status: 404, code: 'NOT_FOUND' });
    assertProblem(await ask('candidate=v2'), { status: 400, code: 'BAD_INPUT', field: 'config' });
    assertProblem(await ask('config=models&candidate=a%20b'), { status: 400, code: 'BAD_INPUT', field: 'candidate' });
  });

  it('acknowledges nothing that the store did not take', async (t) => {
    const { post, store, counted } = startCompare(t);
    store.before = async () => {
      throw new StoreError('STORE_FULL', 'the disk is full');
    };
    for (const [path, type] of [
      ['', JSON_TYPE],
      ['/batch', undefined],
      ['/population', undefined],
    ] as const) {
      const payload = path === '/population' ? text({ id: 'a', features: {} }) : text(classPair('a'));
      const reply = await post(path, payload, type);
      assertProblem(reply, { status: 503, code: 'STORE_FULL' });
      assert.equal(reply.headers['retry-after'], '5');
    }
    assertProblem(await post('/control', text({ id: 'a', answer: 1 })), { status: 503, code: 'STORE_FULL' });
    assert.equal((await counted()).step.pairs, 0);
  });
});

describe('POST /compare/batch', () => {
  it('counts the good lines and tells of the others, by their number', async (t) => {
    const { post, counted } = startCompare(t);
    const long = JSON.stringify(classPair('long', 'agrees', { control: PRIVATE.repeat(5_000) }));
    const lines = [
      JSON.stringify(classPair('a')),
      `{"id":"b","control":"${PRIVATE}`,
      '',
      JSON.stringify({ id: 'c', control: PRIVATE }),
      long,
      JSON.stringify(classPair('a', 'diverges')),
      JSON.stringify(classPair('d', 'diverges')),
    ];
    const reply = await post('/batch', lines.join('\r\n'));
    assert.equal(reply.statusCode, 200);
    assert.deepEqual(reply.json(), {
      ...{ pairs: 6, counted: 2, known: 1, rejected: 3 },
      errors: [
        { line: 2, code: 'MALFORMED_JSON', message: 'the line is no JSON' },
        { line: 4, code: 'BAD_INPUT', message: 'candidate: is missing' },
        { line: 5, code: 'PAYLOAD_TOO_LARGE', message: 'the line is longer than 65536 bytes' },
      ],
    });
    const { step } = await counted();
    assert.deepEqual([step.pairs, step.divergent], [2, 1]);
  });

  it('tells of the first hundred errors', async (t) => {
    const { post } = startCompare(t);
    const reply = (await post('/batch', 'no\n'.repeat(1_000))).json();
    assert.deepEqual([reply.pairs, reply.rejected, reply.errors.length, reply.errors[99].line], [1_000, 1_000, 100, 100]);
  });

  it('lets others have the process while it refuses a great many lines', async () => {
    let [inARow, most, isDone] = [0, 0, false];
    const taking: Taking = {
      maxBytes: 65_536,
      takeTexts({ texts, refused }) {
        inARow += texts.length;
        most = Math.max(most, inARow);
        for (const i of texts.keys()) refused(i, new BadInputError('pair', 'must be a JSON object'));
      },
      room: () => undefined,
      end: async () => ({ counted: 0, known: 0 }),
    };
    const others = async (): Promise<void> => {
      for (; !isDone; inARow = 0) await setImmediate();
    };
    void others();
    const body = Readable.from([Buffer.from('1\n'.repeat(1_000)), Buffer.from('1\n'.repeat(50_000))]);
    const { rejected } = await receive(body, taking, { headers: {} } as FastifyRequest);
    isDone = true;
    assert.equal(rejected, 51_000);
    assert.ok(most <= 10_000, `${most} lines in a row`); // twice 8 KB of them, and the first thousand
  });

  it('takes lines that are packed, and says so when they are not', async (t) => {
    const { post, counted } = startCompare(t);
    const packed = gzipSync(text(...Array.from({ length: 5_000 }, (_, i) => classPair(`r${i}`))));
    assert.equal((await post('/batch', packed, undefined, { 'content-encoding': 'gzip' })).json().counted, 5_000);
    assert.equal((await counted()).step.pairs, 5_000);
    const plain = await post('/batch', text(classPair('a')), undefined, { 'content-encoding': 'gzip' });
    assertProblem(plain, { status: 400, code: 'BAD_INPUT', field: 'body' });
    const other = await post('/batch', text(classPair('a')), undefined, { 'content-encoding': 'br' });
    assertProblem(other, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('counts while the body comes, and keeps what came when the client goes away; the same again completes it', async (t) => {
    const { app, store, counted, log, intake } = startCompare(t);
    const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const pairs = Array.from({ length: 10_000 }, (_, i) => classPair(`r${i}`));
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    const head = `POST /compare/batch?config=models&candidate=v2 HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 999999999\r\n\r\n`;
    socket.write(head + text(...pairs.slice(0, 9_000)));
    while (store.asked.length < 1) await setImmediate();
    socket.destroy();
    const connections = (): Promise<number> => new Promise((resolve) => app.server.getConnections((_, count) => resolve(count)));
    while ((await connections()) > 0) await setImmediate();
    await intake.stop();
    const { pairs: before } = (await counted()).step;
    assert.ok(before > 0 && before <= 9_000, `${before} pairs`);
    assert.deepEqual(
      log.filter(({ level }) => Number(level) >= 40),
      [],
      'that is no failure of the server',
    );

    const reply = await fetch(`${url.origin}/compare/batch?config=models&candidate=v2`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: text(...pairs) },
    });
    const { counted: now, known } = (await reply.json()) as { counted: number; known: number };
    assert.deepEqual([now + known, (await counted()).step.pairs], [10_000, 10_000]);
  });

  for (const encoding of ['identity', 'gzip'])
    it(`answers a client that still sends when the store fails: ${encoding}`, async (t) => {
      const { app, store } = startCompare(t);
      store.before = async () => {
        throw new StoreError('STORE_FULL', 'the disk is full');
      };
      const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
      // Digits that do not pack well: most of it is still to come when the store fails.
      const lines = text(...Array.from({ length: 100_000 }, (_, i) => classPair(createHash('sha256').update(`${i}`).digest('hex'))));
      const body = encoding === 'gzip' ? gzipSync(lines, { level: 1 }) : Buffer.from(lines);
      const socket = connect(Number(url.port), url.hostname);
      const head = [
        'POST /compare/batch?config=models HTTP/1.1',
        'Host: x',
        'Content-Type: application/x-ndjson',
        `Content-Encoding: ${encoding}`,
        `Content-Length: ${body.length}`,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      // Reads nothing until all is sent, as simple clients do.
      await new Promise<void>((resolve, reject) => socket.write(body, (error) => (error ? reject(error) : resolve())));
      socket.setEncoding('utf8');
      let reply = '';
      while (!reply.includes('"STORE_FULL"')) reply += (await once(socket, 'data'))[0];
      socket.destroy();
      assert.match(reply, /^HTTP\/1\.1 503 /);
      assert.ok(store.asked.length < 5, 'the rest is not worked on');
    });

  it('takes more than the body of other routes may be, in little memory', async (t) => {
    const { post, counted } = startCompare(t);
    const line = text(classPair('x', 'agrees', { control: 'y'.repeat(10_000) }));
    const count = 4_000;
    const body = Readable.from(
      (function* () {
        for (let i = 0; i < count; i++) yield line.replace('"x"', `"x${i}"`);
      })(),
    );
    assert.deepEqual((await post('/batch', body)).json().counted, count);
    assert.equal((await counted()).step.pairs, count);
  });
});

describe('POST /compare/control and /compare/candidate', () => {
  it('keep halves, one or many, and count the pair when both are there', async (t) => {
    const { post, counted } = startCompare(t);
    assert.deepEqual((await post('/control', '{"id":"a","answer":"cat"}', JSON_TYPE)).json(), { halves: 1, rejected: 0, errors: [] });
    const reply = await post('/candidate', text({ id: 'a', answer: 'dog' }, { id: 'b' }, { id: 'c', answer: 'cat' }));
    assert.deepEqual(reply.json(), {
      ...{ halves: 2, rejected: 1 },
      errors: [{ line: 2, code: 'BAD_INPUT', message: 'answer: is missing' }],
    });
    const { step } = await counted();
    assert.deepEqual([step.pairs, step.divergent], [1, 1]);
  });
});

describe('POST /compare/population', () => {
  it('counts features of all the traffic, each request once', async (t) => {
    const { post, counted } = startCompare(t);
    await post('/population', JSON.stringify({ id: 'a', features: { locale: 'de' } }), JSON_TYPE);
    const reply = await post('/population', text({ id: 'a', features: { locale: 'de' } }, { id: 'b', features: { locale: 'fr' } }));
    assert.deepEqual(reply.json(), { requests: 2, counted: 1, known: 1, rejected: 0, errors: [] });
    assert.deepEqual((await counted()).detail.population.locale?.labels, { de: [1, 0], fr: [1, 0] });
  });
});

describe('texts of answers', () => {
  it('are in no line of the log and in no reply, whatever is wrong with what is sent', async (t) => {
    const { post, log, store } = startCompare(t, { comparators: { class: { type: 'classification' }, number: { type: 'numeric' } } });
    const bodies = [
      PRIVATE,
      `{"id":"a","control":"${PRIVATE}"`,
      JSON.stringify({ id: 'a', control: PRIVATE, candidate: { class: [PRIVATE] } }),
      JSON.stringify({ id: PRIVATE.repeat(100), control: PRIVATE, candidate: PRIVATE }),
      JSON.stringify({ id: 'a', control: PRIVATE, candidate: 1, [`${PRIVATE} as a name`]: PRIVATE }),
      JSON.stringify({ id: 'a', control: 1, candidate: 1, features: { [`${PRIVATE} `.repeat(9)]: 1 } }),
      JSON.stringify({ id: 'a', control: 1, candidate: 1, features: { name: PRIVATE.repeat(100) } }),
      JSON.stringify({ id: 'a', control: 1, candidate: 1, latencyMs: { control: PRIVATE } }),
      JSON.stringify({ id: 'a', control: 1, candidate: 1, versions: { control: [PRIVATE] } }),
      JSON.stringify({ id: 'a', answer: PRIVATE, latencyMs: PRIVATE }),
      `"${PRIVATE}"`,
      `[${JSON.stringify(PRIVATE)}]`,
    ];
    for (const body of bodies) {
      for (const path of ['', '/batch', '/control', '/candidate', '/population']) {
        for (const type of [JSON_TYPE, 'application/x-ndjson', 'text/plain']) {
          const reply = await post(path, body, type);
          assert.ok(reply.statusCode < 500, `${path} ${type}: ${reply.statusCode}`);
          assert.doesNotMatch(reply.body, new RegExp(PRIVATE), `${path} ${type} ${body.slice(0, 60)}`);
        }
      }
    }
    store.before = async () => {
      throw new StoreError('STORE_FULL', 'the disk is full');
    };
    await post('/batch', JSON.stringify(classPair('another', 'agrees', { control: PRIVATE })));
    assert.ok(log.length > 100, 'the log is there');
    assert.doesNotMatch(JSON.stringify(log), new RegExp(PRIVATE));
  });
});
