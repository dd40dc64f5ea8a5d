import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, toProblem } from './problem.ts';

/** Seconds after which a store that was locked or restarting has usually come back. */
const RETRY_AFTER_S = 5;

/** Every error that leaves a route becomes a problem document here, and every failure on our side is logged with its request id. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request.id);
  if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
  if (problem.status === 503) reply.header('retry-after', RETRY_AFTER_S);
  // Set here too: an address that cannot be read fails before the hooks run.
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  return reply.code(problem.status).header('content-type', PROBLEM_TYPE).serializer(JSON.stringify).send(problem);
}
