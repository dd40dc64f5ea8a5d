import { STATUS_CODES } from 'node:http';
import { type Static, Type } from 'typebox';
import { BadInputError, SerinusError } from '../errors.ts';

/** RFC 9457. `type` is about:blank because `code` already tells the kinds apart, and is the one to compare with. */
export const Problem = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String({ description: 'The phrase of the HTTP status.' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ pattern: '^[A-Z][A-Z0-9_]*$', description: 'Stable name of what went wrong, for programs.' }),
    detail: Type.String({ description: 'One sentence for people; may change.' }),
    instance: Type.String({ description: 'Id of the request, as in X-Request-Id and in the log of the server.' }),
    field: Type.Optional(Type.String({ description: 'The part of the input that is meant, such as control.version.' })),
  },
  { $id: 'Problem', additionalProperties: false },
);
export type Problem = Static<typeof Problem>;

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Errors of the framework, by its own code. */
const FRAMEWORK_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_BAD_URL: 'BAD_URL',
  FST_ERR_MAX_PARAM_LENGTH: 'URI_TOO_LONG',
};

/** What a client is told of an error. Of a failure on our side (5xx) that is its code and nothing else. */
export function toProblem(error: unknown, instance: string): Problem {
  const { status, code } = kindOf(error);
  // That it is too busy is no secret of the server, nor is its log to be read for it.
  const isOurs = status >= 500 && code !== 'TOO_BUSY';
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: isOurs ? OWN_FAILURE : error instanceof Error ? error.message.slice(0, MAX_DETAIL) : code,
    instance,
    ...(error instanceof BadInputError ? { field: error.field } : {}),
  };
}

/** Messages quote what was sent, which may be long. */
const MAX_DETAIL = 500;
const OWN_FAILURE = 'The server could not do this; its log has the cause under this instance.';

function kindOf(error: unknown): { readonly status: number; readonly code: string } {
  if (error instanceof SerinusError) return { status: error.statusCode, code: error.code };
  if (!(error instanceof Error)) return { status: 500, code: 'INTERNAL' };
  const { statusCode, code } = error as Error & { readonly statusCode?: number; readonly code?: string };
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return { status: 500, code: 'INTERNAL' };
  // The JSON parser throws a SyntaxError for prototype poisoning, without a code of the framework.
  const known = error instanceof SyntaxError ? 'MALFORMED_JSON' : FRAMEWORK_CODES[code ?? ''];
  return { status: statusCode, code: known ?? 'BAD_REQUEST' };
}
