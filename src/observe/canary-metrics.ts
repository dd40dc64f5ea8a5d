import { Counter, type Registry } from 'prom-client';

/** How a run of a client of Kayenta's API has ended. */
const STATUSES = ['succeeded', 'terminal'] as const;

/** Counts the runs that have ended. A run that its client has canceled is none of them. */
export function canaryMetrics(registry: Registry): (status: string) => void {
  const runs = new Counter({
    name: 'serinus_canary_runs_total',
    help: "Runs of clients of Kayenta's API by how they have ended: succeeded, with a score, or terminal, with an error.",
    labelNames: ['status'],
    registers: [registry],
  });
  for (const status of STATUSES) runs.inc({ status }, 0);
  return (status) => runs.inc({ status });
}
