import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { SourceError } from '../../errors.ts';
import type { Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { retryAfterMs } from './retry.ts';

const EXCERPT_LENGTH = 300;
const WARNINGS_KEPT = 20;

/** Reasons without a reply that may pass: the server restarts, the network is cut, a name does not resolve yet. */
const PASSING = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ERR_NETWORK'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN', 'ENOTFOUND', 'ERR_STREAM_PREMATURE_CLOSE', 'Z_BUF_ERROR'],
]);

const ErrorReply = Compile(Type.Object({ status: Type.Literal('error'), errorType: Type.Optional(Type.String()), error: Type.String() }));
const DataReply = Compile(
  Type.Object({
    status: Type.Literal('success'),
    data: Type.Object({ resultType: Type.String(), result: Type.Unknown() }),
    warnings: Type.Optional(Type.Union([Type.Null(), Type.Array(Type.String())])),
    infos: Type.Optional(Type.Union([Type.Null(), Type.Array(Type.String())])),
    isPartial: Type.Optional(Type.Boolean()),
  }),
);

export interface DataReply {
  readonly resultType: string;
  readonly result: unknown;
  readonly warnings: readonly string[];
}

/**
 * What an exchange says: the data of a success, or the failure as an error of the product's own.
 * @param scrub takes the secrets out of text that the server or the network wrote.
 */
export function readExchange(exchange: Exchange, source: string, scrub: (text: string) => string): Outcome<DataReply> {
  const excerpt = (text: string): string => cut(scrub(text));
  if (exchange.kind === 'no reply') return readNoReply(exchange, source, excerpt);

  const { status, body, header } = exchange;
  const failure = (message: string): Outcome<DataReply> => {
    const again = status === 429 || status >= 500;
    const afterMs = retryAfterMs(header('retry-after'), header('date'));
    return {
      kind: 'failure',
      error: new SourceError(source, message, again),
      again,
      ...(afterMs !== undefined && { retryAfterMs: afterMs }),
    };
  };
  const reply = parse(body);
  if (ErrorReply.Check(reply)) return failure(`HTTP ${status}, ${excerpt(`${reply.errorType ?? 'error'}: ${reply.error}`)}`);
  if (status < 200 || status > 299) return failure(`HTTP ${status}${body === '' ? '' : `, ${excerpt(body)}`}`);
  if (reply === undefined) return failure(`HTTP ${status}, not JSON: ${excerpt(body) || 'an empty body'}`);
  if (!DataReply.Check(reply)) return failure(`HTTP ${status}, not a reply of Prometheus's HTTP API: ${excerpt(body)}`);
  const warnings = [
    ...(reply.isPartial ? ['the reply is partial: some storage nodes did not answer'] : []),
    ...(reply.warnings ?? []),
    ...(reply.infos ?? []),
  ];
  return { kind: 'answer', answer: { ...reply.data, warnings: warnings.slice(0, WARNINGS_KEPT).map(excerpt) } };
}

function readNoReply(
  { code, message }: Exchange & { kind: 'no reply' },
  source: string,
  excerpt: (text: string) => string,
): Outcome<DataReply> {
  const tooLarge = /^maxContentLength size of (\d+) exceeded/.exec(message);
  if (tooLarge) {
    const error = new SourceError(source, `the reply is larger than ${tooLarge[1]} bytes; narrow the query or raise maxPoints`, false);
    return { kind: 'failure', error, again: false };
  }
  // Axios reports a connection that was cut within the body by this message alone.
  const again = PASSING.has(code) || message === 'stream has been aborted';
  const cause = Object.assign(new Error(excerpt(message)), { code });
  return { kind: 'failure', error: new SourceError(source, `no answer, ${excerpt(message)}`, again, { cause }), again };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}...` : line;
}
