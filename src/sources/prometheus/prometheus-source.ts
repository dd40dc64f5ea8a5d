import pLimit from 'p-limit';
import type { MetricSource } from '../../analysis/ports/metric-source.ts';
import { SourceError } from '../../errors.ts';
import { sampleCount } from '../../model/time-series.ts';
import { cutWindow } from './cut-window.ts';
import { type Ask, openExchange } from './exchange.ts';
import { secretTexts } from './headers.ts';
import { openMatrix } from './matrix.ts';
import type { PrometheusSourceDeps, PrometheusSourceOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { type DataReply, readExchange } from './read-exchange.ts';
import { retry } from './retry.ts';
import { scrub } from './scrub.ts';

/** Prometheus refuses a range query of more points per series. */
const POINTS_PER_REQUEST = 11_000;

/**
 * Prometheus, or a server that speaks its HTTP API: Thanos, Mimir, VictoriaMetrics.
 *
 * A window of more than 11,000 points is asked for in several requests, one after the other. Connection errors, HTTP 429 and 5xx are
 * tried again; a request that ran into the timeout is not, since a server that cannot answer in time is not helped by the same
 * question once more. An abort ends the query at once.
 *
 * @throws {BadInputError} the URL cannot be used.
 */
export function prometheusSource(options: PrometheusSourceOptions, { random, sleep }: PrometheusSourceDeps): MetricSource {
  const { name, timeoutMs, retries, maxPoints } = options;
  const limit = pLimit(options.maxConcurrent);
  const exchange = openExchange(options);
  const clean = (text: string): string => scrub(text, secretTexts(options));

  async function attempt(ask: Ask, signal: AbortSignal): Promise<Outcome<DataReply>> {
    if (signal.aborted) throw cancelled(name, signal);
    const timeout = AbortSignal.timeout(timeoutMs);
    const answer = await exchange(ask, AbortSignal.any([signal, timeout]));
    if (signal.aborted) throw cancelled(name, signal);
    if (answer.kind === 'no reply' && timeout.aborted) {
      return { kind: 'failure', error: new SourceError(name, `no answer within ${timeoutMs} ms`, true), again: false };
    }
    return readExchange(answer, name, clean);
  }

  const send = (ask: Ask, signal: AbortSignal): Promise<DataReply> =>
    retry(() => unlessAborted(() => limit(attempt, ask, signal), name, signal), {
      retries,
      random,
      sleep: (ms) => unlessAborted(() => sleep(ms, signal), name, signal),
    });

  return {
    name,
    dialect: 'promql',
    async query({ query, window, signal }) {
      const count = sampleCount(window);
      if (!(count >= 1)) throw new RangeError(`a window from ${window.startMs} to ${window.endMs} has no points`);
      if (count > maxPoints) {
        throw new SourceError(name, `a window of ${count} points is more than maxPoints ${maxPoints}; take a longer step`, false);
      }
      const matrix = openMatrix(name, window, maxPoints);
      const warnings = new Set<string>();
      for (const part of cutWindow(window, POINTS_PER_REQUEST)) {
        const lastMs = part.startMs + (sampleCount(part) - 1) * part.stepMs; // a range query's end is inclusive
        const reply = await send(
          (driver) => driver.rangeQuery(query, new Date(part.startMs), new Date(lastMs), part.stepMs / 1000),
          signal,
        );
        matrix.add(reply, part);
        for (const warning of reply.warnings) warnings.add(warning);
      }
      return { series: matrix.series(), warnings: [...warnings] };
    },
    async check(signal) {
      await send((driver) => driver.instantQuery('vector(1)', new Date(0)), signal);
    },
  };
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
