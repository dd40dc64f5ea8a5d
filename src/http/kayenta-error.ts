import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { SerinusError } from '../errors.ts';
import { answerError, logFailure, sayWhenToRetry } from './error-handler.ts';
import { toProblem } from './problem.ts';

export const KayentaMessage = Type.Object({ message: Type.String() }, { additionalProperties: false });

/** Failures whose sentence clients are told: it holds no secret, and they can do something about it. */
const TOLD = new Set(['TOO_BUSY', 'SOURCE_FAILED']);

const EXAMPLE: Static<typeof KayentaMessage> = { message: 'What went wrong, in one sentence.' };

function replies(known: readonly (readonly [status: number, description: string])[]) {
  return Object.fromEntries(
    known.map(([status, description]) => [
      status,
      { description, content: { 'application/json': { schema: KayentaMessage, example: EXAMPLE } } },
    ]),
  );
}

export const kayentaReplies = replies([
  [400, 'The request cannot be taken as it is.'],
  [413, 'The request is too large.'],
  [415, 'The body is no JSON.'],
  [500, 'The server failed.'],
  [503, 'Too much is asked for or unfinished: ask again later.'],
]);
export const notFoundReply = replies([[404, 'There is none of that id.']]);
/** Of routes that start what goes on after the reply. */
export const busyReply = replies([[503, 'Too much is unfinished, or the store cannot be used: ask again later.']]);
/** Of routes that ask a source while their client waits. */
export const sourceReply = replies([[502, 'The source has no usable answer.']]);

/** Errors as Kayenta words its own, `{"message"}`; who may not ask at all is told so as on every other route. */
export function answerKayentaError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, detail } = toProblem(error, request.id);
  if (status === 401 || status === 403 || status === 429) return answerError(error, request, reply);
  logFailure(error, request);
  sayWhenToRetry(status, reply);
  const isTold = error instanceof SerinusError && TOLD.has(error.code);
  const message = isTold ? error.message : detail;
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').serializer(JSON.stringify).send({ message });
}
