import type { FastifyInstance } from 'fastify';
import { problemReplies } from './responses.ts';

/** Adds to the documentation of every route with a parameter in its path what is answered when that is too long. Call it before any route is registered. */
export function describeAddress(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { schema, url } = route;
    if (schema?.response === undefined || !url.includes('/:')) return;
    route.schema = { ...schema, response: { ...problemReplies(414), ...schema.response } };
  });
}
