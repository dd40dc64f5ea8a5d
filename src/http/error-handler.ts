import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, toProblem } from './problem.ts';

/** Seconds after which a store that was locked or restarting has usually come back, and a flood has ebbed. */
const RETRY_AFTER_S = 5;

/** Logs a failure on our side. That a request was refused because of many others is no failure, and a line each would be one more load. */
export function logFailure(error: unknown, request: FastifyRequest): void {
  const { status, code } = toProblem(error, request.id);
  if (status >= 500 && code !== 'TOO_BUSY') request.log.error({ err: error }, 'request failed');
}

/** Says when to ask again what the server cannot answer just now. */
export function sayWhenToRetry(status: number, reply: FastifyReply): void {
  if (status === 503) reply.header('retry-after', RETRY_AFTER_S);
}

/** Every error that leaves a route becomes a problem document here, and every failure on our side is logged with its request id. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request.id);
  logFailure(error, request);
  sayWhenToRetry(problem.status, reply);
  // Set here too: an address that cannot be read fails before the hooks run.
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  return reply.code(problem.status).header('content-type', PROBLEM_TYPE).serializer(JSON.stringify).send(problem);
}
