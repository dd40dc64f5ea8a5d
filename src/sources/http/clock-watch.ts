import type { Exchange } from './exchange.ts';

type Send = (signal: AbortSignal) => Promise<Exchange>;

/** Holds a server's clock against ours by the Date header of its replies. */
export interface ClockWatch {
  /** The same request, its reply looked at. */
  readonly watching: (send: Send) => Send;
  /** By how much the server's clock is ahead of ours, at least; negative where it is behind. 0 while the two may agree; undefined before a Date. */
  readonly aheadMs: () => number | undefined;
}

export function openClockWatch(now: () => number): ClockWatch {
  let latest: number | undefined;
  return {
    watching: (send) => async (signal) => {
      const sentMs = now();
      const exchange = await send(signal);
      if (exchange.kind === 'reply') latest = aheadMs(exchange.header('date'), { sentMs, receivedMs: now() }) ?? latest;
      return exchange;
    },
    aheadMs: () => latest,
  };
}

/**
 * What a reply's date says for certain: clocks that agree have it between the request and the end of the reply. A date has whole seconds,
 * rounded down.
 * @returns undefined when there is no date.
 * @see RFC 9110, 6.6.1
 */
export function aheadMs(date: string | undefined, our: { readonly sentMs: number; readonly receivedMs: number }): number | undefined {
  const earliest = Date.parse(date ?? '');
  if (Number.isNaN(earliest)) return undefined;
  if (earliest > our.receivedMs) return earliest - our.receivedMs;
  return Math.min(0, earliest + 999 - our.sentMs);
}
