import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Registry } from 'prom-client';
import { measureRequests } from '../../src/observe/request-metrics.ts';
import { startApp } from '../http/app-under-test.ts';

describe('metrics of requests', () => {
  it('count them by method, route and status, and nothing a client can make up', async (t) => {
    const metrics = new Registry();
    const { app } = startApp(t, { metrics });
    measureRequests(app, metrics);
    for (const url of ['/analyses/a-1', '/analyses/a-2', '/analyses/a-9', '/made/up', '/analyses/a-1/x?y=z']) await app.inject(url);
    await app.inject({ method: 'PUT', url: '/verdict' });
    await app.inject({ method: 'HEAD', url: '/analyses/a-1' });
    const reply = await app.inject('/metrics');
    assert.equal(reply.headers['content-type'], metrics.contentType);
    const counts = [...reply.body.matchAll(/^serinus_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm)].map(
      ([, labels, n]) => `${labels} ${n}`,
    );
    assert.deepEqual(counts.sort(), [
      'method="GET",route="/analyses/:id",status="200" 2',
      'method="GET",route="/analyses/:id",status="404" 1',
      'method="GET",route="none",status="404" 2',
      'method="HEAD",route="/analyses/:id",status="200" 1',
      'method="PUT",route="none",status="405" 1',
    ]);
  });
});
