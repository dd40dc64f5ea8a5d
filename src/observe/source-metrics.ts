import { Counter, type Registry } from 'prom-client';
import type { AroundQuery } from './around-source.ts';
import { durations } from './durations.ts';
import { errorCode } from './error-code.ts';

/** Times every query of a source with its repetitions, and counts those that failed. A query that was called off counts as neither. */
export function sourceMetrics(registry: Registry): AroundQuery {
  const series = durations({
    registry,
    name: 'serinus_source_query_duration_seconds',
    help: 'Time of a query with its repetitions and its wait for a free connection, by whether it was answered.',
    buckets: [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
  });
  const errors = new Counter({
    name: 'serinus_source_errors_total',
    help: 'Queries that failed, by source and code of the error.',
    labelNames: ['source', 'code'],
    registers: [registry],
  });
  return (source) => {
    const answered = series({ source, outcome: 'answered' });
    const failed = series({ source, outcome: 'failed' });
    errors.inc({ source, code: 'SOURCE_FAILED' }, 0);
    return async ({ signal }, work) => {
      const startMs = performance.now();
      try {
        const result = await work();
        answered((performance.now() - startMs) / 1000);
        return result;
      } catch (error) {
        if (!signal.aborted) {
          failed((performance.now() - startMs) / 1000);
          errors.inc({ source, code: errorCode(error) });
        }
        throw error;
      }
    };
  };
}
