import type { FastifyInstance } from 'fastify';
import { SerinusError } from '../errors.ts';

/** An address without a route is 404; one that has routes for other methods is 405 and names these in `Allow`. */
export function handleUnknownRoutes(app: FastifyInstance): void {
  const methodsByPattern = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPattern.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByPattern.set(url, methods);
  });

  // Before the body is read: what an unknown address was sent does not matter.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = [...methodsByPattern].flatMap(([pattern, methods]) => (fits(pattern, path) ? [...methods] : []));
    if (allowed.length === 0) throw new SerinusError('NOT_FOUND', 404, `no route ${request.method} ${shortened(path)}`);
    reply.header('allow', allowed.join(', '));
    throw new SerinusError('METHOD_NOT_ALLOWED', 405, `${shortened(path)} takes ${allowed.join(', ')}, not ${request.method}`);
  });
  app.setNotFoundHandler((request) => {
    throw new SerinusError('NOT_FOUND', 404, `no route ${request.method} ${shortened(request.url)}`);
  });
}

function fits(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]));
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
