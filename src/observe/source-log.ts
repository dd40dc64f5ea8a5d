import type { Logger } from 'pino';
import type { Clock } from '../analysis/ports/clock.ts';
import type { AroundQuery } from './around-source.ts';
import type { Origins } from './origins.ts';

/** Between two lines about one source: a look asks many questions, and one that is down fails them all. */
const PAUSE_MS = 60_000;

/** Says in the log that a source fails, once a minute at most, and of which analysis the failed query was. */
export function sourceLog({
  logger,
  origins,
  clock,
}: {
  readonly logger: Logger;
  readonly origins: Origins;
  readonly clock: Clock;
}): AroundQuery {
  return (source) => {
    let lastMs = Number.NEGATIVE_INFINITY;
    let failures = 0;
    return async ({ signal }, work) => {
      try {
        return await work();
      } catch (error) {
        if (!signal.aborted) {
          failures++;
          if (clock.now() - lastMs >= PAUSE_MS) {
            logger.warn({ ...origins.logFields(), err: error, source, failures }, 'queries of a source fail');
            [lastMs, failures] = [clock.now(), 0];
          }
        }
        throw error;
      }
    };
  };
}
