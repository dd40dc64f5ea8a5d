import type { MetricSource } from '../../analysis/ports/metric-source.ts';
import { sampleCount } from '../../model/time-series.ts';
import { checkWindow } from '../http/check-window.ts';
import { openClockWatch } from '../http/clock-watch.ts';
import { secretTexts } from '../http/headers.ts';
import type { SourceDeps } from '../http/options.ts';
import { scrub } from '../http/scrub.ts';
import { openSender } from '../http/sender.ts';
import { cutWindow } from './cut-window.ts';
import { type Ask, openExchange } from './exchange.ts';
import { openMatrix } from './matrix.ts';
import type { PrometheusSourceOptions } from './options.ts';
import { type DataReply, readExchange } from './read-exchange.ts';
import { readNames } from './read-names.ts';

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
export function prometheusSource(options: PrometheusSourceOptions, deps: SourceDeps): MetricSource {
  const { name, maxPoints } = options;
  const exchange = openExchange(options);
  const clean = (text: string): string => scrub(text, secretTexts(options));
  const sender = openSender(options, deps);
  const clock = openClockWatch(deps.now);
  const send = (ask: Ask, signal: AbortSignal, steps: number): Promise<DataReply> =>
    sender({
      exchange: clock.watching((until) => exchange(ask, until, steps)),
      read: (answer) => readExchange(answer, name, clean),
      signal,
    });

  return {
    name,
    dialect: 'promql',
    async query({ signal, ...request }) {
      const { query, window } = request;
      checkWindow(window, options);
      const matrix = openMatrix(name, request, maxPoints);
      const warnings = new Set<string>();
      let isPartial = false;
      for (const part of cutWindow(window, POINTS_PER_REQUEST)) {
        const steps = sampleCount(part);
        const lastMs = part.startMs + (steps - 1) * part.stepMs; // a range query's end is inclusive
        const reply = await send(
          (driver) => driver.rangeQuery(query, new Date(part.startMs), new Date(lastMs), part.stepMs / 1000),
          signal,
          steps,
        );
        matrix.add(reply, part);
        for (const warning of reply.warnings) warnings.add(warning);
        isPartial ||= reply.isPartial;
      }
      const reply = { series: matrix.series(), warnings: [...warnings] };
      return { ...reply, ...(isPartial && { isPartial }), ...(matrix.hasNative() && { ofWholeWindow: true }) };
    },
    clockAheadMs: clock.aheadMs,
    // The driver hands back whatever the exchange made of the reply, here too.
    metricNames: (signal) =>
      sender({
        exchange: (until) =>
          exchange((driver) => driver.labelValues('__name__') as Promise<unknown> as ReturnType<Ask>, until, Number.POSITIVE_INFINITY),
        read: (answer) => readNames(answer, name, clean),
        signal,
      }),
    async check(signal) {
      await send((driver) => driver.instantQuery('vector(1)', new Date(0)), signal, 1);
    },
  };
}
