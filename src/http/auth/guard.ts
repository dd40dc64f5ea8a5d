import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AccessRules, grants } from '../../model/access.ts';
import { accessOf } from './access.ts';
import { ForbiddenError, UnauthenticatedError } from './auth-errors.ts';
import { challenges, createAuthenticate } from './authenticate.ts';
import { type Authorization, readAuthorization } from './authorization.ts';
import { setPrincipal } from './principal.ts';
import { createRateLimits } from './rate-limits.ts';

export interface Guarding {
  readonly rules: AccessRules;
  /** Unix milliseconds. */
  now(): number;
}

export interface GuardOptions {
  /** Undefined: nobody is asked who they are. */
  readonly auth?: Guarding | undefined;
  readonly requestsPerMinute?: number | undefined;
}

/**
 * Lets a request through to its route only when the one who asks has the role that the route declares, and not too often. Call it before
 * any route is registered. Requests without a route pass, to be answered that there is none.
 */
export function guardRoutes(app: FastifyInstance, { auth, requestsPerMinute }: GuardOptions): void {
  // Without authentication only this machine is let in, or whoever the operator lets in on purpose: a limit is then theirs to set.
  if (auth === undefined && requestsPerMinute === undefined) return;
  const limits = createRateLimits(app, requestsPerMinute);
  if (auth === undefined) {
    app.addHook('onRequest', async (request, reply) => {
      if (accessOf(request.routeOptions)?.access !== 'probe') await limits.perAddress(request, reply);
    });
    return;
  }

  const authenticate = createAuthenticate(auth.rules, auth.now);
  const ways = challenges(auth.rules);
  const admit = async (request: FastifyRequest, reply: FastifyReply, given: Authorization): Promise<void> => {
    const principal = await authenticate(given);
    if (principal === undefined) {
      // Only now, and not before: clients behind one address must not lose their way in because another's token has expired.
      if (given.kind !== 'none') await limits.failures(request, reply);
      reply.header('www-authenticate', ways);
      throw new UnauthenticatedError();
    }
    setPrincipal(request, principal);
    await limits.perPrincipal(request, reply);
    const needed = accessOf(request.routeOptions)?.access;
    if (needed === undefined || needed === 'open' || needed === 'probe') throw new ForbiddenError(undefined);
    if (!grants(principal.roles, needed)) throw new ForbiddenError(needed);
  };

  app.addHook('onRequest', async (request, reply) => {
    const declared = accessOf(request.routeOptions);
    if (declared?.access === 'probe') return;
    const given = readAuthorization(request.headers.authorization);
    const isDecidedLater = given.kind === 'none' && declared?.bodyToken !== undefined;
    if (request.is404 || declared?.access === 'open' || isDecidedLater) await limits.perAddress(request, reply);
    else await admit(request, reply, given);
  });

  app.addHook('preValidation', async (request, reply) => {
    const { access, bodyToken } = accessOf(request.routeOptions) ?? {};
    if (bodyToken === undefined || access === 'open' || access === 'probe' || request.headers.authorization !== undefined) return;
    const token = bodyToken(request.body);
    await admit(request, reply, token === undefined ? { kind: 'none' } : { kind: 'bearer', token });
  });
}
