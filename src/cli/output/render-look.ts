import { lookJson } from './look-json.ts';
import { lookJunit } from './look-junit.ts';
import { lookMarkdown } from './look-markdown.ts';
import type { LookReport } from './look-report.ts';
import { lookTable } from './look-table.ts';
import type { Paint } from './paint.ts';

export type LookFormat = 'table' | 'json' | 'junit' | 'markdown';

const FORMATS = {
  table: lookTable,
  json: lookJson,
  junit: lookJunit,
  markdown: lookMarkdown,
} as const satisfies Record<LookFormat, (report: LookReport, paint: Paint) => string>;

export function renderLook(report: LookReport, format: LookFormat, paint: Paint): string {
  return FORMATS[format](report, paint);
}
