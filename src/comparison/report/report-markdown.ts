import { formatDuration } from '../../model/duration.ts';
import { percentText } from '../number-text.ts';
import type { CaseReport, DivergenceReport, RatePoint } from './divergence-report.ts';
import type { Block } from './report-blocks.ts';
import { reportContent } from './report-content.ts';
import { visibleLine, visibleText } from './visible-text.ts';

const LEVELS = '▁▂▃▄▅▆▇█';
const TONE_MARK = { good: '✅', unsure: '⏳', bad: '❌' } as const;

/** The report as Markdown that GitHub and others show; nothing in an answer or a name becomes Markdown or HTML. Ends with a line feed. */
export function reportMarkdown(report: DivergenceReport): string {
  return `${reportContent(report).map(blockMarkdown).join('\n\n')}\n`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `# ${escaped(block.text)}`;
    case 'heading':
      return `## ${escaped(block.text)}`;
    case 'text':
      return escapedLine(block.text);
    case 'verdict':
      return `**${TONE_MARK[block.tone]} ${escaped(block.text)}**`;
    case 'list':
      return block.items.map((item) => `- ${escapedLine(item)}`).join('\n');
    case 'table':
      return [row(block.columns), `|---|${'---:|'.repeat(block.columns.length - 1)}`, ...block.rows.map(row)].join('\n');
    case 'rates':
      return ratesText(block.points);
    case 'case':
      return [
        `### ${escaped(block.heading)}`,
        ...(block.facts.length > 0 ? [escapedLine(block.facts.join(', '))] : []),
        ...answers(block.shown),
      ].join('\n\n');
  }
}

const row = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;

function answers({ control, candidate, secondControl }: CaseReport): string[] {
  return [
    ...['Control:', fenced(control), 'Candidate:', fenced(candidate)],
    ...(secondControl === undefined ? [] : ['Second control:', fenced(secondControl)]),
  ];
}

/** In a fence that is longer than any in the text. */
function fenced(text: string): string {
  const shown = visibleText(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${shown}\n${fence}`;
}

/** A bar for each point, as high as its rate; a dot where there were no pairs. */
function ratesText(points: readonly RatePoint[]): string {
  const rates = points.map(({ pairs, divergent }) => (pairs === 0 ? null : divergent / pairs));
  const highest = Math.max(0, ...rates.map((rate) => rate ?? 0));
  const bar = (rate: number | null): string =>
    rate === null ? '·' : LEVELS[highest === 0 ? 0 : Math.min(LEVELS.length - 1, Math.floor((LEVELS.length * rate) / highest))]!;
  return `Rate over time, a bar for ${formatDuration(points[0]?.lengthMs ?? 0)}, at most ${percentText(highest)}: \`${rates.map(bar).join('')}\``;
}

/** As a block of its own, which must not begin as a list does. */
function escapedLine(text: string): string {
  return escaped(text).replace(/^(?:[-+=]|\d+[.)](?=\s|$))/, (start) => `&#${start.charCodeAt(0)};${start.slice(1)}`);
}

/** Nothing in a name or a message may become Markdown or HTML: @ would call people, # would link issues, an address would be a link. */
function escaped(text: string): string {
  return visibleLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]|~]/g, '\\$&')
    .replace(/[@#]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('://', '&#58;//')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`);
}
