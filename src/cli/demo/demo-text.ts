import type { Look } from '../../model/analysis.ts';
import { withoutControlCharacters } from '../output/control-characters.ts';
import { lookTable } from '../output/look-table.ts';
import { type Paint, VERDICT_STYLE } from '../output/paint.ts';
import { scoreText } from '../output/result-text.ts';
import type { DemoResult } from './run-demo.ts';

/** One look as one line, at its recorded time of day. */
export function demoLine({ slotMs, verdict, score, reason }: Look, name: string, paint: Paint): string {
  const time = new Date(slotMs).toISOString().slice(11, 16);
  const shown = paint(VERDICT_STYLE[verdict], verdict.padEnd(8));
  return `${time}  ${name.padEnd(12)}  ${shown}  ${scoreText(score).padEnd(12)}  ${withoutControlCharacters(reason)}\n`;
}

/** Whether the verdict is the expected one, and the last look in full. */
export function demoResult({ name, verdict, expected, report }: DemoResult, paint: Paint): string {
  const judged = verdict === expected ? `${verdict}, as expected` : `${verdict}, expected ${expected}`;
  return `${name}: ${judged}\n${report === undefined ? '' : lookTable(report, paint)}`;
}

/** What to try on the API while it is up. */
export function demoInvitation(url: string, [first]: readonly DemoResult[]): string {
  const paths = [
    'verdict?config=demo&control=version=v1&candidate=version=v3',
    'analyses',
    `analyses/${first?.analysisId}/looks`,
    'configs',
    'judges',
    'docs',
  ];
  return ['', 'Try, until Ctrl-C:', ...paths.map((path) => `  curl '${url}/${path}'`), ''].join('\n');
}
