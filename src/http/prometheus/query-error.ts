import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure, sayWhenToRetry } from '../error-handler.ts';
import { toProblem } from '../problem.ts';

/** Errors in the form of Prometheus's API, whose clients show `errorType` and `error`. */
export function answerQueryError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, detail } = toProblem(error, request.id);
  logFailure(error, request);
  sayWhenToRetry(status, reply);
  const errorType = status === 503 ? 'unavailable' : status >= 500 ? 'internal' : 'bad_data';
  const body = { status: 'error', errorType, error: `${code}: ${detail}` };
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').serializer(JSON.stringify).send(body);
}
