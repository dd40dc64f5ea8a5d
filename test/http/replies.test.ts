import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { InjectOptions } from 'fastify';
import { numeric } from '../../src/comparison/comparators/numeric.ts';
import { BadInputError, StoreError } from '../../src/errors.ts';
import { assertProblem, startApp } from './app-under-test.ts';
import { START, sampleLook, shopConfig } from './sample-data.ts';

const get = (url: string): InjectOptions => ({ method: 'GET', url });

describe('starting an analysis', () => {
  const body = { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v3' } };

  it('is 201 with its address, and 200 with the same one when the key is known', async (t) => {
    const { app } = startApp(t);
    const payload = { ...body, key: 'once' };
    const first = await app.inject({ method: 'POST', url: '/analyses', payload });
    assert.equal(first.statusCode, 201);
    assert.equal(first.headers.location, '/analyses/a-3');
    assert.equal((await app.inject(String(first.headers.location))).json().id, 'a-3');
    const second = await app.inject({ method: 'POST', url: '/analyses', payload });
    assert.equal(second.statusCode, 200);
    assert.equal(second.headers.location, '/analyses/a-3');
    assert.deepEqual(second.json(), first.json());
  });

  it('reads the start in any offset, and leaves out what was not given', async (t) => {
    const { app, service } = startApp(t);
    await app.inject({ method: 'POST', url: '/analyses', payload: { ...body, start: '2026-01-31T14:00:00.5+02:00' } });
    await app.inject({ method: 'POST', url: '/analyses', payload: body });
    assert.deepEqual(service.calls, [
      ['start', { ...body, startMs: START + 500 }],
      ['start', body],
    ]);
  });

  it('shows instants as RFC 3339 and the config by name', async (t) => {
    const reply = await startApp(t).app.inject(get('/analyses/a-2'));
    assert.deepEqual(reply.json(), {
      id: 'a-2',
      key: 'user:second',
      config: 'shop',
      configHash: '0123456789abcdef',
      control: { version: 'v1' },
      candidate: { version: 'v2' },
      start: '2026-01-31T12:00:00.000Z',
      createdAt: '2026-01-31T12:00:02.000Z',
      status: 'running',
      verdict: 'continue',
      score: null,
      reason: 'no look yet',
      looks: 0,
      lastSlot: null,
      nextSlot: '2026-01-31T12:01:00.000Z',
      endedAt: null,
    });
  });
});

describe('listing', () => {
  it('hands the filters on and defaults to 50', async (t) => {
    const { app, service } = startApp(t);
    await app.inject(get('/analyses'));
    await app.inject(get('/analyses?status=running&verdict=continue&config=shop&limit=7&cursor=0'));
    assert.deepEqual(service.calls, [
      ['list', { limit: 50 }],
      ['list', { status: 'running', verdict: 'continue', configName: 'shop', limit: 7, cursor: '0' }],
    ]);
  });

  it('pages through analyses and looks by nextCursor', async (t) => {
    const { app } = startApp(t);
    for (const [url, expected] of [
      ['/analyses', ['a-2', 'a-1']],
      ['/analyses/a-1/looks', [1, 2, 3]],
    ] as const) {
      const seen: unknown[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page: { items: { id?: string; number?: number }[]; nextCursor?: string } = (
          await app.inject(get(`${url}?limit=1${cursor && `&cursor=${cursor}`}`))
        ).json();
        seen.push(...page.items.map((item) => item.id ?? item.number));
        cursor = page.nextCursor;
      }
      assert.deepEqual(seen, expected);
    }
  });
});

describe('looks', () => {
  it('a look has its window, its breakdown and nothing but', async (t) => {
    const [look] = (await startApp(t).app.inject(get('/analyses/a-1/looks'))).json().items;
    const { groups, metrics, reasons } = sampleLook(1);
    assert.deepEqual(look, {
      analysis: 'a-1',
      number: 1,
      slot: '2026-01-31T12:01:00.000Z',
      trigger: 'schedule',
      startedAt: '2026-01-31T12:01:00.020Z',
      finishedAt: '2026-01-31T12:01:00.310Z',
      configHash: '0123456789abcdef',
      window: { start: '2026-01-31T12:01:00.000Z', end: '2026-01-31T12:01:00.000Z', stepMs: 60_000 },
      verdict: 'continue',
      score: 71.5,
      reason: 'errors-0 is undecided; about 14 more steps',
      reasons,
      final: false,
      groups,
      metrics,
    });
  });

  for (const [name, extra] of [
    ['no body', {}],
    ['an empty object', { payload: {} }],
    ['a content type and no body', { headers: { 'content-type': 'application/json' } }],
  ] as const) {
    it(`judging now takes ${name}`, async (t) => {
      const reply = await startApp(t).app.inject({ method: 'POST', url: '/analyses/a-1/looks', ...extra });
      assert.equal(reply.statusCode, 200);
      assert.equal(reply.json().number, 4);
    });
  }
});

describe('cancelling', () => {
  it('ends the analysis with the reason given, and once only', async (t) => {
    const { app, service } = startApp(t);
    const first = await app.inject({ method: 'DELETE', url: '/analyses/a-2?reason=wrong%20version' });
    assert.equal(first.statusCode, 200);
    assert.deepEqual([first.json().status, first.json().reason], ['cancelled', 'wrong version']);
    const second = await app.inject({ method: 'DELETE', url: '/analyses/a-2' });
    assert.deepEqual(second.json(), first.json());
    assert.deepEqual(service.calls.at(-1), ['cancel', 'a-2', 'cancelled by request']);
  });
});

describe('the catalogue', () => {
  const { app } = startApp({ after });

  it('lists configs with their variables and nothing of sources or queries', async () => {
    const reply = await app.inject(get('/configs'));
    assert.deepEqual(reply.json().items, [
      {
        name: 'shop',
        hash: '0123456789abcdef',
        description: 'Errors of the shop.',
        mode: 'canary',
        metrics: ['errors'],
        variables: {
          version: { description: 'The tag of the image.', pattern: 'v[0-9]+' },
          zone: { pattern: '[a-z]+', default: 'eu' },
        },
      },
    ]);
    assert.doesNotMatch(reply.body, /prometheus|requests\{/);
  });

  it('shows one config as its author wrote it', async () => {
    assert.deepEqual((await app.inject(get('/configs/shop'))).json(), shopConfig.document);
  });

  it('lists judges with the JSON Schema of their parameters', async () => {
    assert.deepEqual((await app.inject(get('/judges'))).json().items, [
      {
        name: 'ratio',
        description: 'Compares two shares.',
        kinds: ['ratio'],
        parameters: {
          type: 'object',
          properties: { cap: { type: 'number', default: 2 } },
          required: ['cap'],
          additionalProperties: false,
        },
      },
    ]);
  });
});

describe('the comparators', () => {
  it('are listed with the JSON Schema of their parameters', async (t) => {
    const { items } = (await startApp(t).app.inject(get('/comparators'))).json();
    assert.deepEqual(
      items.map(({ name, description, parameters }: typeof numeric) => [name, description, Object.keys(parameters.properties)]),
      [['numeric', numeric.description, ['absolute', 'relative']]],
    );
  });
});

describe('failures', () => {
  const failing = (error: unknown) => ({
    find: async () => {
      throw error;
    },
  });

  it('a store that cannot be used is 503 with Retry-After, without its message', async (t) => {
    const { app, service, log } = startApp(t);
    Object.assign(service, failing(new StoreError('STORE_LOCKED', '/data/serinus.db is locked')));
    const reply = await app.inject(get('/analyses/a-1'));
    assertProblem(reply, { status: 503, code: 'STORE_LOCKED' });
    assert.equal(reply.headers['retry-after'], '5');
    assert.doesNotMatch(reply.body, /serinus\.db/);
    assert.ok(log.some((line) => line.reqId === reply.json().instance && JSON.stringify(line).includes('/data/serinus.db')));
  });

  for (const [name, error] of [
    ['a bug', new TypeError('secret 42')],
    ['a thrown text', 'secret 42'],
    ['an error that calls itself 502', Object.assign(new Error('secret 42'), { statusCode: 502 })],
  ] as const) {
    it(`${name} is 500 INTERNAL without details, logged with the request id`, async (t) => {
      const { app, service, log } = startApp(t);
      Object.assign(service, failing(error));
      const reply = await app.inject(get('/analyses/a-1'));
      assertProblem(reply, { status: 500, code: 'INTERNAL' });
      assert.doesNotMatch(reply.body, /secret/);
      assert.ok(
        log.some((line) => line.level === 50 && line.reqId === reply.json().instance && JSON.stringify(line).includes('secret 42')),
      );
    });
  }

  it('a message that quotes a long input is cut', async (t) => {
    const { app, service } = startApp(t);
    Object.assign(service, failing(new BadInputError('id', 'x'.repeat(10_000))));
    assert.equal((await app.inject(get('/analyses/a-1'))).json().detail.length, 500);
  });
});
