import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { answerError } from './error-handler.ts';
import { toProblem } from './problem.ts';

export const KayentaMessage = Type.Object({ message: Type.String() }, { additionalProperties: false });

const EXAMPLE: Static<typeof KayentaMessage> = { message: 'What went wrong, in one sentence.' };

export const kayentaReplies = Object.fromEntries(
  [
    [400, 'The request cannot be judged.'],
    [413, 'The request is too large.'],
    [415, 'The body is no JSON.'],
    [500, 'The server failed.'],
  ].map(([status, description]) => [
    status,
    { description, content: { 'application/json': { schema: KayentaMessage, example: EXAMPLE } } },
  ]),
);

/** Errors as Kayenta words its own, `{"message"}`; who may not ask at all is told so as on every other route. */
export function answerKayentaError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, detail } = toProblem(error, request.id);
  if (status === 401 || status === 403 || status === 429) return answerError(error, request, reply);
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').serializer(JSON.stringify).send({ message: detail });
}
