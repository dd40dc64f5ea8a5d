import { spawnSync } from 'node:child_process';
import { escaped, round } from './svg.ts';

const CHARACTER = 7.23;
const LINE = 16;
const COLUMNS = 128;
const MARGIN = 16;
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/\bpromote\b|\bPROMOTE\b|\bpass\b/, '#57d38c'],
  [/\brollback\b|\bROLLBACK\b|\bhigh\b/, '#ff7b72'],
  [/\bcontinue\b|\bundecided\b/, '#d7ba7d'],
  [/[┌┐└┘├┤┬┴┼─│]+/, '#5c6370'],
];

/** The end of a real run of the demo as it looks in a terminal. */
export function demoTerminal(): string {
  const run = spawnSync(process.execPath, ['src/main.ts', 'demo', '--once'], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  if (run.status !== 0) throw new Error(`the demo ended with ${run.status}: ${run.stderr}`);
  const lines = ['$ npm run demo', ...abridged(run.stdout.trimEnd().split('\n'))];
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const rows = lines.map((words, i) => row(words, MARGIN + LINE * (i + 0.8)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The demo in a terminal" font-family="${FONT}" font-size="12" fill="#d4d4d4">
<title>The demo in a terminal</title>
<rect width="${width}" height="${height}" rx="8" fill="#1b1f24"/>
${rows.join('\n')}
</svg>
`;
}

/** The looks that say something, and the two results with fewer rules between their rows. */
function abridged(output: readonly string[]): string[] {
  const looks = output.filter((line) => /^\d\d:\d\d {2}/.test(line));
  const telling = (line: string, i: number): boolean => /promote|rollback/.test(line) || /about \d+ more steps/.test(line) || i < 2;
  const shown = looks.filter(telling);
  const ends = shown.filter((line) => /promote|rollback/.test(line));
  const first = shown.filter((line) => !ends.includes(line));
  const some = new Set([...first.slice(0, 4), ...first.slice(-2), ...ends]);
  const results = output.slice(output.findIndex((line) => /as expected$/.test(line)));
  return [
    ...shown.filter((line) => some.has(line)),
    '',
    ...results.filter((line, i) => !line.startsWith('├') || results[i - 2]?.startsWith('┌')),
  ].map((line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line));
}

function row(words: string, y: number): string {
  if (words === '') return '';
  const pattern = new RegExp(COLOURS.map(([part]) => `(${part.source})`).join('|'), 'g');
  let html = '';
  let done = 0;
  for (const match of words.matchAll(pattern)) {
    const colour = COLOURS[match.slice(1).findIndex((group) => group !== undefined)]![1];
    html += `${escaped(words.slice(done, match.index))}<tspan fill="${colour}">${escaped(match[0])}</tspan>`;
    done = match.index + match[0].length;
  }
  html += escaped(words.slice(done));
  // The length keeps columns under one another whatever font is there.
  const length = round(words.length * CHARACTER);
  return `<text x="${MARGIN}" y="${round(y)}" xml:space="preserve" textLength="${length}" lengthAdjust="spacing">${html}</text>`;
}
