import type { Delivery } from '../analysis/ports/notifier.ts';

/** A reply, of which only this is looked at. */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  readonly date?: string | undefined;
  /** The beginning of what it said, without secrets. */
  readonly text: string;
}

/** Statuses below 500 that may pass: the request was too slow, too early, or one of too many. */
const PASSING = new Set([408, 425, 429]);

/**
 * What a reply means: any 2xx is delivered; 5xx and some others may go well later; the rest, redirections among it, never will.
 * Where messages go is the settings' alone to say, so redirections are not followed.
 */
export function deliveryOf(answer: Answer): Delivery {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `HTTP ${status}${answer.text === '' ? '' : `: ${answer.text}`}`;
  if (status >= 300 && status < 400) return { kind: 'refused', reason: `HTTP ${status}: redirections are not followed` };
  if (status < 500 && !PASSING.has(status)) return { kind: 'refused', reason };
  const retryAfterMs = askedMs(answer);
  return { kind: 'failed', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Milliseconds Retry-After asks for; a date is held against the reply's own Date, so that the clocks need not agree. RFC 9110, 10.2.3. */
function askedMs({ retryAfter, date }: Answer): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const ms = Date.parse(retryAfter) - Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
