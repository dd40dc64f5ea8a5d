import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import { SerinusError } from '../errors.ts';
import { accessOf } from './auth/access.ts';
import type { Load } from './load.ts';
import { problemReplies } from './responses.ts';

export interface SheddingOptions {
  readonly load?: Pick<Load, 'overload'> | undefined;
  /** Requests in hand, 1 or more; absent means the default. */
  readonly maxRequests?: number | undefined;
  readonly registry: Registry;
}

/** Each waits for the store or a source and holds some kilobytes. */
export const DEFAULT_MAX_REQUESTS = 1_000;
/** Bodies of the requests in hand together. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What a body may be whose length its client does not say: the largest of most routes. */
const UNSAID_BYTES = 1024 * 1024;
/** So many times as many are let in of the requests that are answered as long as can be. */
const STANDING = 10;

const REASONS = {
  requests: 'too many requests are in hand',
  bytes: 'the requests in hand are too large together',
  delay: 'its event loop is behind',
  memory: 'its memory is nearly used up',
} as const;

/**
 * Refuses requests, 503, before their work piles up: when too many are in hand, or the process is short of time or memory. Probes are
 * always let in, and routes that declare `standsLoad` unless there are ten times as many. Call it before any route is registered.
 */
export function shedLoad(app: FastifyInstance, { load, maxRequests = DEFAULT_MAX_REQUESTS, registry }: SheddingOptions): void {
  const refused = new Counter({
    name: 'serinus_http_requests_refused_total',
    help: 'Requests refused because the server was too busy.',
    labelNames: ['reason'] as const,
    registers: [registry],
  });
  for (const reason of Object.keys(REASONS) as (keyof typeof REASONS)[]) refused.inc({ reason }, 0);
  let [requests, bytes] = [0, 0];

  const whyNot = (size: number, stands: boolean): keyof typeof REASONS | undefined => {
    if (requests >= maxRequests * (stands ? STANDING : 1)) return 'requests';
    if (bytes > 0 && bytes + size > MAX_BYTES) return 'bytes';
    return stands ? undefined : load?.overload();
  };

  // Without async, and before the guard: to refuse must cost next to nothing.
  app.addHook('onRequest', (request, reply, done) => {
    const declared = accessOf(request.routeOptions);
    if (declared?.access === 'probe') {
      done();
      return;
    }
    const size = sizeOf(request, declared?.streamedType);
    const reason = whyNot(size, declared?.standsLoad ?? false);
    if (reason !== undefined) {
      refused.inc({ reason });
      done(new SerinusError('TOO_BUSY', 503, `the server is too busy: ${REASONS[reason]}; ask again later`));
      return;
    }
    requests++;
    bytes += size;
    // Comes once, whether the reply has ended or its client has gone.
    reply.raw.once('close', () => {
      requests--;
      bytes -= size;
    });
    done();
  });
}

/** Adds to the documentation of the other routes that they may be refused. Call it before any route is registered. */
export function describeShedding(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const declared = accessOf({ config: route.config as never });
    const { schema } = route;
    if (schema?.response === undefined || declared === undefined || declared.access === 'probe' || declared.standsLoad) return;
    route.schema = { ...schema, response: { ...problemReplies(503), ...schema.response } };
  });
}

function sizeOf({ headers }: FastifyRequest, streamedType: string | undefined): number {
  if (headers['transfer-encoding'] !== undefined) return UNSAID_BYTES;
  const bytes = Number(headers['content-length'] ?? 0);
  const isStreamed = streamedType !== undefined && headers['content-type']?.startsWith(streamedType) === true;
  return isStreamed ? Math.min(bytes, UNSAID_BYTES) : bytes;
}
