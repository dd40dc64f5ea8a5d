import type { MetricSource } from '../../analysis/ports/metric-source.ts';
import { checkWindow } from '../http/check-window.ts';
import { openClockWatch } from '../http/clock-watch.ts';
import { requestHeaders, secretTexts } from '../http/headers.ts';
import { openNodeExchange } from '../http/node-exchange.ts';
import { endpointOf, type SourceDeps } from '../http/options.ts';
import { scrub } from '../http/scrub.ts';
import { openSender } from '../http/sender.ts';
import type { FluxSourceOptions } from './options.ts';
import { readFlux } from './read-flux.ts';
import { openGrid } from './series-grid.ts';

/** Rows repeat the labels and, unless they are dropped, the limits of the range. */
const BYTES_PER_POINT = 256;
const BYTES_BESIDE_POINTS = 1 << 20;
const ADVICE = 'use aggregateWindow(every: ${step}, ...) over range(start: ${start}, stop: ${stop}), stamped by the end of the step';

/**
 * InfluxDB 2 by its route `/api/v2/query`. The official client makes the request and decodes the tables; between the two the product's own
 * exchange keeps the limits, and no secret reaches the client.
 * @throws {BadInputError} the URL cannot be used.
 */
export function fluxSource(options: FluxSourceOptions, deps: SourceDeps): MetricSource {
  const { name, maxPoints, org } = options;
  const endpoint = endpointOf(options);
  const exchange = openNodeExchange({
    endpoint,
    ca: options.ca,
    maxConcurrent: options.maxConcurrent,
    maxBytes: BYTES_BESIDE_POINTS + maxPoints * BYTES_PER_POINT,
  });
  const send = openSender(options, deps);
  const clock = openClockWatch(deps.now);
  const clean = (text: string): string => scrub(text, secretTexts(options));

  const ask = (query: string, signal: AbortSignal): Promise<string> =>
    send({
      exchange: clock.watching(async (until) => {
        // Loaded with the first query: most servers need no client of InfluxDB.
        const { askFlux } = await import('./flux-client.ts');
        return askFlux(query, {
          endpoint,
          org,
          send: ({ path, body, headers }) =>
            exchange({ method: 'POST', path, body, headers: { ...headers, ...requestHeaders(options) } }, until),
        });
      }),
      read: (answer) => readFlux(answer, name, clean),
      signal,
    });

  return {
    name,
    dialect: 'flux',
    async query({ query, window, signal }) {
      checkWindow(window, options);
      const csv = await ask(query, signal);
      const { addTables, placeByEnd } = await import('./flux-tables.ts');
      const grid = openGrid({ source: name, window, maxPoints, placeOf: placeByEnd, advice: ADVICE });
      addTables(csv, grid, { source: name, clean });
      return { series: grid.series(), warnings: [] };
    },
    clockAheadMs: clock.aheadMs,
    async check(signal) {
      await ask('buckets() |> limit(n: 1)', signal);
    },
  };
}
