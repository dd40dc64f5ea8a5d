import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type Comparisons, type ComparisonsDeps, createComparisons } from '../analysis/comparison/comparisons.ts';
import { createScheduledReports, type ScheduledReportsDeps } from '../analysis/comparison/scheduled-reports.ts';
import { reportMetrics } from '../observe/report-metrics.ts';
import { type Rounds, startRounds } from '../schedule/rounds.ts';

export interface ScheduledReportsParts extends Omit<ScheduledReportsDeps, 'pause' | 'onReport' | 'onError'> {
  readonly logger: Logger;
  readonly registry: Registry;
}

/** Tallies are read some at a time: requests and looks have the process between two readings. */
const pause = (): Promise<void> => setImmediate();

export function openComparisons(parts: Omit<ComparisonsDeps, 'pause'>): Comparisons {
  return createComparisons({ ...parts, pause });
}

const EVERY_MINUTE = '* * * * *';

/** Makes reports as the configs' schedules say, and at once those that were missed while nobody was there. */
export function openScheduledReports({ logger, registry, ...deps }: ScheduledReportsParts): Rounds {
  const count = reportMetrics(registry);
  const reports = createScheduledReports({
    ...deps,
    pause,
    onReport({ id, report: { config, candidate, recommendation } }) {
      count('made');
      logger.info({ report: id, config, candidate, action: recommendation.action }, 'a report is made');
    },
    onError(error, stream) {
      count('failed');
      logger.error({ err: error, ...stream }, 'a report could not be made; it stays due');
    },
  });
  const rounds = startRounds({
    expression: EVERY_MINUTE,
    round: (signal) => reports.makeDue(signal),
    onError: (error) => logger.error({ err: error }, 'reports could not be made; they stay due'),
  });
  void rounds.tick();
  return rounds;
}
