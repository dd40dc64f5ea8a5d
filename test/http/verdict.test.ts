import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verdictView } from '../../src/http/schemas/verdict.ts';
import { createVerdictSerializer } from '../../src/http/verdict-serializer.ts';
import { rolloutPlan } from '../../src/judging/rollout-plan.ts';
import { startApp } from './app-under-test.ts';
import { sampleAnalysis, sampleLook } from './sample-data.ts';

const READY = {
  readiness: [{ item: 'minReviewed', state: 'not-met', reason: '3 of 200', value: 3, limit: 200 }],
  rollout: rolloutPlan({ estimate: 0.002, upper: 0.008 }, { safe: 0.01, investigate: 0.05, edgeCases: 0.1 }),
} as const;

describe('GET /verdict', () => {
  it('is flat at the top, with the whole breakdown below', async (t) => {
    const reply = await startApp(t).app.inject('/verdict?analysis=a-1');
    const { groups, metrics, reasons } = sampleLook(3);
    assert.equal(reply.statusCode, 200);
    assert.match(String(reply.headers['content-type']), /^application\/json/);
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.equal(reply.headers.etag, undefined);
    assert.deepEqual(reply.json(), {
      verdict: 'continue',
      score: 71.5,
      reason: 'errors-0 is undecided; about 14 more steps',
      analysis: 'a-1',
      config: 'shop',
      status: 'running',
      look: 3,
      slot: '2026-01-31T12:03:00.000Z',
      reasons,
      groups,
      metrics,
    });
  });

  it('has the checklist and the plan of the rollout, as looks have', async (t) => {
    const { app, service } = startApp(t);
    service.stored[2] = sampleLook(3, READY);
    for (const url of ['/verdict?analysis=a-1', '/analyses/a-1/looks?limit=1&cursor=2']) {
      const body = (await app.inject(url)).json();
      const { readiness, rollout } = 'items' in body ? body.items[0] : body;
      assert.deepEqual({ readiness, rollout }, READY, url);
    }
  });

  it('before the first look is continue without a score', async (t) => {
    const { verdict, score, reason, look, slot, metrics } = (await startApp(t).app.inject('/verdict?analysis=a-2')).json();
    assert.deepEqual(
      { verdict, score, reason, look, slot, metrics },
      { verdict: 'continue', score: null, reason: 'no look yet', look: null, slot: null, metrics: [] },
    );
  });

  it('a cancellation is seen although the look is the same', async (t) => {
    const { app } = startApp(t);
    await app.inject('/verdict?analysis=a-1');
    await app.inject({ method: 'DELETE', url: '/analyses/a-1?reason=enough' });
    const { status, reason, look } = (await app.inject('/verdict?analysis=a-1')).json();
    assert.deepEqual({ status, reason, look }, { status: 'cancelled', reason: 'enough', look: 3 });
  });

  it('a new look is seen at once', async (t) => {
    const { app } = startApp(t);
    assert.equal((await app.inject('/verdict?analysis=a-1')).json().look, 3);
    assert.equal((await app.inject('/verdict?analysis=a-1&maxAge=0s')).json().look, 4);
    assert.equal((await app.inject('/verdict?analysis=a-1')).json().look, 4);
  });

  const questions = [
    { query: 'analysis=a-1', asked: [{ analysis: 'a-1' }, undefined] },
    { query: 'analysis=a-1&maxAge=1m30s', asked: [{ analysis: 'a-1' }, 90_000] },
    { query: 'config=shop', asked: [{ config: 'shop', control: {}, candidate: {} }, undefined] },
    {
      query: 'config=shop&control=version=v1&control=zone=eu&candidate=version=v2&maxAge=500ms',
      asked: [{ config: 'shop', control: { version: 'v1', zone: 'eu' }, candidate: { version: 'v2' } }, 500],
    },
    {
      query: 'config=shop&control=version=a%3Db%26c%20d&candidate=version=',
      asked: [{ config: 'shop', control: { version: 'a=b&c d' }, candidate: { version: '' } }, undefined],
    },
  ];
  for (const { query, asked } of questions) {
    it(`asks the service what ${query} says`, async (t) => {
      const { app, service } = startApp(t);
      assert.equal((await app.inject(`/verdict?${query}`)).statusCode, 200);
      assert.deepEqual(service.calls, [['verdict', ...asked]]);
    });
  }
});

describe('the serializer of verdicts', () => {
  const view = (number: number, changes = {}) =>
    verdictView({
      analysis: sampleAnalysis(changes),
      look: sampleLook(number, { reasons: [`look ${number}`], ...READY }),
    });
  const oneReply = Buffer.byteLength(JSON.stringify(view(1)));

  for (const [name, maxBytes] of [
    ['nothing', 0],
    ['one look', oneReply],
    ['all', 100 * oneReply],
  ] as const) {
    it(`says the same as JSON.stringify, keeping ${name}`, () => {
      const serialize = createVerdictSerializer(maxBytes);
      for (const number of [1, 1, 2, 1, 3, 2, 1, 3, 3])
        for (const status of ['running', 'finished'] as const)
          assert.deepEqual(JSON.parse(serialize(view(number, { status })).toString()), view(number, { status }));
    });
  }

  it('keeps the replies used last, within its bound', () => {
    const serialize = createVerdictSerializer(2 * oneReply);
    const rendered: number[] = [];
    const watched = (number: number) => {
      const real = view(number);
      return {
        ...real,
        get metrics() {
          rendered.push(number);
          return real.metrics;
        },
      };
    };
    for (const number of [1, 2, 1, 3, 1, 2]) serialize(watched(number));
    assert.deepEqual(rendered, [1, 2, 3, 2], 'look 2 was the least recently used when 3 came');
  });
});
