import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Exchange } from '../http/exchange.ts';
import type { Outcome } from '../http/outcome.ts';
import { readRefusal } from '../http/read-failure.ts';
import { readExchange } from './read-exchange.ts';

const NamesReply = Compile(Type.Object({ status: Type.Literal('success'), data: Type.Array(Type.String()) }));

/** The values of a label that an exchange says, or the failure as an error of the product's own. */
export function readNames(exchange: Exchange, source: string, scrub: (text: string) => string): Outcome<readonly string[]> {
  const reply = exchange.kind === 'reply' ? parse(exchange.body) : undefined;
  if (NamesReply.Check(reply)) return { kind: 'answer', answer: reply.data };
  const outcome = readExchange(exchange, source, scrub);
  if (outcome.kind === 'failure' || exchange.kind !== 'reply') return outcome as Outcome<never>;
  return readRefusal(exchange, source, `HTTP ${exchange.status}, not a list of names`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
