import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { analysisExample, executionExample, pairExample, setExample } from '../../../src/http/kayenta-run-examples.ts';
import { type AnyJson, canaryConfig, canaryRequest, startKayenta } from './kayenta-under-test.ts';

const adHoc = { canaryConfig: canaryConfig(), executionRequest: canaryRequest() };
const bodies: readonly { readonly url: string; readonly method?: 'PUT'; readonly good: AnyJson }[] = [
  { url: '/canaryConfig', good: canaryConfig() },
  { url: '/canaryConfig/kept', method: 'PUT', good: canaryConfig() },
  { url: '/canary/kept', good: canaryRequest() },
  { url: '/canary', good: adHoc },
  { url: '/standalone_canary_analysis/kept', good: analysisExample },
  { url: '/standalone_canary_analysis', good: { ...adHoc, executionRequest: analysisExample } },
  { url: '/metricSetPairList', good: [pairExample] },
  { url: '/metricSetList', good: [setExample] },
  { url: '/canaryResultArchive', good: executionExample },
];

/** Places in a document, as lists of keys. */
function places(value: AnyJson, path: readonly string[] = []): (readonly string[])[] {
  const inside = typeof value === 'object' && value !== null ? Object.keys(value).flatMap((key) => places(value[key], [...path, key])) : [];
  return [path, ...inside];
}

/** The document with something else in that place. */
function changed(value: AnyJson, [key, ...rest]: readonly string[], other: unknown): AnyJson {
  if (key === undefined) return other;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key as never] = changed(value[key], rest, other) as never;
  return copy;
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(null, 0, -1, 1e300, '', 'NaN', 'a"} or vector(1) #', '${scope}', [], {}, [null], true, '9'.repeat(400)),
  fc.jsonValue({ maxDepth: 3 }),
);

describe('whatever a client sends', () => {
  for (const { url, method = 'POST', good } of bodies) {
    it(`${method} ${url} takes it or refuses it with a sentence`, async (t) => {
      const { ask, kayenta, store, errors } = await startKayenta(t);
      await kayenta.configs.create(canaryConfig({ id: 'kept', name: 'kept' }));
      const all = places(good);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...all), anything, async (place, other) => {
          const { status, body } = await ask(method, url, changed(good, place, other));
          assert.ok(status === 200 || status === 400, `${status} ${JSON.stringify(body)}`);
          if (status === 400) assert.ok(typeof body.message === 'string' && body.message !== '');
          for (const { id } of await store.listDocuments('canary-config'))
            if (id !== 'kept') await store.deleteDocument('canary-config', id);
        }),
        { seed: 20_260_302, numRuns: 150 },
      );
      await kayenta.standalone.settled();
      await kayenta.executions.settled();
      // What was taken ends, and in no way that is ours to be ashamed of.
      assert.deepEqual(errors, []);
      assert.deepEqual(await store.listDocuments('canary-execution', { statuses: ['not_started', 'running'] }), []);
    });
  }

  for (const { name, contentType, payload, status } of [
    { name: 'half a JSON', contentType: 'application/json', payload: '{"scopes":', status: 400 },
    { name: 'NaN', contentType: 'application/json', payload: '{"thresholds":{"pass":NaN}}', status: 400 },
    { name: '__proto__', contentType: 'application/json', payload: '{"__proto__":{"scopes":{}}}', status: 400 },
    { name: 'a form', contentType: 'application/x-www-form-urlencoded', payload: 'a=b', status: 415 },
    { name: 'too much', contentType: 'application/json', payload: JSON.stringify({ a: 'x'.repeat(1024 * 1024) }), status: 413 },
    { name: 'a list', contentType: 'application/json', payload: '[]', status: 400 },
    { name: 'nothing', contentType: 'application/json', payload: '', status: 400 },
  ])
    it(`${name} is ${status} with a sentence`, async (t) => {
      const { app, kayenta } = await startKayenta(t);
      await kayenta.configs.create(canaryConfig({ id: 'kept' }));
      for (const url of ['/kayenta/canary/kept', '/kayenta/canary', '/kayenta/standalone_canary_analysis/kept']) {
        const reply = await app.inject({ method: 'POST', url, headers: { 'content-type': contentType }, payload });
        assert.deepEqual([reply.statusCode, Object.keys(reply.json())], [status, ['message']], reply.body);
      }
    });

  it('an address that climbs is of nothing', async (t) => {
    const { ask } = await startKayenta(t);
    for (const id of ['..%2F..%2Fetc', '%00', 'a'.repeat(128), '%F0%9F%90%A4'])
      for (const url of [`/canary/${id}`, `/canaryConfig/${id}`, `/metricSetPairList/${id}`, `/standalone_canary_analysis/${id}`])
        assert.equal((await ask('GET', url)).status, 404, url);
  });
});
