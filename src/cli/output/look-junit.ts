import type { Classification } from '../../model/judgement.ts';
import type { MetricResult } from '../../model/verdict.ts';
import type { LookReport } from './look-report.ts';
import { effectText, metricName, scoreText, sidesText, subjectText } from './result-text.ts';

type Mark = 'failure' | 'error' | 'skipped' | undefined;

const MARK = {
  pass: undefined,
  high: 'failure',
  low: 'failure',
  undecided: 'skipped',
  nodata: 'error',
  error: 'error',
} as const satisfies Record<Classification, Mark>;

/**
 * JUnit XML, one test case a metric: proven harmful is a failure, not measured is an error, not told yet is skipped. A muted metric
 * has no influence on the verdict, so at worst it is skipped. Ends with a line feed.
 */
export function lookJunit(report: LookReport): string {
  const { look, subject } = report;
  const marks = look.metrics.map(markOf);
  const count = (mark: Mark): number => marks.filter((one) => one === mark).length;
  const seconds = Math.max(0, look.finishedAtMs - look.startedAtMs) / 1000;
  const totals = `tests="${marks.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="serinus" ${totals}>`,
    `  <testsuite name="${escapeXml(subject.configName)}" ${totals} timestamp="${new Date(look.slotMs).toISOString()}">`,
    '    <properties>',
    property('verdict', look.verdict),
    property('score', look.score === null ? '' : String(look.score)),
    property('reason', look.reason),
    '    </properties>',
    ...look.metrics.map((metric) => testCase(subject.configName, metric)),
    `    <system-out>${escapeXml(`${look.verdict}, ${scoreText(look.score)}: ${look.reason}\n${subjectText(report)}`)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function markOf({ classification, muted }: MetricResult): Mark {
  const mark = MARK[classification];
  return muted && mark !== undefined ? 'skipped' : mark;
}

function property(name: string, value: string): string {
  return `      <property name="${name}" value="${escapeXml(value)}"/>`;
}

function testCase(config: string, metric: MetricResult): string {
  const open = `    <testcase classname="${escapeXml(`${config}.${metric.group}`)}" name="${escapeXml(metricName(metric))}" time="0"`;
  const mark = markOf(metric);
  if (mark === undefined) return `${open}/>`;
  const message = `message="${escapeXml(metric.muted ? `muted: ${metric.reason}` : metric.reason)}"`;
  if (mark === 'skipped') return `${open}>\n      <skipped ${message}/>\n    </testcase>`;
  const details = [metric.reason, sidesText(metric), effectText(metric.effect)].filter((line) => line !== '').join('\n');
  return `${open}>\n      <${mark} ${message} type="${metric.classification}">${escapeXml(details)}</${mark}>\n    </testcase>`;
}

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** For attributes and text alike. XML 1.0 has no way to write most control characters and lone surrogates: they become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITY[character]!)
    .replace(/[\t\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
