import { effectNumber } from '../../judging/effect-text.ts';
import type { AnalysisConfig, MetricConfig } from '../../model/config.ts';
import { formatDuration } from '../../model/duration.ts';
import type { Calibration, MetricCalibration } from './calibration.ts';
import type { ReplayReport } from './replay-report.ts';

/** A regression this many tolerances large must be found, or the tolerance promises what the noise does not let it keep. */
const HARM_IN_TOLERANCES = 3;
const LATE_SHARE = 0.8;

/** What to change in a config, in sentences; empty when the history speaks against nothing. */
export function adviceOf(config: AnalysisConfig, { metrics, replay }: Pick<Calibration, 'metrics' | 'replay'>): readonly string[] {
  return [...metrics.flatMap(differenceAdvice), ...(replay === undefined ? [noReplay(config)] : replayAdvice(config, replay))];
}

function differenceAdvice({ metric, difference }: MetricCalibration): string[] {
  if (difference === undefined) return [];
  const { scale, estimate, lower, upper, tolerance } = difference;
  const shown = (value: number): string => effectNumber(scale, value);
  const said = `${metric}: instances differ by ${shown(estimate)} [${shown(lower)}, ${shown(upper)}] with the same version`;
  const needed = Math.max(Math.abs(lower), Math.abs(upper));
  return [
    needed < tolerance
      ? `${said}; the tolerance of ${shown(tolerance)} leaves that much less room for a release`
      : `${said}: a tolerance above ${shown(needed)} is needed, it is ${shown(tolerance)}`,
  ];
}

function noReplay({ maxDurationMs }: AnalysisConfig): string {
  return `the history is too short to replay any release of ${formatDuration(maxDurationMs)}: begin it earlier`;
}

function replayAdvice(config: AnalysisConfig, replay: ReplayReport): string[] {
  const { falseRollbacks, promoted, medianPromoteMs, shortened } = replay;
  const advice: string[] = [];
  const percent = (share: number): string => effectNumber('relative', share);
  if (falseRollbacks.share > config.alpha) {
    const certain = falseRollbacks.lower > config.alpha ? '' : ', though so few releases do not prove it';
    advice.push(
      `${percent(falseRollbacks.share)} of the harmless releases were rolled back, more than alpha ${config.alpha} allows${certain}: widen the tolerance of the metrics with false alarms, or lower alpha`,
    );
  }
  const replayedMs = replay.stepsOfRelease * config.stepMs;
  if (medianPromoteMs === null) {
    const within = formatDuration(replayedMs);
    advice.push(
      shortened
        ? `only ${percent(promoted.share)} of the harmless releases were promoted within ${within}, which is all that the history allows: begin it earlier to see more`
        : `only ${percent(promoted.share)} of the harmless releases were promoted within ${within}: lengthen duration.max, widen the tolerance, or shorten window.step`,
    );
  } else if (medianPromoteMs > LATE_SHARE * config.maxDurationMs) {
    advice.push(
      `half of the harmless releases took more than ${formatDuration(medianPromoteMs)} of ${formatDuration(config.maxDurationMs)} to be promoted: a longer duration.max leaves room`,
    );
  }
  for (const metric of config.metrics) advice.push(...harmAdvice(metric, replay));
  return advice;
}

function harmAdvice({ name, tolerance }: MetricConfig, { metrics }: ReplayReport): string[] {
  const replayed = metrics[name];
  if (replayed === undefined || replayed.noHarm !== undefined || tolerance.ratio === undefined) return [];
  const { smallestHarm } = replayed;
  const allowed = effectNumber('relative', tolerance.ratio);
  const way = 'a longer duration.max, a shorter window.step or more instances find less';
  if (smallestHarm === null) return [`${name}: not even a doubling was found in four releases of five: ${way}`];
  if (smallestHarm <= HARM_IN_TOLERANCES * Math.max(tolerance.ratio, 0.05)) return [];
  return [`${name}: harm below ${effectNumber('relative', smallestHarm)} goes unseen, far above the tolerance of ${allowed}: ${way}`];
}
