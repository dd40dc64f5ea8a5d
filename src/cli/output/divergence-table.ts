import Table from 'cli-table3';

import type { ComparatorReport, DivergenceReport, Quantiles, ReportAction, Share } from '../../comparison/report/divergence-report.ts';
import { withoutControlCharacters as safe } from './control-characters.ts';
import type { Paint } from './paint.ts';

const ACTION_STYLE = {
  'roll-out': ['bold', 'green'],
  'collect-more': ['bold', 'yellow'],
  investigate: ['bold', 'yellow'],
  'do-not-roll-out': ['bold', 'red'],
} as const satisfies Record<ReportAction, Parameters<Paint>[0]>;

/** Rows of a table that is sorted by what matters most. */
const MOST_ROWS = 10;
const MOST_CASES = 5;

/** The recommendation in a line, what else speaks against it, and a table of each part that has something to say, without empty columns. */
export function divergenceTable(report: DivergenceReport, paint: Paint): string {
  const { action, sentence } = report.recommendation;
  const table = (head: readonly string[], rows: readonly string[][]): string[] => {
    if (rows.length === 0) return [];
    const shown = rows.slice(0, MOST_ROWS);
    const hasText = (_: string, column: number): boolean => shown.some((row) => row[column] !== '');
    const drawn = new Table({ head: head.filter(hasText).map((text) => paint('bold', text)), style: { head: [], border: [] } });
    for (const row of shown) drawn.push(row.filter(hasText).map(safe));
    return [drawn.toString(), ...(rows.length > MOST_ROWS ? [`  and ${rows.length - MOST_ROWS} more`] : [])];
  };
  return [
    paint(ACTION_STYLE[action], safe(sentence)),
    ...[...report.findings, ...report.systematic.filter(({ isSystematic }) => isSystematic)]
      .filter((further) => !sentence.includes(further.sentence))
      .map((further) => `  also: ${safe(further.sentence)}`),
    ...unmatchedLine(report),
    ...table(['comparator', 'differs', 'noise', 'similarity p05, p50', 'errors'], report.comparators.map(comparatorRow)),
    ...table(
      ['field', 'by', 'candidate', 'noise'],
      report.fields.map(({ comparator, field, candidate, noise }) => [
        field === '' ? '(all)' : field,
        comparator,
        count(candidate),
        report.noise === null ? '' : count(noise),
      ]),
    ),
    ...table(
      ['what differs', 'by', 'pairs'],
      report.categories.map(({ comparator, category, pairs }) => [category, comparator, count(pairs)]),
    ),
    ...table(
      [report.segment ?? 'segment', 'differs'],
      report.segments.map((segment) => [segment.name, shareText(segment)]),
    ),
    ...table(
      ['least similar', 'similarity', 'differences'],
      report.cases
        .slice(0, MOST_CASES)
        .map(({ id, similarity, differences }) => [id, numberText(similarity), differencesText(differences)]),
    ),
    '',
  ].join('\n');
}

function comparatorRow({ name, divergence, noise, similarity, errors }: ComparatorReport): string[] {
  const failed = errors.map(({ code, pairs }) => `${code} ${count(pairs)}`).join(', ');
  return [name, shareText(divergence), noise === null ? '' : shareText(noise), quantilesText(similarity), failed];
}

function unmatchedLine({ unmatched: { control, candidate } }: DivergenceReport): string[] {
  if (control.events + candidate.events === 0) return [];
  return [`  without the other answer: ${count(control.events)} of the control, ${count(candidate.events)} of the candidate`];
}

/** `12 of 1,000: 1.2 % [0.6 %, 2.1 %]` */
function shareText({ events, trials, rate, lower, upper }: Share): string {
  const counts = `${count(events)} of ${count(trials)}`;
  return rate === null ? counts : `${counts}: ${percent(rate)} [${percent(lower)}, ${percent(upper)}]`;
}

function quantilesText({ p05, p50 }: Quantiles): string {
  return p05 === null ? '' : `${numberText(p05)}, ${numberText(p50)}`;
}

function differencesText(differences: DivergenceReport['cases'][number]['differences']): string {
  const texts = differences.map(({ field, type, category }) => `${field === '' ? '' : `${field} `}${category ?? type}`);
  return texts.length > 3 ? `${texts.slice(0, 3).join('; ')}; ${texts.length - 3} more` : texts.join('; ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(ratio: number): string {
  return `${Number((100 * ratio).toPrecision(3))} %`;
}

/** Similarities are known to 2.5 % of what is missing to 1. */
function numberText(value: number | null): string {
  return value === null ? '' : String(Number(value.toFixed(2)));
}
