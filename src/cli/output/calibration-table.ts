import Table from 'cli-table3';

import type { Calibration, MetricCalibration } from '../../analysis/calibrate/calibration.ts';
import type { MetricReplay, Rate, ReplayReport } from '../../analysis/calibrate/replay-report.ts';
import { effectNumber } from '../../judging/effect-text.ts';
import { formatDuration } from '../../model/duration.ts';
import { withoutControlCharacters as safe } from './control-characters.ts';
import type { Paint } from './paint.ts';

const HEAD = ['metric', 'noise profile', 'noise of a step', 'false alarms in 1,000', 'proven harmless', 'finds from'];

/** What was learnt, a row a metric, then how the replayed releases ended and what to change. Ends with a line feed. */
export function calibrationTable(calibration: Calibration, paint: Paint): string {
  const { replay, advice } = calibration;
  const table = new Table({
    head: HEAD.map((text) => paint('bold', text)),
    style: { head: [], border: [] },
    colWidths: [null, 44],
    wordWrap: true,
  });
  for (const metric of calibration.metrics) table.push(row(metric, replay?.metrics[metric.metric], paint));
  return [
    safe(subject(calibration)),
    table.toString(),
    ...(replay === undefined ? [] : replayLines(replay, calibration.stepMs)),
    ...advice.map((sentence) => `${paint('yellow', 'advice')}: ${safe(sentence)}`),
    '',
  ].join('\n');
}

/** `shop: 2026-01-31T00:00:00.000Z to 2026-01-31T11:59:00.000Z, instances in halves of 3 and 3; a release has 1.75 times the variance of these` */
function subject({ config, fromMs, toMs, halves }: Calibration): string {
  const span = `${config}: ${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
  if (halves === undefined) return span;
  const factor =
    halves.varianceFactor === 1 ? '' : `; a release has ${Number(halves.varianceFactor.toPrecision(3))} times the variance of these`;
  return `${span}, instances in halves of ${halves.control.length} and ${halves.candidate.length}${factor}`;
}

function row(calibration: MetricCalibration, replay: MetricReplay | undefined, paint: Paint): string[] {
  const { metric, steps, segments, refusal, stepDeviation, stepsPerIndependent } = calibration;
  const learnt = `${steps} steps${segments > 1 ? ` in ${segments} parts` : ''}`;
  const noise =
    stepDeviation === undefined || stepsPerIndependent === undefined
      ? ''
      : `${Number(stepDeviation.toPrecision(3))}, ${Number(stepsPerIndependent.toPrecision(2))} worth one`;
  return [
    safe(metric),
    refusal === undefined ? `${paint('green', 'learnt')} from ${learnt}` : `${paint('yellow', 'none')}: ${safe(refusal)}`,
    noise,
    replay === undefined ? '' : inThousand(replay.falseAlarms),
    replay === undefined ? '' : percent(replay.proven.share),
    replay === undefined ? '' : harmText(replay),
  ];
}

function harmText({ smallestHarm, noHarm }: MetricReplay): string {
  if (noHarm !== undefined) return `not tried: ${noHarm}`;
  return smallestHarm === null ? 'not even +100 %' : `+${percent(smallestHarm)}`;
}

function replayLines({ releases, disjoint, stepsOfRelease, shortened, withProfiles, ...found }: ReplayReport, stepMs: number): string[] {
  const { falseRollbacks, promoted, undecided, medianPromoteMs } = found;
  const length = `${formatDuration(stepsOfRelease * stepMs)}${shortened ? ', shorter than a release for want of history' : ''}`;
  const median = medianPromoteMs === null ? 'half of them or more never' : `half of them within ${formatDuration(medianPromoteMs)}`;
  return [
    `Replayed ${releases} harmless releases of ${length}; ${disjoint} of them do not overlap, and the intervals count those.`,
    `${withProfiles} were judged with noise profiles, each learnt without the release and the 30 steps beside it.`,
    `  rolled back for nothing  ${inThousand(falseRollbacks)} in 1,000`,
    `  promoted                 ${percent(promoted.share)}, ${median}`,
    `  undecided at the end     ${percent(undecided.share)}`,
  ];
}

/** `0 [0, 459]` */
function inThousand({ share, lower, upper }: Rate): string {
  const count = (value: number): string => String(Math.round(1000 * value));
  return `${count(share)} [${count(lower)}, ${count(upper)}]`;
}

const percent = (share: number): string => effectNumber('relative', share);
