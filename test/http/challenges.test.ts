import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { challengeReportExample } from '../../src/http/challenge-examples.ts';
import { assertProblem, startApp } from './app-under-test.ts';
import { fakeChallenges } from './fake-challenges.ts';
import { START } from './sample-data.ts';

const BODY = { config: 'shop', control: { version: 'v1' }, candidates: { blue: { version: 'v2' }, green: { version: 'v3' } } };
const MANY = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`c${i}`, { version: `v${i}` }]));

describe('challenges over HTTP', () => {
  it('a new one is 201 at its address, with its analyses', async (t) => {
    const challenges = fakeChallenges();
    const { app } = startApp(t, { challenges });
    const start = new Date(START).toISOString();
    const reply = await app.inject({ method: 'POST', url: '/challenges', payload: { ...BODY, start, primary: 'errors' } });
    assert.deepEqual([reply.statusCode, reply.headers.location], [201, '/challenges/c-2']);
    assert.deepEqual(challenges.calls, [['start', { ...BODY, primary: 'errors', startMs: START }]]);
    const { id, key, alpha, primary, candidates, createdAt } = reply.json();
    assert.deepEqual([id, key, alpha, primary, createdAt], ['c-2', null, 0.025, { metric: 'errors', direction: 'increase' }, start]);
    assert.deepEqual(candidates[1], { name: 'green', scope: { version: 'v3' }, analysis: 'a-2' });
  });

  it('one of a key that is there is 200', async (t) => {
    const reply = await startApp(t).app.inject({ method: 'POST', url: '/challenges', payload: { ...BODY, key: 'spring' } });
    assert.deepEqual([reply.statusCode, reply.headers.location, reply.json().key], [200, '/challenges/c-1', 'spring']);
  });

  it('tells how the candidates stand', async (t) => {
    const body = (await startApp(t).app.inject('/challenges/c-1')).json();
    assert.deepEqual(Object.keys(body).sort(), Object.keys(challengeReportExample).sort());
    assert.deepEqual([body.status, body.best], ['finished', 'green']);
    const [blue, green] = body.candidates;
    assert.deepEqual([blue.verdict, blue.metrics[0].effects[0].upper, green.metrics[0].effects[0].upper], ['rollback', null, -0.05]);
  });

  it('lists them', async (t) => {
    const challenges = fakeChallenges();
    const { app } = startApp(t, { challenges });
    assert.deepEqual(
      (await app.inject('/challenges')).json().items.map(({ id }: { id: string }) => id),
      ['c-1'],
    );
    await app.inject('/challenges?config=shop&limit=5&offset=10');
    assert.deepEqual(challenges.calls, [
      ['list', { limit: 50, offset: 0 }],
      ['list', { configName: 'shop', limit: 5, offset: 10 }],
    ]);
  });

  it('cancels one with a reason', async (t) => {
    const challenges = fakeChallenges();
    const { app } = startApp(t, { challenges });
    await app.inject({ method: 'DELETE', url: '/challenges/c-1?reason=enough' });
    await app.inject({ method: 'DELETE', url: '/challenges/c-1' });
    assert.deepEqual(challenges.calls, [
      ['cancel', 'c-1', 'enough'],
      ['cancel', 'c-1', 'cancelled by request'],
    ]);
  });

  const refused = [
    { name: 'one candidate', change: { candidates: { blue: { version: 'v2' } } }, field: 'candidates' },
    { name: '21 candidates', change: { candidates: MANY }, field: 'candidates' },
    { name: 'a name that is none', change: { candidates: { ...BODY.candidates, 'a b': {} } }, field: 'candidates.a b' },
    { name: 'a scope that is none', change: { candidates: { ...BODY.candidates, red: 'v4' } }, field: 'candidates.red' },
    { name: 'a field that is none', change: { candidate: {} }, field: 'candidate' },
    { name: 'a start that is none', change: { start: 'yesterday' }, field: 'start' },
    { name: 'a metric that is none', change: { primary: 'speed' }, field: 'primary' },
  ];
  for (const { name, change, field } of refused) {
    it(`refuses ${name}, by name`, async (t) => {
      const reply = await startApp(t).app.inject({ method: 'POST', url: '/challenges', payload: { ...BODY, ...change } });
      assertProblem(reply, { status: 400, code: 'BAD_INPUT', field });
    });
  }

  for (const [method, url, status] of [
    ['GET', '/challenges/none', 404],
    ['DELETE', '/challenges/none', 404],
    ['GET', '/challenges/a%20b', 400],
    ['GET', '/challenges?limit=0', 400],
  ] as const)
    it(`answers ${method} ${url} by ${status}`, async (t) =>
      assert.equal((await startApp(t).app.inject({ method, url })).statusCode, status));
});
