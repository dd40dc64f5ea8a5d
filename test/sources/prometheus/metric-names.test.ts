import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SourceError } from '../../../src/errors.ts';
import { secret } from '../../../src/model/secret.ts';
import { startHttpServer } from '../../support/http-server.ts';
import { never, sourceFor } from './source-options.ts';

/** A server that answers everything so. */
async function answering(t: TestContext, status: number, body: string) {
  const server = await startHttpServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  t.after(() => server.close());
  return server;
}

describe('names of metrics of a Prometheus', () => {
  it('are the values of the label __name__', async (t) => {
    const server = await answering(t, 200, JSON.stringify({ status: 'success', data: ['up', 'http_requests_total'] }));
    const source = sourceFor(`${server.url}/prefix/`, { auth: { kind: 'bearer', token: secret('hidden') }, retries: 0 });
    assert.deepEqual(await source.metricNames?.(never), ['up', 'http_requests_total']);
    const [request] = server.requests;
    assert.deepEqual([request?.method, request?.path.split('?')[0]], ['GET', '/prefix/api/v1/label/__name__/values']);
    assert.equal(request?.headers.authorization, 'Bearer hidden');
  });

  for (const [name, status, body, message] of [
    ['an error of the server', 503, '{"status":"error","errorType":"unavailable","error":"starting"}', /HTTP 503, unavailable: starting$/],
    ['something that is no list', 200, '{"status":"success","data":{"resultType":"vector","result":[]}}', /not a list of names$/],
    ['names that are no texts', 200, '{"status":"success","data":[1]}', /not a reply of Prometheus's HTTP API/],
    ['no JSON', 200, '<html>', /not JSON: <html>$/],
    ['credentials that are refused', 401, 'no', /HTTP 401, no$/],
  ] as const)
    it(`are a SourceError for ${name}`, async (t) => {
      const server = await answering(t, status, body);
      await assert.rejects(Promise.resolve(sourceFor(server.url, { retries: 0 }).metricNames?.(never)), (error) => {
        assert.ok(error instanceof SourceError);
        assert.match(error.message, message);
        return true;
      });
    });
});
