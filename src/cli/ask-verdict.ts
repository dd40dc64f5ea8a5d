import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { ServerError } from './server-error.ts';
import { UsageError } from './usage-error.ts';

/** With a maximum age the server may have to query its sources first. */
const TIMEOUT_MS = 60_000;

/** What this program reads of GET /verdict; a newer server may say more. */
const VerdictReply = Type.Object({
  verdict: Type.Enum(['promote', 'continue', 'rollback']),
  score: Type.Union([Type.Number(), Type.Null()]),
  reason: Type.String(),
  reasons: Type.Array(Type.String()),
  analysis: Type.String(),
  config: Type.String(),
  status: Type.Enum(['running', 'finished', 'cancelled']),
  look: Type.Union([Type.Integer(), Type.Null()]),
  slot: Type.Union([Type.String(), Type.Null()]),
  metrics: Type.Array(
    Type.Object({ classification: Type.Enum(['pass', 'high', 'low', 'undecided', 'nodata', 'error']), reason: Type.String() }),
  ),
  readiness: Type.Optional(
    Type.Array(Type.Object({ item: Type.String(), state: Type.Enum(['met', 'not-met', 'unknown']), reason: Type.String() })),
  ),
  rollout: Type.Optional(Type.Object({ text: Type.String(), why: Type.String() })),
});
export type VerdictReply = Static<typeof VerdictReply>;

const Problem = Type.Object({ detail: Type.String() });
const isVerdict = Compile(VerdictReply);
const isProblem = Compile(Problem);

/**
 * Asks once.
 * @throws {UsageError} the server refuses the question (4xx); {ServerError} no answer in time, a failure of the server, another document.
 */
export async function askVerdict(request: typeof fetch, url: URL, interrupt: AbortSignal): Promise<VerdictReply> {
  const { status, body } = await get(request, url, interrupt);
  const detail = isProblem.Check(body) ? body.detail : `HTTP ${status}`;
  if (status >= 400 && status < 500 && status !== 429) throw new UsageError(`${url.origin} refuses the question: ${detail}`);
  if (status !== 200) throw new ServerError(`${url.origin} failed: ${detail}`);
  if (!isVerdict.Check(body)) throw new ServerError(`${url.origin}${url.pathname} answered with something that is no verdict`);
  return body;
}

async function get(request: typeof fetch, url: URL, interrupt: AbortSignal): Promise<{ status: number; body: unknown }> {
  try {
    const response = await request(url, { signal: AbortSignal.any([interrupt, AbortSignal.timeout(TIMEOUT_MS)]) });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch (cause) {
    throw new ServerError(`${url.origin} does not answer: ${why(cause)}`, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides the system's reason in the cause. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing for ${TIMEOUT_MS / 1000} s`;
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}
