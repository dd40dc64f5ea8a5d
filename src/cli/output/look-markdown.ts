import type { Classification } from '../../model/judgement.ts';
import type { Verdict } from '../../model/verdict.ts';
import { withoutControlCharacters } from './control-characters.ts';
import type { LookReport } from './look-report.ts';
import { besideMetrics } from './readiness-text.ts';
import { effectText, forecastText, metricName, scoreText, sidesText, subjectText, toleranceText } from './result-text.ts';

const VERDICT_MARK = { promote: '✅', continue: '⏳', rollback: '❌' } as const satisfies Record<Verdict, string>;
const MARK = { pass: '✅', high: '❌', low: '❌', undecided: '⏳', nodata: '❔', error: '❔' } as const satisfies Record<
  Classification,
  string
>;

/** The look for a comment on a pull request: a heading with the verdict, the reasons, a table of the metrics. Ends with a line feed. */
export function lookMarkdown(report: LookReport): string {
  const { look } = report;
  const beside = besideMetrics(look);
  const rows = look.metrics.map((metric) => [
    metricName(metric),
    sidesText(metric),
    effectText(metric.effect),
    toleranceText(metric.effect),
    `${MARK[metric.classification]} ${metric.classification}${metric.muted ? ' (muted)' : ''}`,
    forecastText(metric),
  ]);
  return [
    `### ${VERDICT_MARK[look.verdict]} ${look.verdict} (${scoreText(look.score)})`,
    '',
    escapeMarkdown(subjectText(report)),
    '',
    ...look.reasons.map((reason) => `- ${escapeMarkdown(reason)}`),
    '',
    '| metric | control → candidate | effect | allowed | judged | forecast |',
    '|---|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.map(escapeMarkdown).join(' | ')} |`),
    ...(beside.length === 0 ? [] : ['', ...beside.map((line) => `- ${escapeMarkdown(line)}`)]),
    '',
  ].join('\n');
}

/** Nothing in a name or a message may become Markdown or HTML: @ would call people, # would link issues. */
function escapeMarkdown(text: string): string {
  return withoutControlCharacters(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]|~]/g, '\\$&')
    .replaceAll('->', '→')
    .replace(/[@#]/g, (character) => `&#${character.charCodeAt(0)};`);
}
