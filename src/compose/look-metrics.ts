import { Counter, Histogram, type Registry } from 'prom-client';

import type { Look } from '../model/analysis.ts';

/** What is counted of the looks: how many, with which verdict, how long they took and how late they were. */
export function lookMetrics(registry: Registry): { readonly observe: (look: Look) => void; readonly failed: () => void } {
  const looks = new Counter({
    name: 'serinus_looks_total',
    help: 'Looks by verdict and by what asked for them.',
    labelNames: ['verdict', 'trigger'],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'serinus_look_failures_total',
    help: 'Looks that could not be made at all and will be tried again.',
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'serinus_look_duration_seconds',
    help: 'Time of a look from its first query to its verdict.',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [registry],
  });
  const lateness = new Histogram({
    name: 'serinus_look_lateness_seconds',
    help: 'From the moment a scheduled look was due to its start.',
    buckets: [0.1, 1, 3, 10, 30, 100, 300, 1000, 3000],
    registers: [registry],
  });
  return {
    observe({ verdict, trigger, startedAtMs, finishedAtMs, slotMs }) {
      looks.inc({ verdict, trigger });
      seconds.observe((finishedAtMs - startedAtMs) / 1000);
      if (trigger === 'schedule') lateness.observe(Math.max(0, startedAtMs - slotMs) / 1000);
    },
    failed: () => failures.inc(),
  };
}
