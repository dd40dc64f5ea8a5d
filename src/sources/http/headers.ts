import { validateHeaderName, validateHeaderValue } from 'node:http';
import { SourceError } from '../../errors.ts';
import type { HttpSourceOptions, SourceAuth } from './options.ts';

/**
 * The headers of a request, secrets revealed: revealed anew for each request, so that a changed credential is taken up.
 * @throws {SourceError} a name or a value that HTTP does not allow; the value is not shown.
 */
export function requestHeaders({ name, auth, headers = {}, traceHeaders }: HttpSourceOptions): Record<string, string> {
  const all: Record<string, string> = { 'User-Agent': 'serinus', ...traceHeaders?.() };
  for (const [header, value] of Object.entries(headers)) all[header] = typeof value === 'string' ? value : value.reveal();
  if (auth) all.Authorization = authorization(auth);
  for (const [header, value] of Object.entries(all)) {
    try {
      validateHeaderName(header);
      validateHeaderValue(header, value);
    } catch {
      throw new SourceError(name, `the header ${JSON.stringify(header)} has a name or a value that HTTP does not allow`, false);
    }
  }
  return all;
}

/** Shorter ones protect nothing, and taking them out, such as a tenant "1", would leave no readable message. */
const SHORTEST_SECRET = 6;

/** Every text that must not be in an error: what the server was told in confidence and its encoded forms. */
export function secretTexts({ auth, headers = {} }: HttpSourceOptions): readonly string[] {
  const texts = Object.values(headers).flatMap((value) => (typeof value === 'string' ? [] : [value.reveal()]));
  if (auth) texts.push(auth.kind === 'basic' ? auth.password.reveal() : auth.token.reveal(), authorization(auth).replace(/^\S+ /, ''));
  return texts
    .filter((text) => text.length >= SHORTEST_SECRET)
    .flatMap((text) => [text, encodeURIComponent(text.toWellFormed()), JSON.stringify(text).slice(1, -1)]);
}

function authorization(auth: SourceAuth): string {
  if (auth.kind === 'bearer') return `Bearer ${auth.token.reveal()}`;
  if (auth.kind === 'token') return `Token ${auth.token.reveal()}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password.reveal()}`).toString('base64')}`;
}
