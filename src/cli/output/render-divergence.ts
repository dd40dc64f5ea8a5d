import type { DivergenceReport } from '../../comparison/report/divergence-report.ts';
import { reportHtml } from '../../comparison/report/report-html.ts';
import { reportMarkdown } from '../../comparison/report/report-markdown.ts';
import type { ReportFormat } from '../compare/report-format.ts';
import { divergenceTable } from './divergence-table.ts';
import type { Paint } from './paint.ts';

const FORMATS = {
  table: divergenceTable,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown: reportMarkdown,
  html: reportHtml,
} as const satisfies Record<ReportFormat, (report: DivergenceReport, paint: Paint) => string>;

export function renderDivergence(report: DivergenceReport, format: ReportFormat, paint: Paint): string {
  return FORMATS[format](report, paint);
}
