import { Counter, Histogram, type Registry } from 'prom-client';

import type { Look } from '../model/analysis.ts';

export interface LookMetrics {
  /** @param config name of the analysis' config. */
  readonly observe: (look: Look, config: string) => void;
  readonly failed: () => void;
}

/** What is counted of the looks: how many, with which verdict, what they found, how long they took and how late they were. */
export function lookMetrics(registry: Registry): LookMetrics {
  const registers = [registry];
  const looks = new Counter({
    name: 'serinus_looks_total',
    help: 'Looks by verdict and by what asked for them.',
    labelNames: ['verdict', 'trigger'],
    registers,
  });
  const decided = new Counter({
    name: 'serinus_analyses_decided_total',
    help: 'Analyses that a look has ended, by config and verdict; continue is what the deadline left undecided.',
    labelNames: ['config', 'verdict'],
    registers,
  });
  const results = new Counter({
    name: 'serinus_metric_results_total',
    help: 'What looks found of the metrics of a config, by classification.',
    labelNames: ['config', 'classification'],
    registers,
  });
  const failures = new Counter({
    name: 'serinus_look_failures_total',
    help: 'Looks that could not be made at all; those of the schedule are tried again.',
    registers,
  });
  const seconds = new Histogram({
    name: 'serinus_look_duration_seconds',
    help: 'Time of a look from its first query to its verdict.',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers,
  });
  const lateness = new Histogram({
    name: 'serinus_look_lateness_seconds',
    help: 'From the moment a scheduled look was due to its start.',
    buckets: [0.1, 1, 3, 10, 30, 100, 300, 1000, 3000],
    registers,
  });
  return {
    observe({ verdict, trigger, final, metrics, startedAtMs, finishedAtMs, slotMs }, config) {
      looks.inc({ verdict, trigger });
      if (final) decided.inc({ config, verdict });
      for (const { classification } of metrics) results.inc({ config, classification });
      seconds.observe((finishedAtMs - startedAtMs) / 1000);
      if (trigger === 'schedule') lateness.observe(Math.max(0, startedAtMs - slotMs) / 1000);
    },
    failed: () => failures.inc(),
  };
}
