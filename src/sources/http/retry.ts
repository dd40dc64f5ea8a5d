import type { Outcome } from './outcome.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const LONGEST_RETRY_AFTER_MS = 30_000;

export interface RetryPolicy {
  readonly retries: number;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Attempts until one answers, fails for a reason that will not pass, or the retries are used up. @throws {SourceError} of the last attempt. */
export async function retry<T>(attempt: () => Promise<Outcome<T>>, { retries, random, sleep }: RetryPolicy): Promise<T> {
  for (let failures = 0; ; failures++) {
    const outcome = await attempt();
    if (outcome.kind === 'answer') return outcome.answer;
    if (!outcome.again || failures >= retries) throw outcome.error;
    await sleep(waitMs(failures, random(), outcome.retryAfterMs));
  }
}

/**
 * How long to wait before asking again: doubling from 250 ms to 10 s, between half of it and all of it by chance, and no less than the
 * server asked for, of which 30 s are granted.
 * @param failures attempts that failed before this one, >= 0.  @param random in [0, 1).
 */
export function waitMs(failures: number, random: number, retryAfterMs = 0): number {
  const backOffMs = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS) * (0.5 + random / 2);
  return Math.max(backOffMs, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
}

/**
 * Milliseconds a Retry-After header asks to wait, >= 0; undefined when it says nothing usable. A date is held against the reply's own
 * Date header, so that the two clocks need not agree.
 * @see RFC 9110, 10.2.3
 */
export function retryAfterMs(retryAfter: string | undefined, date: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const ms = Date.parse(retryAfter) - Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
