import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { followRequests } from '../../src/observe/follow-requests.ts';
import { type Origin, openOrigins } from '../../src/observe/origins.ts';
import type { Tracing } from '../../src/observe/tracing.ts';
import { startApp } from '../http/app-under-test.ts';
import { notedTracing } from './noted-tracing.ts';

/** The app, followed; its service says for what it was called, after a wait. */
function followed(t: TestContext, tracing?: Tracing) {
  const origins = openOrigins();
  const seen: Origin[] = [];
  const { app, service, log } = startApp(t);
  const see = async (): Promise<never> => {
    await sleep(1);
    seen.push(origins.current());
    throw new Error('seen');
  };
  Object.assign(service, { start: see, look: see });
  followRequests(app, origins, tracing);
  return { app, seen, log };
}

const START = { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v2' } };

describe('the work of a request', () => {
  for (const { name, request } of [
    { name: 'with a body', request: { method: 'POST', url: '/analyses', payload: START } },
    { name: 'without one', request: { method: 'POST', url: '/analyses/a-1/looks' } },
  ] as const) {
    it(`knows the request ${name}`, async (t) => {
      const { app, seen } = followed(t);
      const replies = await Promise.all(['one', 'two', 'three'].map((id) => app.inject({ ...request, headers: { 'x-request-id': id } })));
      assert.deepEqual(
        replies.map(({ statusCode }) => statusCode),
        [500, 500, 500],
      );
      assert.deepEqual(seen.map(({ requestId }) => requestId).toSorted(), ['one', 'three', 'two']);
    });
  }

  it('knows its span, which ends with the reply and says how it went, unless it has no route', async (t) => {
    const tracing = notedTracing();
    const { app, seen, log } = followed(t, tracing);
    await app.inject({ method: 'POST', url: '/analyses?x=secret', payload: START });
    await app.inject({ method: 'POST', url: '/analyses', payload: START, headers: { traceparent: 'from elsewhere' } });
    await app.inject('/verdict?analysis=a-1');
    await app.inject('/made/up');
    const shown = tracing.spans.map(({ name, noted, ends }) => [name, noted[0]?.['http.response.status_code'], ends]);
    assert.deepEqual(shown, [
      ['POST /analyses', 400, [undefined]],
      ['POST /analyses', 500, ['500']],
      ['GET /verdict', 200, [undefined]],
    ]);
    assert.equal(seen[0]?.span, tracing.spans[1]?.span);
    assert.equal(tracing.spans[1]?.from?.traceparent, 'from elsewhere');
    assert.equal(tracing.spans[0]?.attributes['url.path'], '/analyses');
    const answered = log.filter(({ msg }) => msg === 'request answered').map(({ trace_id }) => trace_id);
    assert.deepEqual(answered, ['trace 1', 'trace 2', 'trace 3', undefined]);
    assert.equal(log.find(({ msg }) => msg === 'request failed')?.trace_id, 'trace 2');
  });

  it('of probes is not traced', async (t) => {
    const tracing = notedTracing();
    const { app } = followed(t, tracing);
    for (const url of ['/healthz', '/readyz', '/metrics']) await app.inject(url);
    assert.deepEqual(tracing.spans, []);
  });

  it('has a span that ends when the client goes away', async (t) => {
    const tracing = notedTracing();
    const { app } = startApp(t);
    followRequests(app, openOrigins(), tracing);
    const began = Promise.withResolvers<void>();
    app.get('/slow', () => {
      began.resolve();
      return new Promise(() => undefined);
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await began.promise;
    socket.destroy();
    while (tracing.spans[0]?.ends.length === 0) await sleep(5);
    assert.deepEqual(tracing.spans[0]?.ends, ['CLIENT_CLOSED']);
  });
});
