import { Counter, type Registry } from 'prom-client';
import type { AroundOperation } from './around-store.ts';
import { durations } from './durations.ts';
import { errorCode } from './error-code.ts';

/** Times every operation of the store, and counts those that failed by the code of their error. */
export function storeMetrics(registry: Registry): AroundOperation {
  const series = durations({
    registry,
    name: 'serinus_store_operation_duration_seconds',
    help: 'Time of an operation of the store, of one that failed too.',
    buckets: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  });
  const errors = new Counter({
    name: 'serinus_store_errors_total',
    help: 'Operations of the store that failed, by operation and code of the error.',
    labelNames: ['operation', 'code'],
    registers: [registry],
  });
  return (operation) => {
    const observe = series({ operation });
    return (work) => {
      const startMs = performance.now();
      const result = work();
      // The promise of the store itself goes on to the caller, who does not wait for what is counted here.
      result.then(
        () => observe((performance.now() - startMs) / 1000),
        (error: unknown) => {
          observe((performance.now() - startMs) / 1000);
          errors.inc({ operation, code: errorCode(error) });
        },
      );
      return result;
    };
  };
}
