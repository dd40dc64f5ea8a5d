/**
 * Whole milliseconds > 0 as Go, Prometheus and the schema of Flagger's Canary all read them: `30m`, `90s`, `500ms`. Go knows no days, and
 * that schema neither hours nor two units together.
 */
export function goDuration(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
