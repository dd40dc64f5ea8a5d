import type { AnalysisConfig } from '../model/config.ts';
import { nextCronTime } from './cron.ts';

/**
 * The first slot after `afterMs`: by the config's interval counted from the analysis' start, or by its cron expression in UTC.
 * The deadline is always a slot, so that an analysis ends on time; there is none after it.
 *
 * @returns Unix milliseconds, or null when afterMs is at or past the deadline.
 */
export function nextSlot(config: Pick<AnalysisConfig, 'cadence' | 'maxDurationMs'>, startMs: number, afterMs: number): number | null {
  const deadlineMs = startMs + config.maxDurationMs;
  if (afterMs >= deadlineMs) return null;
  const { cadence } = config;
  const slotMs =
    cadence.kind === 'interval'
      ? startMs + (Math.floor(Math.max(0, afterMs - startMs) / cadence.intervalMs) + 1) * cadence.intervalMs
      : nextCronTime(cadence.expression, afterMs, deadlineMs);
  return Math.min(slotMs, deadlineMs);
}
