import { SourceError } from '../../errors.ts';
import type { Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { retryAfterMs } from './retry.ts';

type Reply = Extract<Exchange, { readonly kind: 'reply' }>;
type Failure = Extract<Outcome<never>, { readonly kind: 'failure' }>;

/** Reasons without a reply that may pass: the server restarts, the network is cut, a name does not resolve yet. */
const PASSING = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN', 'ENOTFOUND', 'ERR_STREAM_PREMATURE_CLOSE', 'Z_BUF_ERROR'],
]);

/** A reply that says no: asked again after HTTP 429 and 5xx only, and not before the time its Retry-After names. */
export function readRefusal({ status, header }: Reply, source: string, message: string): Failure {
  const again = status === 429 || status >= 500;
  const afterMs = retryAfterMs(header('retry-after'), header('date'));
  const error = new SourceError(source, message, again);
  return { kind: 'failure', error, again, ...(afterMs !== undefined && { retryAfterMs: afterMs }) };
}

/** A request without a usable reply. @param clean shortens the text of the network and takes the secrets out of it. */
export function readNoReply(exchange: Exclude<Exchange, Reply>, source: string, clean: (text: string) => string): Failure {
  if (exchange.kind === 'too large') {
    const message = `the reply is larger than ${exchange.maxBytes} bytes; narrow the query or raise maxPoints`;
    return { kind: 'failure', error: new SourceError(source, message, false), again: false };
  }
  const message = clean(exchange.message);
  const again = PASSING.has(exchange.code);
  const cause = Object.assign(new Error(message), { code: exchange.code });
  return { kind: 'failure', error: new SourceError(source, `no answer, ${message}`, again, { cause }), again };
}
