import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { Role } from '../../model/access.ts';

/** Who may call a route: those with a role; everyone (open); everyone as often as they like (probe). */
export type Access = Role | 'open' | 'probe';

export interface RouteAccess {
  readonly access: Access;
  /** Finds a token in the JSON body, which no schema has checked yet, for clients that cannot send a header; it counts when there is no Authorization. */
  readonly bodyToken?: (body: unknown) => string | undefined;
  /** Answered also while the server is too busy for other requests: it costs little, and somebody decides by it. */
  readonly standsLoad?: true;
  /** Bodies of this type are worked on while they come: however long they are, little of them is in memory. */
  readonly streamedType?: string;
}

/** The config of a route. With authentication on, a route without it answers nobody. */
export function access(needed: Access, more: Omit<RouteAccess, 'access'> = {}): FastifyContextConfig & RouteAccess {
  return { access: needed, ...more };
}

/** What the route has declared; undefined when it has not. */
export function accessOf({ config }: Pick<FastifyRequest['routeOptions'], 'config'>): RouteAccess | undefined {
  const declared = config as Partial<RouteAccess> | undefined;
  return declared?.access === undefined ? undefined : (declared as RouteAccess);
}
