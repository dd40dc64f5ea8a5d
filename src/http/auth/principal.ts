import type { FastifyRequest } from 'fastify';
import type { Role } from '../../model/access.ts';

/** Who asks. */
export interface Principal {
  /** Unique over all ways in, such as `token ci`; for logs and limits. */
  readonly name: string;
  readonly roles: readonly Role[];
}

const principals = new WeakMap<FastifyRequest, Principal>();

export function setPrincipal(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

/** Who asks; undefined when nobody needed to say, or when it is not known yet. */
export function principalOf(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}
