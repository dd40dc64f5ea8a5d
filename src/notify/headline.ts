import type { AnalysisChange } from '../analysis/outbox/analysis-change.ts';
import type { ReportNews } from '../analysis/outbox/report-news.ts';

/** One line for people: `shop: rollback (candidate version=v2, control version=v1)`. Nothing in it is escaped. */
export function headline({ change, config, verdict, candidate, control }: AnalysisChange): string {
  const what = change === 'ended' || change === 'cancelled' ? `${change}, verdict ${verdict}` : verdict;
  return `${config}: ${what} (candidate ${scopeText(candidate)}, control ${scopeText(control)})`;
}

/** The same of a report: `pets: report on candidate v2, do-not-roll-out`. */
export function reportHeadline({ config, candidate, action }: ReportNews): string {
  return `${config}: report on candidate ${candidate}, ${action}`;
}

function scopeText(scope: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(scope).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? 'of the config' : pairs.join(' ');
}

/** `97.5`, or a dash where it cannot be said. */
export function scoreText(score: number | null): string {
  return score === null ? '-' : String(Math.round(score * 10) / 10);
}
