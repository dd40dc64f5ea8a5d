import { Counter, type Registry } from 'prom-client';

const OUTCOMES = ['made', 'failed'] as const;

/** Counts the scheduled reports of this process; one that failed is tried again, and counts each time. */
export function reportMetrics(registry: Registry): (outcome: (typeof OUTCOMES)[number]) => void {
  const reports = new Counter({
    name: 'serinus_reports_total',
    help: 'Scheduled reports by what became of them: made, or failed, once for each attempt.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of OUTCOMES) reports.inc({ outcome }, 0);
  return (outcome) => reports.inc({ outcome });
}
