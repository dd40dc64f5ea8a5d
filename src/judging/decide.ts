import { formatDuration } from '../model/duration.ts';
import type { ReadinessItem } from '../model/readiness.ts';
import type { Decision, MetricResult, Verdict } from '../model/verdict.ts';
import type { JudgedConfig } from './judged-config.ts';
import { isCriticalHarm, isHarm, type Score } from './score.ts';

export interface Progress {
  /** Since the analysis began, up to the moment the look speaks of. */
  readonly elapsedMs: number;
  /** For how long the candidate of each metric had no sample, up to that moment; by the metric's index in `metrics`. */
  readonly silentMs: readonly number[];
  /** The checklist of the config, if it has one. */
  readonly readiness?: readonly ReadinessItem[];
}

type Outcome = Pick<Decision, 'verdict' | 'reason' | 'reasons' | 'final'>;

/**
 * Promote, continue or rollback, with the reasons. The rules, first match wins:
 * 1. a critical metric proven harmful: rollback;
 * 2. a required metric silent for rollbackOnNoData: rollback;
 * 3. minimum duration reached, every required metric proven harmless, score at least `pass`, every item of the checklist met: promote;
 * 4. before the deadline: continue;
 * 5. at the deadline: rollback when the score is below `marginal`; else what onDeadline says, except that a promotion still needs
 *    every required metric measured, none of them harmful, and every item of the checklist met: what is missing or broken never promotes.
 */
export function decide(config: JudgedConfig, metrics: readonly MetricResult[], score: Score, progress: Progress): Outcome {
  const counted = metrics.filter(({ muted }) => !muted);
  const required = counted.filter((metric) => metric.required);

  const harms = counted.filter(isCriticalHarm);
  if (harms.length > 0)
    return outcome(
      'rollback',
      harms.map(({ reason }) => reason),
    );

  const limitMs = config.rollbackOnNoDataMs;
  const silent =
    limitMs === undefined ? [] : metrics.filter((metric, i) => metric.required && !metric.muted && progress.silentMs[i]! >= limitMs);
  if (silent.length > 0) {
    return outcome(
      'rollback',
      silent.map(({ name }) => `${name}: the candidate had no data for ${formatDuration(limitMs!)}`),
    );
  }

  const open = reasonsAgainstPromotion(config, required, score, progress);
  if (open.length === 0) {
    return outcome('promote', [
      `${required.length === 1 ? `${required[0]!.name} is` : `all ${required.length} required metrics are`} proven within tolerance`,
    ]);
  }
  if (progress.elapsedMs < config.maxDurationMs) return { ...outcome('continue', open), final: false };
  return atDeadline(config, required, { score, readiness: progress.readiness ?? [] }, open);
}

function reasonsAgainstPromotion(
  config: JudgedConfig,
  required: readonly MetricResult[],
  score: Score,
  { elapsedMs, readiness = [] }: Progress,
): string[] {
  // What is broken or missing is said first: it is what a person can act on.
  const order = ['high', 'low', 'error', 'nodata', 'undecided'];
  const reasons = required
    .filter(({ classification }) => classification !== 'pass')
    .toSorted((a, b) => order.indexOf(a.classification) - order.indexOf(b.classification))
    .map(({ reason }) => reason);
  if (required.length === 0) reasons.push('no metric is required, so nothing can prove a promotion');
  if (elapsedMs < config.minDurationMs) {
    const leftMs = Math.ceil((config.minDurationMs - elapsedMs) / 1000) * 1000;
    reasons.push(`minimum duration ${formatDuration(config.minDurationMs)} not reached: ${formatDuration(leftMs)} left`);
  }
  if (score.total !== null && score.total < config.thresholds.pass)
    reasons.push(`score ${score.total} is below the ${config.thresholds.pass} that a promotion needs`);
  return [...reasons, ...unmet(readiness)];
}

function unmet(readiness: readonly ReadinessItem[]): readonly string[] {
  return readiness.filter(({ state }) => state !== 'met').map(({ item, state, reason }) => `readiness, ${item} ${STATE[state]}: ${reason}`);
}

const STATE = { met: 'met', 'not-met': 'not met', unknown: 'unknown' } as const satisfies Record<ReadinessItem['state'], string>;

function atDeadline(
  config: JudgedConfig,
  required: readonly MetricResult[],
  { score, readiness }: { readonly score: Score; readonly readiness: readonly ReadinessItem[] },
  open: readonly string[],
): Outcome {
  const deadline = `at the deadline of ${formatDuration(config.maxDurationMs)}`;
  if (score.total !== null && score.total < config.thresholds.marginal) {
    return outcome('rollback', [`score ${score.total} is below ${config.thresholds.marginal} ${deadline}`, ...open]);
  }
  const unmeasured = required.filter(({ classification }) => classification === 'error' || classification === 'nodata');
  const harmful = required.filter(isHarm);
  if (config.onDeadline === 'promote' && (required.length === 0 || unmeasured.length > 0 || harmful.length > 0)) {
    const why = harmful.length > 0 ? 'proven harmful' : 'without a measurement';
    const names = (harmful.length > 0 ? harmful : unmeasured).map(({ name }) => name).join(', ');
    return outcome('rollback', [`no promotion ${deadline}: ${names || 'every metric'} ${why}`, ...open]);
  }
  const [missing] = unmet(readiness);
  if (config.onDeadline === 'promote' && missing !== undefined)
    return outcome('rollback', [`no promotion ${deadline}: ${missing}`, ...open]);
  return outcome(config.onDeadline, [`undecided ${deadline}, which falls to ${config.onDeadline}`, ...open]);
}

function outcome(verdict: Verdict, reasons: readonly string[]): Outcome {
  return { verdict, reason: reasons[0]!, reasons, final: true };
}
