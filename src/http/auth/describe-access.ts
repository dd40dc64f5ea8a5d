import type { FastifyInstance } from 'fastify';
import { problemReplies } from '../responses.ts';
import { accessOf } from './access.ts';

/** Adds to the documentation of every route what the guard may answer, and the role it needs; what a route says itself stands. Call it before any route is registered. */
export function describeAccess(app: FastifyInstance, { hasAuth }: { readonly hasAuth: boolean }): void {
  app.addHook('onRoute', (route) => {
    const needed = accessOf({ config: route.config as never })?.access;
    const { schema } = route;
    if (schema?.response === undefined || needed === undefined || needed === 'probe') return;
    const isGuarded = hasAuth && needed !== 'open';
    route.schema = {
      ...schema,
      response: { ...(isGuarded ? problemReplies(401, 403, 429) : problemReplies(429)), ...schema.response },
      ...(isGuarded && {
        security: [{ bearer: [] }, { basic: [] }],
        description: [schema.description, `Needs the role \`${needed}\`.`].filter(Boolean).join(' '),
      }),
    };
  });
}
