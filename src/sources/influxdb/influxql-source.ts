import type { MetricSource } from '../../analysis/ports/metric-source.ts';
import { checkWindow } from '../http/check-window.ts';
import { openClockWatch } from '../http/clock-watch.ts';
import { requestHeaders, secretTexts } from '../http/headers.ts';
import { openNodeExchange } from '../http/node-exchange.ts';
import { endpointOf, type SourceDeps } from '../http/options.ts';
import { scrub } from '../http/scrub.ts';
import { openSender } from '../http/sender.ts';
import type { InfluxqlSourceOptions } from './options.ts';
import { addSeries, placeByStart, readInfluxql, type Statement } from './read-influxql.ts';
import { openGrid } from './series-grid.ts';

const BYTES_PER_POINT = 64;
const BYTES_BESIDE_POINTS = 1 << 20;
const WARNINGS_KEPT = 20;
const ADVICE = 'group by time(${step}) from ${start} to before ${stop}';

/**
 * InfluxDB 1 by its route `/query`. The query is one SELECT over the window's steps (see renderQuery's `${start}`, `${stop}`).
 * @throws {BadInputError} the URL cannot be used.
 */
export function influxqlSource(options: InfluxqlSourceOptions, deps: SourceDeps): MetricSource {
  const { name, maxPoints, database, retentionPolicy } = options;
  const exchange = openNodeExchange({
    endpoint: endpointOf(options),
    ca: options.ca,
    maxConcurrent: options.maxConcurrent,
    maxBytes: BYTES_BESIDE_POINTS + maxPoints * BYTES_PER_POINT,
  });
  const send = openSender(options, deps);
  const clock = openClockWatch(deps.now);
  const clean = (text: string): string => scrub(text, secretTexts(options));

  const ask = (query: string, signal: AbortSignal): Promise<Statement> => {
    const form = new URLSearchParams({
      q: query,
      db: database,
      epoch: 'ms',
      ...(retentionPolicy !== undefined && { rp: retentionPolicy }),
    });
    return send({
      exchange: clock.watching(async (until) => {
        // As a form, since a query may be longer than a URL can be.
        const headers = { ...requestHeaders(options), Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
        return exchange({ method: 'POST', path: '/query', headers, body: form.toString() }, until);
      }),
      read: (answer) => readInfluxql(answer, name, clean),
      signal,
    });
  };

  return {
    name,
    dialect: 'influxql',
    async query({ query, window, signal }) {
      checkWindow(window, options);
      const statement = await ask(query, signal);
      const grid = openGrid({ source: name, window, maxPoints, placeOf: placeByStart, advice: ADVICE });
      addSeries(statement, grid, name);
      const warnings = (statement.messages ?? []).slice(0, WARNINGS_KEPT).map(({ text }) => clean(text));
      return { series: grid.series(), warnings };
    },
    clockAheadMs: clock.aheadMs,
    async check(signal) {
      await ask('SHOW RETENTION POLICIES', signal); // unlike others, it says when there is no such database
    },
  };
}
