import type { FastifyRequest } from 'fastify';
import { BadInputError } from '../errors.ts';

/** For routes that take no body: an option sent where none is read would be lost unseen. An empty object says nothing and may come. */
export async function refuseBody({ body }: FastifyRequest): Promise<void> {
  if (body === undefined || body === null) return;
  if (typeof body !== 'object' || Object.keys(body).length > 0) throw new BadInputError('body', 'this route takes none');
}
