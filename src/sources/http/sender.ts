import pLimit from 'p-limit';
import { SourceError } from '../../errors.ts';
import type { Exchange } from './exchange.ts';
import type { HttpSourceOptions, SourceDeps } from './options.ts';
import type { Outcome } from './outcome.ts';
import { retry } from './retry.ts';

export interface Sending<T> {
  /** Sends the request, once for each attempt; the signal ends it. */
  readonly exchange: (signal: AbortSignal) => Promise<Exchange>;
  readonly read: (exchange: Exchange) => Outcome<T>;
  readonly signal: AbortSignal;
}

/**
 * A function that gets a request answered: within the timeout, no more than maxConcurrent at one time, tried again where that can help.
 * A request that ran into the timeout is not sent again, since a server that cannot answer in time is not helped by the same question
 * once more. An abort ends everything at once, a wait included.
 *
 * The function throws the {SourceError} of the last attempt, or of the abort.
 */
export function openSender(
  options: Pick<HttpSourceOptions, 'name' | 'timeoutMs' | 'maxConcurrent' | 'retries'>,
  { random, sleep }: SourceDeps,
): <T>(sending: Sending<T>) => Promise<T> {
  const { name, timeoutMs, retries } = options;
  const limit = pLimit(options.maxConcurrent);

  async function attempt<T>({ exchange, read, signal }: Sending<T>): Promise<Outcome<T>> {
    if (signal.aborted) throw cancelled(name, signal);
    const timeout = AbortSignal.timeout(timeoutMs);
    const answer = await exchange(AbortSignal.any([signal, timeout]));
    if (signal.aborted) throw cancelled(name, signal);
    if (answer.kind === 'no reply' && timeout.aborted) {
      return { kind: 'failure', error: new SourceError(name, `no answer within ${timeoutMs} ms`, true), again: false };
    }
    return read(answer);
  }

  return <T>(sending: Sending<T>): Promise<T> =>
    retry(() => unlessAborted(() => limit(() => attempt(sending)), name, sending.signal), {
      retries,
      random,
      sleep: (ms) => unlessAborted(() => sleep(ms, sending.signal), name, sending.signal),
    });
}

/** The work's result, or the error of a cancelled query as soon as the signal aborts, whatever the work still waits for. */
async function unlessAborted<T>(work: () => Promise<T>, source: string, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw cancelled(source, signal);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(cancelled(source, signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } catch (error) {
    throw signal.aborted ? cancelled(source, signal) : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function cancelled(source: string, signal: AbortSignal): SourceError {
  return new SourceError(source, 'the query was cancelled', true, { cause: signal.reason });
}
