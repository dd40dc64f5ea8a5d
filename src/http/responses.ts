import { STATUS_CODES } from 'node:http';
import { type Static, type TSchema, Type } from 'typebox';
import type { Problem } from './problem.ts';

const ProblemRef = Type.Unsafe<Problem>({ $ref: 'Problem#' });

/** A JSON reply of a route, with the example that its documentation shows. */
export function jsonReply<S extends TSchema>(description: string, schema: S, example: Static<S>) {
  return { description, content: { 'application/json': { schema, example } } };
}

const CODES = {
  400: 'BAD_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  500: 'INTERNAL',
  503: 'STORE_UNAVAILABLE',
} as const;

/** The refusals and failures that a route can answer with. */
export function problemReplies<S extends keyof typeof CODES>(...statuses: S[]): Record<S, ReturnType<typeof problemReply>> {
  return Object.fromEntries(statuses.map((status) => [status, problemReply(status)])) as Record<S, ReturnType<typeof problemReply>>;
}

function problemReply(status: keyof typeof CODES) {
  const title = STATUS_CODES[status] ?? '';
  const example: Problem = {
    type: 'about:blank',
    title,
    status,
    code: CODES[status],
    detail: 'What went wrong, in one sentence.',
    instance: '2f0c1d7e-6a1f-4d0a-9a52-0f6f0b7c9a11',
  };
  return { description: title, content: { 'application/problem+json': { schema: ProblemRef, example } } };
}
