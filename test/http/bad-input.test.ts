import assert from 'node:assert/strict';
import test, { after, describe, it } from 'node:test';
import type { InjectOptions } from 'fastify';
import { assertProblem, startApp } from './app-under-test.ts';

interface Refusal {
  readonly name: string;
  readonly request: InjectOptions;
  readonly status?: number;
  readonly code?: string;
  readonly field?: string;
}

const scopes = { control: { version: 'v1' }, candidate: { version: 'v2' } };
const good = { config: 'shop', ...scopes };
const start = (payload: object): InjectOptions => ({ method: 'POST', url: '/analyses', payload });
const raw = (payload: string, type = 'application/json'): InjectOptions => ({
  method: 'POST',
  url: '/analyses',
  payload,
  headers: { 'content-type': type },
});
const get = (url: string): InjectOptions => ({ method: 'GET', url });
const many = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`v${i}`, 'x']));

const refusals: readonly Refusal[] = [
  { name: 'start: no config', request: start(scopes), field: 'config' },
  { name: 'start: no candidate', request: start({ config: 'shop', control: {} }), field: 'candidate' },
  { name: 'start: a number as config', request: start({ ...good, config: 1 }), field: 'config' },
  { name: 'start: a config name with a slash', request: start({ ...good, config: '../etc' }), field: 'config' },
  { name: 'start: a number in a scope is not made a text', request: start({ ...good, control: { version: 1 } }), field: 'control.version' },
  { name: 'start: a list as scope', request: start({ ...good, control: ['v1'] }), field: 'control' },
  { name: 'start: a null scope', request: start({ ...good, candidate: null }), field: 'candidate' },
  { name: 'start: a scope value over 1024', request: start({ ...good, control: { version: 'v'.repeat(1025) } }), field: 'control.version' },
  { name: 'start: a variable name that breaks out of a query', request: start({ ...good, control: { 'a"}': 'x' } }), field: 'control.a"}' },
  { name: 'start: 33 variables', request: start({ ...good, control: many }), field: 'control' },
  {
    name: 'start: a value the config refuses',
    request: start({ ...good, candidate: { version: '"} or x{' } }),
    field: 'candidate.version',
  },
  { name: 'start: a misspelt field', request: start({ ...good, strat: '2026-01-31T12:00:00Z' }), field: 'strat' },
  { name: 'start: a required field misspelt', request: start({ config: 'shop', control: {}, canddiate: {} }), field: 'canddiate' },
  { name: 'start: Unix milliseconds', request: start({ ...good, start: 1769860800000 }), field: 'start' },
  { name: 'start: a date alone', request: start({ ...good, start: '2026-01-31' }), field: 'start' },
  { name: 'start: the 30th of February', request: start({ ...good, start: '2026-02-30T00:00:00Z' }), field: 'start' },
  { name: 'start: a leap second', request: start({ ...good, start: '2016-12-31T23:59:60Z' }), field: 'start' },
  { name: 'start: an empty key', request: start({ ...good, key: '' }), field: 'key' },
  { name: 'start: a key over 200', request: start({ ...good, key: 'k'.repeat(201) }), field: 'key' },
  { name: 'start: a list', request: start([good]), field: 'body' },
  { name: 'start: no body', request: { method: 'POST', url: '/analyses' }, field: 'body' },
  { name: 'start: an empty body', request: raw(''), field: 'body' },
  { name: 'start: a query', request: { ...start(good), url: '/analyses?key=k' }, field: 'key' },
  { name: 'start: half a JSON', request: raw('{"config":'), code: 'MALFORMED_JSON' },
  { name: 'start: NaN', request: raw('{"config":NaN}'), code: 'MALFORMED_JSON' },
  { name: 'start: __proto__', request: raw('{"config":"shop","control":{"__proto__":{}},"candidate":{}}'), code: 'MALFORMED_JSON' },
  { name: 'start: text', request: raw('config=shop', 'text/plain'), status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
  { name: 'start: a form', request: raw('config=shop', 'application/x-www-form-urlencoded'), status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
  { name: 'start: over 1 MiB', request: raw(`"${'x'.repeat(1024 * 1024)}"`), status: 413, code: 'PAYLOAD_TOO_LARGE' },
  { name: 'start: an unknown config', request: start({ ...good, config: 'other' }), status: 404, code: 'NOT_FOUND' },

  { name: 'list: an unknown status', request: get('/analyses?status=done'), field: 'status' },
  { name: 'list: an unknown verdict', request: get('/analyses?verdict=Promote'), field: 'verdict' },
  { name: 'list: status given twice', request: get('/analyses?status=running&status=finished'), field: 'status' },
  { name: 'list: limit 0', request: get('/analyses?limit=0'), field: 'limit' },
  { name: 'list: limit 501', request: get('/analyses?limit=501'), field: 'limit' },
  { name: 'list: limit 5.5', request: get('/analyses?limit=5.5'), field: 'limit' },
  { name: 'list: an empty limit', request: get('/analyses?limit='), field: 'limit' },
  { name: 'list: limit true', request: get('/analyses?limit=true'), field: 'limit' },
  { name: 'list: a hexadecimal limit', request: get('/analyses?limit=0x10'), field: 'limit' },
  { name: 'list: a cursor of someone else', request: get('/analyses?cursor=abc'), field: 'cursor' },
  { name: 'list: a cursor over 512', request: get(`/analyses?cursor=${'1'.repeat(513)}`), field: 'cursor' },
  { name: 'list: an unknown parameter', request: get('/analyses?state=running'), field: 'state' },

  { name: 'get: an unknown id', request: get('/analyses/a-9'), status: 404, code: 'NOT_FOUND' },
  { name: 'get: an id that climbs', request: get('/analyses/..%2Fetc'), field: 'id' },
  { name: 'get: an id over 64', request: get(`/analyses/${'a'.repeat(65)}`), field: 'id' },
  { name: 'get: an id over 200', request: get(`/analyses/${'a'.repeat(201)}`), status: 414, code: 'URI_TOO_LONG' },
  { name: 'get: half an escape', request: get('/analyses/%zz'), code: 'BAD_URL' },
  { name: 'get: a query', request: get('/analyses/a-1?full=1'), field: 'full' },

  { name: 'cancel: an unknown id', request: { method: 'DELETE', url: '/analyses/a-9' }, status: 404, code: 'NOT_FOUND' },
  { name: 'cancel: a reason over 500', request: { method: 'DELETE', url: `/analyses/a-1?reason=${'x'.repeat(501)}` }, field: 'reason' },
  { name: 'cancel: an unknown parameter', request: { method: 'DELETE', url: '/analyses/a-1?force=1' }, field: 'force' },
  { name: 'cancel: a reason in the body', request: { method: 'DELETE', url: '/analyses/a-1', payload: { reason: 'x' } }, field: 'body' },

  { name: 'looks: an unknown analysis', request: get('/analyses/a-9/looks'), status: 404, code: 'NOT_FOUND' },
  { name: 'looks: a bad cursor', request: get('/analyses/a-1/looks?cursor=x'), field: 'cursor' },
  { name: 'looks: a bad limit', request: get('/analyses/a-1/looks?limit=-1'), field: 'limit' },
  { name: 'look: an unknown analysis', request: { method: 'POST', url: '/analyses/a-9/looks' }, status: 404, code: 'NOT_FOUND' },
  { name: 'look: an option', request: { method: 'POST', url: '/analyses/a-1/looks', payload: { at: 'now' } }, field: 'body' },
  { name: 'look: a list', request: { method: 'POST', url: '/analyses/a-1/looks', payload: [1] }, field: 'body' },

  { name: 'verdict: of nothing', request: get('/verdict'), field: 'analysis' },
  { name: 'verdict: of an unknown analysis', request: get('/verdict?analysis=a-9'), status: 404, code: 'NOT_FOUND' },
  { name: 'verdict: by id and config', request: get('/verdict?analysis=a-1&config=shop'), field: 'config' },
  { name: 'verdict: by id and scope', request: get('/verdict?analysis=a-1&control=version=v1'), field: 'control' },
  { name: 'verdict: scopes alone', request: get('/verdict?control=version=v1'), field: 'analysis' },
  { name: 'verdict: a pair without =', request: get('/verdict?config=shop&control=v1'), field: 'control' },
  { name: 'verdict: a pair without a name', request: get('/verdict?config=shop&control==v1'), field: 'control' },
  { name: 'verdict: a hostile name', request: get('/verdict?config=shop&control=a%22%7D=v1'), field: 'control' },
  { name: 'verdict: __proto__', request: get('/verdict?config=shop&control=__proto__=v1'), field: 'control' },
  { name: 'verdict: a variable twice', request: get('/verdict?config=shop&candidate=a=1&candidate=a=2'), field: 'candidate.a' },
  { name: 'verdict: a dotted variable', request: get('/verdict?config=shop&control.version=v1'), field: 'control.version' },
  { name: 'verdict: 33 pairs', request: get(`/verdict?config=shop${'&control=a=1'.repeat(33)}`), field: 'control' },
  { name: 'verdict: a value over the limit', request: get(`/verdict?config=shop&control=a=${'x'.repeat(1100)}`), field: 'control.0' },
  { name: 'verdict: maxAge without a unit', request: get('/verdict?analysis=a-1&maxAge=5'), field: 'maxAge' },
  { name: 'verdict: a negative maxAge', request: get('/verdict?analysis=a-1&maxAge=-5m'), field: 'maxAge' },
  { name: 'verdict: maxAge in ISO 8601', request: get('/verdict?analysis=a-1&maxAge=PT5M'), field: 'maxAge' },
  { name: 'verdict: maxAge over any clock', request: get(`/verdict?analysis=a-1&maxAge=${'9'.repeat(20)}d`), field: 'maxAge' },
  { name: 'verdict: another form than the short one', request: get('/verdict?analysis=a-1&form=tiny'), field: 'form' },
  { name: 'verdict: a misspelt parameter', request: get('/verdict?analysis=a-1&maxage=5m'), field: 'maxage' },

  { name: 'configs: a parameter', request: get('/configs?name=shop'), field: 'name' },
  { name: 'config: an unknown one', request: get('/configs/other'), status: 404, code: 'NOT_FOUND' },
  { name: 'config: upper case', request: get('/configs/Shop'), field: 'name' },
  { name: 'judges: a parameter', request: get('/judges?kind=ratio'), field: 'kind' },
  { name: 'comparators: a parameter', request: get('/comparators?name=text'), field: 'name' },
  { name: 'metrics: a parameter', request: get('/metrics?name=x'), field: 'name' },

  { name: 'an unknown address', request: get('/analysis'), status: 404, code: 'NOT_FOUND' },
  { name: 'an unknown address with a body of any type', request: { ...raw('x', 'image/png'), url: '/x' }, status: 404, code: 'NOT_FOUND' },
  { name: 'an address that ends in a slash', request: get('/analyses/a-1/'), status: 404, code: 'NOT_FOUND' },
];

describe('bad input', () => {
  const { app, service } = startApp({ after });
  for (const { name, request, status = 400, code = 'BAD_INPUT', field } of refusals) {
    it(`${name} is ${status} ${code}${field === undefined ? '' : ` naming ${field}`}`, async () => {
      const before = [...service.analyses.values()];
      const reply = await app.inject(request);
      assertProblem(reply, { status, code, ...(field === undefined ? {} : { field }) });
      assert.deepEqual([...service.analyses.values()], before, 'what is refused changes nothing');
    });
  }
});

test('of what can have one value only, the refusal names it', async (t) => {
  const { app } = startApp(t);
  const reply = await app.inject(get('/verdict?analysis=a-1&form=tiny'));
  assert.equal(reply.json().detail, 'form: must be "short"');
});

describe('the wrong method', () => {
  const { app } = startApp({ after });
  const cases = [
    { method: 'PUT', url: '/analyses', allow: 'POST, GET, HEAD' },
    { method: 'POST', url: '/analyses/a-1', allow: 'GET, HEAD, DELETE' },
    { method: 'DELETE', url: '/analyses/a-1/looks', allow: 'GET, HEAD, POST' },
    ...['/verdict', '/configs', '/configs/shop', '/judges', '/comparators', '/healthz', '/readyz', '/metrics'].flatMap((url) =>
      (['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const).map((method) => ({ method, url, allow: 'GET, HEAD' })),
    ),
  ] as const;
  for (const { method, url, allow } of cases) {
    it(`${method} ${url} is 405 and names what is allowed`, async () => {
      const reply = await app.inject({
        method,
        url: `${url}?x=1`,
        payload: '{',
        headers: { 'content-type': 'application/json' },
      });
      assertProblem(reply, { status: 405, code: 'METHOD_NOT_ALLOWED' });
      assert.equal(reply.headers.allow, allow);
    });
  }
});
