import type { Delivery } from '../analysis/ports/notifier.ts';
import { type Answer, deliveryOf } from './answer.ts';

export interface Post {
  readonly url: string;
  /** Beside content-type and user-agent. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** What must not be repeated, should the receiver send it back. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/** Characters of a reply that are told to the operator, */
const TOLD = 200;
/** and how many are read for them at most: what lies between may be the end of a secret. */
const READ = 4096;

/** Sends JSON once. Of a reply no more than its beginning is read, and of a good one nothing: a receiver cannot fill the memory. */
export async function postJson({ url, headers, body, secrets, signal }: Post): Promise<Delivery> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'serinus', ...headers },
      body,
      redirect: 'manual',
      signal,
    });
    const answer: Answer = {
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      date: response.headers.get('date') ?? undefined,
      text: response.ok ? '' : hide(await beginning(response), secrets),
    };
    if (response.ok) await response.body?.cancel();
    return deliveryOf(answer);
  } catch (error) {
    return { kind: 'failed', reason: `no answer (${codeOf(error)})` };
  }
}

async function beginning(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop cancels the rest.
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > READ) break;
  }
  return text.replace(/\s+/g, ' ').trim();
}

/** Before it is cut: half a secret is one as well. */
function hide(text: string, secrets: readonly string[]): string {
  const clean = secrets.toSorted((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return clean.length > TOLD ? `${clean.slice(0, TOLD)}...` : clean;
}

/** The code of what went wrong, such as ECONNREFUSED. Its message may hold the address, which may be a secret. */
function codeOf(error: unknown): string {
  const { name, code, cause } = Object(error) as { name?: unknown; code?: unknown; cause?: unknown };
  const inner = Object(cause) as { code?: unknown };
  for (const word of [inner.code, code, name]) if (typeof word === 'string' && /^[A-Za-z0-9_]+$/.test(word)) return word;
  return 'unknown';
}
