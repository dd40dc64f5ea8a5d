import { createTask, type ScheduledTask } from 'node-cron';

const DAY_MS = 86_400_000;
/** Lengths of what the fields before the days count, the longest first; a field for seconds is the first of six. */
const UNITS_MS = [DAY_MS, 3_600_000, 60_000, 1_000];

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The first time in (afterMs, limitMs) that the expression matches in UTC, else limitMs. */
export function nextCronTime(expression: string, afterMs: number, limitMs: number): number {
  const task = cronTask(expression);
  const tickMs = fieldsOf(expression).length > 5 ? 1_000 : 60_000;
  for (let ms = (Math.floor(afterMs / tickMs) + 1) * tickMs; ms < limitMs; ms += tickMs) {
    if (task.match(new Date(ms))) return ms;
  }
  return limitMs;
}

/** The last time in [fromMs, atMs] that the expression matches in UTC; undefined when there is none. */
export function latestCronTime(expression: string, { fromMs, atMs }: { readonly fromMs: number; readonly atMs: number }) {
  const fields = fieldsOf(expression);
  // Days first, by an expression that is theirs alone, then the hours of such a day: a year back is a few hundred questions.
  const levels = UNITS_MS.slice(0, fields.length - 2).map((_, level) => {
    const free = fields.length - 3 - level;
    return cronTask(fields.map((field, i) => (i < free ? '*' : field)).join(' '));
  });
  const latest = (level: number, startMs: number, endMs: number): number | undefined => {
    const unitMs = UNITS_MS[level]!;
    for (let ms = Math.floor(endMs / unitMs) * unitMs; ms > startMs - unitMs; ms -= unitMs) {
      if (!levels[level]!.match(new Date(ms))) continue;
      const found = level === levels.length - 1 ? ms : latest(level + 1, Math.max(ms, startMs), Math.min(ms + unitMs - 1, endMs));
      if (found !== undefined && found >= startMs) return found;
    }
    return undefined;
  };
  return latest(0, fromMs, atMs);
}

function fieldsOf(expression: string): string[] {
  const text = expression.trim();
  return (NICKNAMES[text.toLowerCase()] ?? text).split(/\s+/);
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
