import Table from 'cli-table3';

import type { MetricResult } from '../../model/verdict.ts';
import { withoutControlCharacters as safe } from './control-characters.ts';
import type { LookReport } from './look-report.ts';
import { CLASSIFICATION_STYLE, type Paint, VERDICT_STYLE } from './paint.ts';
import { besideMetrics } from './readiness-text.ts';
import { effectText, forecastText, metricName, scoreText, sidesText, subjectText, toleranceText } from './result-text.ts';

const HEAD = ['metric', 'control -> candidate', 'effect', 'allowed', 'judged', 'forecast'];

/** The verdict in a line with its reasons, then a row for each metric. Ends with a line feed. */
export function lookTable(report: LookReport, paint: Paint): string {
  const { look } = report;
  const table = new Table({ head: HEAD.map((text) => paint('bold', text)), style: { head: [], border: [] } });
  for (const metric of look.metrics) table.push(row(metric, paint));
  const verdict = paint(VERDICT_STYLE[look.verdict], look.verdict.toUpperCase());
  const [, ...further] = look.reasons;
  return [
    `${verdict}  ${scoreText(look.score)}  ${safe(look.reason)}`,
    safe(subjectText(report)),
    ...further.map((reason) => `  also: ${safe(reason)}`),
    table.toString(),
    ...besideMetrics(look).map(safe),
    ...look.metrics.flatMap((metric) => metric.warnings.map((warning) => `warning: ${safe(metricName(metric))}: ${safe(warning)}`)),
    '',
  ].join('\n');
}

function row(metric: MetricResult, paint: Paint): string[] {
  const judged = paint(CLASSIFICATION_STYLE[metric.classification], metric.classification);
  return [
    safe(metricName(metric)),
    sidesText(metric),
    safe(effectText(metric.effect)),
    toleranceText(metric.effect),
    metric.muted ? `${judged} (muted)` : judged,
    forecastText(metric),
  ];
}
