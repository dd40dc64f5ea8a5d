import type { FastifyInstance, onResponseHookHandler } from 'fastify';
import type { Registry } from 'prom-client';
import { durations, type Observe } from './durations.ts';

/**
 * Times every request. The route is its pattern, never the address asked for, so that clients cannot add series. Call it before the
 * app is ready: each route is given its series then, and a reply looks up nothing but its status.
 */
export function measureRequests(app: FastifyInstance, registry: Registry): void {
  const series = durations({
    registry,
    name: 'serinus_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its reply.',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  });
  const of = (route: string): onResponseHookHandler => {
    const known = new Map<string, Map<number, Observe>>();
    return (request, reply, done) => {
      const { method } = request;
      const status = reply.statusCode;
      const byStatus = known.get(method) ?? new Map<number, Observe>();
      const observe = byStatus.get(status) ?? series({ method, route, status: String(status) });
      known.set(method, byStatus.set(status, observe));
      observe(reply.elapsedTime / 1000);
      done();
    };
  };
  app.addHook('onRoute', (route) => {
    route.onResponse = [route.onResponse ?? [], of(route.url)].flat();
  });
  const ofNone = of('none');
  app.addHook('onResponse', function (request, reply, done) {
    if (request.is404) ofNone.call(this, request, reply, done);
    else done();
  });
}
