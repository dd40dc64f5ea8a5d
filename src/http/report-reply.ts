import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { DivergenceReport } from '../comparison/report/divergence-report.ts';
import { reportHtml } from '../comparison/report/report-html.ts';
import { reportMarkdown } from '../comparison/report/report-markdown.ts';
import { REPORT_STYLE } from '../comparison/report/report-style.ts';
import { grants } from '../model/access.ts';
import { acceptedForm, type ReplyForm } from './accepted-form.ts';
import { principalOf } from './auth/principal.ts';
import { DivergenceReportReply, reportExample } from './schemas/divergence-report.ts';

/** What a report may be asked for as, beside its Accept header. */
export const FormQuery = {
  format: Type.Optional(Type.Enum(['json', 'markdown', 'html'], { description: 'Default as Accept says, else json.' })),
};

const TYPES = {
  json: 'application/json; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
} as const satisfies Record<ReplyForm, string>;

/** Of the page's one style sheet, as it stands between its tags. */
const STYLE_HASH = createHash('sha256').update(`\n${REPORT_STYLE}\n`).digest('base64');

/**
 * Answers are texts of anybody. They are escaped; should one slip through all the same, the page may run nothing, load nothing, send
 * nothing, look like nothing else and be shown in no frame.
 */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox',
].join('; ');

const Text = Type.Unsafe<string>({ type: 'string' });

/** The reply of a route that sends a report. */
export const reportReply = {
  description: 'The report.',
  content: {
    'application/json': { schema: DivergenceReportReply, example: reportExample },
    'text/markdown': { schema: Text, example: '# pets: candidate v2\n' },
    'text/html': { schema: Text, example: '<!doctype html>' },
  },
};

/** Sends the report in the form that is asked for. Its cases are answers: they are for those who may read samples. */
export function sendReport(request: FastifyRequest, reply: FastifyReply, made: DivergenceReport): FastifyReply {
  const form = (request.query as { readonly format?: ReplyForm }).format ?? acceptedForm(request.headers.accept);
  const principal = principalOf(request);
  const report = principal === undefined || grants(principal.roles, 'run') ? made : { ...made, cases: [] };
  reply.header('content-type', TYPES[form]).header('vary', 'accept');
  if (form === 'json') return reply.send(report);
  if (form === 'markdown') return reply.send(reportMarkdown(report));
  return reply.header('content-security-policy', POLICY).header('referrer-policy', 'no-referrer').send(reportHtml(report));
}
