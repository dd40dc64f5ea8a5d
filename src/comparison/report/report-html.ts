import { changedPart } from './changed-part.ts';
import type { DivergenceReport } from './divergence-report.ts';
import { escapeHtml, escapeLines } from './escape-html.ts';
import { ratesPicture } from './rates-picture.ts';
import type { Block } from './report-blocks.ts';
import { reportContent } from './report-content.ts';
import { REPORT_STYLE } from './report-style.ts';

/**
 * The report as a page of its own, for screens of any width. It has no script and loads nothing, and every text in it that came with pairs
 * is escaped: answers may be anything.
 */
export function reportHtml(report: DivergenceReport): string {
  const title = `${report.config}: candidate ${report.candidate}`;
  const body = reportContent(report).map((block) => blockHtml(block, report));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>
${REPORT_STYLE}
</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}

function blockHtml(block: Block, { bands }: DivergenceReport): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${escapeHtml(block.text)}</h1>`;
    case 'heading':
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'verdict':
      return `<p class="verdict ${block.tone}">${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'table':
      return tableHtml(block);
    case 'rates':
      return ratesPicture(block.points, bands);
    case 'case':
      return caseHtml(block);
  }
}

function tableHtml({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) => cells('td', row)).join('\n');
  return `<div class="scroll"><table><thead>${cells('th', columns)}</thead><tbody>\n${body}\n</tbody></table></div>`;
}

function caseHtml({ heading, facts, shown: { control, candidate, secondControl } }: Extract<Block, { kind: 'case' }>): string {
  const answers = [
    answerHtml('Control', control, candidate),
    answerHtml('Candidate', candidate, control),
    ...(secondControl === undefined ? [] : [answerHtml('Second control', secondControl, control)]),
  ];
  return `<h3>${escapeHtml(heading)}</h3>\n<p class="facts">${facts.map(escapeHtml).join(' · ')}</p>\n<div class="answers">${answers.join('')}</div>`;
}

/** What differs from the other answer is marked. */
function answerHtml(name: string, text: string, other: string): string {
  const { before, changed, after } = changedPart(text, other);
  const marked = changed === '' ? '' : `<mark>${escapeLines(changed)}</mark>`;
  return `<figure><figcaption>${name}</figcaption><pre dir="auto">${escapeLines(before)}${marked}${escapeLines(after)}</pre></figure>`;
}
