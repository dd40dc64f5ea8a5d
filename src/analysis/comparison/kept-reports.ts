import { createHash } from 'node:crypto';
import type { DivergenceReport } from '../../comparison/report/divergence-report.ts';
import { BadInputError } from '../../errors.ts';
import type { DocumentHead, DocumentStore, StoredDocument } from '../ports/document-store.ts';
import type { Page } from '../ports/page.ts';
import type { PairStream } from '../ports/pair-store.ts';

/** A report without what it says. */
export interface ReportEntry {
  readonly id: string;
  readonly config: string;
  readonly candidate: string;
  /** The end of its time, and when it was due. */
  readonly toMs: number;
}

export interface KeptReport {
  readonly id: string;
  readonly report: DivergenceReport;
}

const KIND = 'divergence-report';

/** Reports outlive the program that made them: a later one knows by the version what it reads. */
const VERSION = 1;
interface Body {
  readonly version: typeof VERSION;
  readonly report: DivergenceReport;
}

/** The same whoever makes the report, and however often: `shop-20260126T060000Z-1f0c9d2e4b7a`. */
export function reportId({ config, candidate }: PairStream, slotMs: number): string {
  const slot = `${new Date(slotMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const hash = createHash('sha256').update(candidate).digest('hex').slice(0, 12);
  return `${config}-${slot}-${hash}`;
}

export async function isReportKept(store: Pick<DocumentStore, 'findDocument'>, id: string): Promise<boolean> {
  return (await store.findDocument(KIND, id)) !== undefined;
}

/** Its cases are left out: answers are kept as long as samples are, and nowhere else. */
export function reportDocument({ id, report }: KeptReport, nowMs: number): StoredDocument {
  const { config, candidate, toMs } = report;
  return {
    ...{ kind: KIND, id, name: candidate, applications: ownersOf(config, candidate) },
    createdAtMs: toMs,
    updatedAtMs: nowMs,
    body: { version: VERSION, report: { ...report, cases: [] } } satisfies Body,
  };
}

export async function readKeptReport(store: Pick<DocumentStore, 'findDocument'>, id: string): Promise<KeptReport | undefined> {
  const document = await store.findDocument(KIND, id);
  // It was written by reportDocument.
  return document && { id, report: (document.body as Body).report };
}

/** Newest first. @param filter its cursor: how many to pass over. @throws {BadInputError} a cursor that is none of ours. */
export async function listKeptReports(
  store: Pick<DocumentStore, 'listDocuments'>,
  filter: { readonly config: string; readonly candidate?: string; readonly limit: number; readonly cursor?: string },
): Promise<Page<ReportEntry>> {
  const { config, candidate, limit, cursor = '0' } = filter;
  if (!/^\d{1,9}$/.test(cursor)) throw new BadInputError('cursor', `${JSON.stringify(cursor)} is none of ours`);
  const offset = Number(cursor);
  const applications = [candidate === undefined ? config : ownersOf(config, candidate)[1]!];
  const heads = await store.listDocuments(KIND, { applications, limit: limit + 1, offset });
  const items = heads.slice(0, limit).map(entryOf);
  return { items, ...(heads.length > limit && { nextCursor: String(offset + limit) }) };
}

function entryOf({ id, name = '', applications, createdAtMs }: DocumentHead): ReportEntry {
  return { id, config: applications[0] ?? '', candidate: name, toMs: createdAtMs };
}

/** Names of configs have no slash: no two are the same. */
function ownersOf(config: string, candidate: string): readonly string[] {
  return [config, `${config}/${candidate}`];
}
