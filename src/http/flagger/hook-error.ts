import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure } from '../error-handler.ts';
import { toProblem } from '../problem.ts';
import { shortened } from '../schemas/short-verdict.ts';

/** Bodies of refusals are shown in Kubernetes events, whose messages are at most 1024 bytes long with Flagger's own words. */
const MAX_SENTENCE = 200;

/**
 * Every failure inside a hook, ours too, is a 4xx with one sentence: Flagger retries 429 and 5xx and then shows no body, and 2xx of
 * its rollback hook means roll back now.
 */
export function answerHookError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, detail } = toProblem(error, request.id);
  if (status < 500) return sendSentence(reply, status === 429 ? 409 : status, detail);
  logFailure(error, request);
  if (code === 'TOO_BUSY') return sendSentence(reply, 409, detail);
  return sendSentence(reply, 409, `Serinus could not answer (${code}); its log has the cause under ${request.id}`);
}

/** One line of plain text. */
export function sendSentence(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  const line = shortened(sentence.replace(/\p{Cc}+/gu, ' '), MAX_SENTENCE);
  return reply.code(status).header('content-type', 'text/plain; charset=utf-8').serializer(String).send(line);
}
