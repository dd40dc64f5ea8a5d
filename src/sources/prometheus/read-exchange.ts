import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { excerpt as shorten } from '../http/excerpt.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outcome } from '../http/outcome.ts';
import { readNoReply, readRefusal } from '../http/read-failure.ts';

const WARNINGS_KEPT = 20;

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
  /** Data are missing from the answer, as the server itself says. */
  readonly isPartial: boolean;
}

/**
 * What an exchange says: the data of a success, or the failure as an error of the product's own.
 * @param scrub takes the secrets out of text that the server or the network wrote.
 */
export function readExchange(exchange: Exchange, source: string, scrub: (text: string) => string): Outcome<DataReply> {
  const excerpt = (text: string): string => shorten(scrub(text));
  if (exchange.kind !== 'reply') return readNoReply(exchange, source, excerpt);

  const { status, body } = exchange;
  const failure = (message: string): Outcome<DataReply> => readRefusal(exchange, source, message);
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
  // What is said of the query begins so in every server that has Prometheus's engine; every other warning is of a store that did not answer.
  const isPartial = reply.isPartial === true || (reply.warnings ?? []).some((warning) => !/^PromQL (warning|info)/.test(warning));
  return { kind: 'answer', answer: { ...reply.data, warnings: warnings.slice(0, WARNINGS_KEPT).map(excerpt), isPartial } };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
