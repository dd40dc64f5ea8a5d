import type { Scope } from '../../model/analysis.ts';
import type { Effect } from '../../model/judgement.ts';
import type { MetricResult, SideSummary } from '../../model/verdict.ts';
import type { LookReport } from './look-report.ts';

/*
 * The words and numbers that the table, Markdown and JUnit share. Every one is plain text: the formats do their own escaping.
 */

/** `latency`, or `latency{pod="a"}` for a pair told apart by labels. */
export function metricName({ name, labels }: MetricResult): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

/** `version=v1`, several joined by commas. */
export function scopeText(scope: Scope): string {
  return Object.entries(scope)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** `shop: version=v1 -> version=v2, look 12 at 2026-01-31T08:12:00.000Z` */
export function subjectText({ subject, look }: LookReport): string {
  const at = new Date(look.slotMs).toISOString();
  return `${subject.configName}: ${scopeText(subject.control)} -> ${scopeText(subject.candidate)}, look ${look.number} at ${at}`;
}

/** `score 97.5`, or that none can be said. */
export function scoreText(score: number | null): string {
  return score === null ? 'no score yet' : `score ${shortNumber(score)}`;
}

/** Control to candidate: the means, or the numbers of events where there is no mean (histograms). */
export function sidesText({ control, candidate }: MetricResult): string {
  return `${sideText(control)} -> ${sideText(candidate)}`;
}

function sideText({ count, mean }: SideSummary): string {
  if (mean !== null) return shortNumber(mean);
  return count === 0 ? 'no data' : `${count.toLocaleString('en-US')} events`;
}

/** `p99 +12.3 % [8.1 %, 16.6 %]`; empty when nothing was measured. An open end of the interval is `-inf` or `inf`. */
export function effectText(effect: Effect | null): string {
  if (effect === null) return '';
  const { name, scale, estimate, lower, upper } = effect;
  const point = `${name} ${estimate > 0 ? '+' : ''}${onScale(scale, estimate)}`;
  if (lower === null && upper === null) return point;
  return `${point} [${lower === null ? '-inf' : onScale(scale, lower)}, ${upper === null ? 'inf' : onScale(scale, upper)}]`;
}

export function toleranceText(effect: Effect | null): string {
  return effect === null || effect.tolerance === null ? '' : onScale(effect.scale, effect.tolerance);
}

/** `needs ~12 more steps`; empty for what is told already or cannot be foretold. */
export function forecastText({ moreSteps }: MetricResult): string {
  return moreSteps === null ? '' : `needs ~${moreSteps} more ${moreSteps === 1 ? 'step' : 'steps'}`;
}

function onScale(scale: Effect['scale'], value: number): string {
  return scale === 'relative' ? `${shortNumber(100 * value, 3)} %` : shortNumber(value);
}

/** At most so many significant digits; whole numbers keep all of theirs. */
function shortNumber(value: number, digits = 4): string {
  return String(Math.abs(value) >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits)));
}
