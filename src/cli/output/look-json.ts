import type { LookReport } from './look-report.ts';

/** The look as a JSON document with its config and scopes; ends with a line feed. Infinite numbers are null: JSON has none. */
export function lookJson({ subject, look }: LookReport): string {
  const { configName, control, candidate } = subject;
  return `${JSON.stringify({ config: configName, control, candidate, ...look }, null, 2)}\n`;
}
