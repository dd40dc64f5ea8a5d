import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { startApp } from '../app-under-test.ts';
import { createFakeService } from '../fake-service.ts';
import { START } from '../sample-data.ts';

const get = (query: string) => ({ url: '/api/v1/query', query: { query } });
const form = (text: string) => ({
  method: 'POST' as const,
  url: '/api/v1/query',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: text,
});
const vector = (result: readonly object[]) => ({ status: 'success', data: { resultType: 'vector', result } });
/** The third look of sample-data, at its slot. */
const score = vector([{ metric: {}, value: [(START + 3 * 60_000) / 1000, '71.5'] }]);
const selector = 'serinus_score{analysis="a-1"}';

describe('/api/v1/query', () => {
  it('answers the check of Flagger', async (t) => {
    const reply = await startApp(t).app.inject(get('vector(1)'));
    assert.deepEqual([reply.statusCode, reply.json()], [200, vector([{ metric: {}, value: [START / 1000, '1'] }])]);
  });

  for (const [name, request] of [
    ['GET, as Flagger asks', get(selector)],
    ['POST of a form, as Argo asks', form(`query=${encodeURIComponent(selector)}&time=1769861000.123&timeout=30s`)],
    ['POST of JSON', { method: 'POST' as const, url: '/api/v1/query', payload: { query: selector } }],
    ['GET with parameters of other clients', { url: `/api/v1/query?query=${encodeURIComponent(selector)}&time=1&stats=all` }],
  ] as const) {
    it(`${name}: the score at the slot of its look`, async (t) => {
      const reply = await startApp(t).app.inject(request);
      assert.deepEqual([reply.statusCode, reply.json()], [200, score]);
    });
  }

  it('asks by config and scopes', async (t) => {
    const { app, service } = startApp(t);
    await app.inject(get('serinus_score{config="shop",control_version="v1",candidate_version="v2"}'));
    assert.deepEqual(service.calls, [['verdict', { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v2' } }, undefined]]);
  });

  for (const [name, query, service] of [
    ['before the first look', 'serinus_score{analysis="a-2"}', undefined],
    ['of an analysis that is not there', 'serinus_score{analysis="a-9"}', undefined],
    ['of scopes that nobody has analysed', 'serinus_score{config="shop"}', createFakeService()],
  ] as const) {
    it(`is an empty vector ${name}`, async (t) => {
      const reply = await startApp(t, service && { service }).app.inject(get(query));
      assert.deepEqual([reply.statusCode, reply.json()], [200, vector([])]);
    });
  }

  const failing = {
    ...createFakeService(),
    verdict: async () => {
      throw new StoreError('STORE_LOCKED', 'the file /secret/path is locked');
    },
  };
  const defect = {
    ...createFakeService(),
    verdict: async () => {
      throw new TypeError('x is not a function');
    },
  };
  for (const [name, request, service, status, errorType, error] of [
    ['other PromQL', get('up'), undefined, 400, 'bad_data', /^BAD_INPUT: query: "up" is neither/],
    ['no query', { url: '/api/v1/query' }, undefined, 400, 'bad_data', /query: is missing/],
    ['two queries', { url: '/api/v1/query?query=a&query=b' }, undefined, 400, 'bad_data', /query/],
    ['an empty form', form(''), undefined, 400, 'bad_data', /query: is missing/],
    ['an unknown config', get('serinus_score{config="other"}'), undefined, 404, 'bad_data', /"other"/],
    ['a store that fails', get(selector), failing, 503, 'unavailable', /^STORE_LOCKED: (?!.*secret)/],
    ['a defect', get(selector), defect, 500, 'internal', /^INTERNAL: (?!.*function)/],
  ] as const) {
    it(`refuses ${name} in Prometheus's form`, async (t) => {
      const reply = await startApp(t, service && { service }).app.inject(request);
      const body = reply.json();
      assert.deepEqual([reply.statusCode, body.status, body.errorType], [status, 'error', errorType]);
      assert.match(body.error, error);
    });
  }

  it('takes forms there and nowhere else', async (t) => {
    assert.equal((await startApp(t).app.inject({ ...form('config=shop'), url: '/analyses' })).statusCode, 415);
  });
});
