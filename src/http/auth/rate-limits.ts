import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimitedError } from './auth-errors.ts';
import { principalOf } from './principal.ts';

/** A hundred a second: clients that wait for verdicts need a fraction of it. */
const REQUESTS_PER_MINUTE = 6_000;
/** Enough for a client whose token has just been replaced, little for one that guesses. */
const FAILURES_PER_MINUTE = 30;

/** Counts a request.  @throws {RateLimitedError} it is one too many; `Retry-After` is set. */
type Limit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export interface RateLimits {
  readonly perAddress: Limit;
  /** Of requests that say who asks. */
  readonly perPrincipal: Limit;
  /** Of credentials that were refused, by address. */
  readonly failures: Limit;
}

/** Limits by the minute, counted in this process. Addresses of IPv6 count by their network of 64 bits, which is what one client has. */
export function createRateLimits(app: FastifyInstance, requestsPerMinute = REQUESTS_PER_MINUTE): RateLimits {
  app.register(rateLimit, { global: false, timeWindow: 60_000 });
  return {
    perAddress: limit(app, { max: requestsPerMinute }),
    perPrincipal: limit(app, { max: requestsPerMinute, keyGenerator: (request) => principalOf(request)?.name ?? request.ip }),
    failures: limit(app, { max: Math.min(FAILURES_PER_MINUTE, requestsPerMinute) }),
  };
}

function limit(app: FastifyInstance, options: Parameters<FastifyInstance['createRateLimit']>[0]): Limit {
  let count: ReturnType<FastifyInstance['createRateLimit']>;
  // The plugin is there from then on, and requests come later.
  app.addHook('onReady', async () => {
    count = app.createRateLimit(options);
  });
  return async (request, reply) => {
    const state = await count(request);
    if (state.isAllowed || !state.isExceeded) return;
    reply.header('retry-after', state.ttlInSeconds);
    throw new RateLimitedError(state.ttlInSeconds);
  };
}
