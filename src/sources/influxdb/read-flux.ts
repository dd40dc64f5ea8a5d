import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { SourceError } from '../../errors.ts';
import { excerpt } from '../http/excerpt.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outcome } from '../http/outcome.ts';
import { readNoReply, readRefusal } from '../http/read-failure.ts';

const ErrorReply = Compile(Type.Object({ code: Type.Optional(Type.String()), message: Type.String() }));

/** The annotated CSV of a reply, or why there is none. @param clean takes the secrets out of text of the server or the network. */
export function readFlux(exchange: Exchange, source: string, clean: (text: string) => string): Outcome<string> {
  if (exchange.kind !== 'reply') return readNoReply(exchange, source, (text) => excerpt(clean(text)));
  const { status, body, header } = exchange;
  const failure = (message: string): Outcome<string> => readRefusal(exchange, source, `HTTP ${status}${message}`);
  const said = body === '' ? '' : `, ${excerpt(clean(body))}`;
  if (status < 200 || status > 299) {
    const reply = parse(body);
    return failure(ErrorReply.Check(reply) ? `, ${excerpt(clean(`${reply.code ?? 'error'}: ${reply.message}`))}` : said);
  }
  if (body !== '' && !/^text\/csv\b/.test(header('content-type') ?? '')) return failure(`, not annotated CSV: ${excerpt(clean(body))}`);
  // Every line ends with a line break: without the last one, something is missing that the length of the reply did not tell.
  if (body !== '' && !body.endsWith('\n')) {
    return { kind: 'failure', error: new SourceError(source, 'the reply breaks off within a line', true), again: true };
  }
  return { kind: 'answer', answer: body };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
