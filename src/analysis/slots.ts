import { createTask, type ScheduledTask } from 'node-cron';

import type { AnalysisConfig } from '../model/config.ts';

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

/** The first time in (afterMs, limitMs) that the expression matches, else limitMs. */
function nextCronTime(expression: string, afterMs: number, limitMs: number): number {
  const task = cronTask(expression);
  const tickMs = expression.trim().split(/\s+/).length > 5 ? 1_000 : 60_000;
  for (let ms = (Math.floor(afterMs / tickMs) + 1) * tickMs; ms < limitMs; ms += tickMs) {
    if (task.match(new Date(ms))) return ms;
  }
  return limitMs;
}

/** node-cron keeps every task it made: one an expression is enough, and it is never started. */
const tasks = new Map<string, ScheduledTask>();

function cronTask(expression: string): ScheduledTask {
  const known = tasks.get(expression);
  if (known !== undefined) return known;
  const task = createTask(expression, () => undefined, { timezone: 'UTC' });
  tasks.set(expression, task);
  return task;
}
