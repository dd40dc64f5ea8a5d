import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Origins } from './origins.ts';
import type { Span, Tracing } from './tracing.ts';

/** Asked every few seconds by machines: their traces would be most of all traces. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Has the work of each request know the request's id and, where there are traces, its span. A request that has no route, or is not let
 * in, has none: nobody's scan fills the traces. Call it before the app is ready, and after what refuses requests.
 */
export function followRequests(app: FastifyInstance, origins: Origins, tracing: Tracing | undefined): void {
  const spanOf = tracing === undefined ? () => undefined : traceRequests(app, tracing);
  // Only here: reading a body loses what an earlier hook would have said.
  app.addHook('preValidation', (request, _reply, done) => {
    origins.within({ requestId: request.id, span: spanOf(request) }, done);
  });
}

function traceRequests(app: FastifyInstance, tracing: Tracing): (request: FastifyRequest) => Span | undefined {
  const spans = new WeakMap<FastifyRequest, Span>();
  const end = (request: FastifyRequest, failure?: string): void => {
    spans.get(request)?.end(failure);
    spans.delete(request);
  };
  app.addHook('onRequest', (request, reply, done) => {
    const { method, headers } = request;
    const route = request.routeOptions.url;
    if (route !== undefined && !UNTRACED.has(route)) {
      const path = request.url.split('?', 1)[0]!;
      const attributes = { 'http.request.method': method, 'http.route': route, 'url.path': path, 'serinus.request': request.id };
      const span = tracing.begin(`${method} ${route}`, { kind: 'server', attributes, from: headers });
      spans.set(request, span);
      request.log = reply.log = request.log.child({ trace_id: span.traceId });
    }
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.note({ 'http.response.status_code': reply.statusCode });
    end(request, reply.statusCode >= 500 ? String(reply.statusCode) : undefined);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    end(request, 'CLIENT_CLOSED');
    done();
  });
  return (request) => spans.get(request);
}
