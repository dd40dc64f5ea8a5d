import { caseReports } from '../../comparison/report/case-reports.ts';
import type { DivergenceReport } from '../../comparison/report/divergence-report.ts';
import { BadInputError, NotFoundError } from '../../errors.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Page } from '../ports/page.ts';
import type { PairStream } from '../ports/pair-store.ts';
import { comparedConfig } from './compared-config.ts';
import { inTurn } from './in-turn.ts';
import { type KeptReport, listKeptReports, type ReportEntry, readKeptReport } from './kept-reports.ts';
import { leastSimilar, makeReport, type ReportDeps } from './make-report.ts';
import type { TallyRange } from './read-tallies.ts';

/** Which kept reports. */
export interface ReportFilter {
  readonly config: string;
  /** Absent: of all its candidates. */
  readonly candidate?: string;
  /** 1 to 500. */
  readonly limit: number;
  readonly cursor?: string;
}

/** Reports of how a candidate diverges. */
export interface Reports {
  /**
   * One of what is kept now. Several at a time wait for one another.
   * @throws {NotFoundError} no such config; {BadInputError} it compares nothing, or the range; {SerinusError} TOO_BUSY.
   */
  make(stream: PairStream, range: TallyRange): Promise<DivergenceReport>;
  /** Those made by a schedule, newest first. @throws {NotFoundError} no such config; {BadInputError} a cursor that is not ours. */
  list(filter: ReportFilter): Promise<Page<ReportEntry>>;
  /** One of them. Its cases are read afresh: they go when their samples do, and have the marks of now. @throws {NotFoundError} */
  find(id: string): Promise<KeptReport>;
}

export interface ReportsDeps extends ReportDeps {
  readonly store: ReportDeps['store'] & Pick<DocumentStore, 'findDocument' | 'listDocuments'>;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
}

export function createReports(deps: ReportsDeps): Reports {
  const { store, configs } = deps;
  const ask = inTurn('reports');
  return {
    async make({ config: name, candidate }, range) {
      const config = comparedConfig(configs, name);
      checkRange(range, config.stepMs);
      return ask(() => makeReport(deps, config, { candidate, ...range }));
    },
    async list(filter) {
      comparedConfig(configs, filter.config);
      return listKeptReports(store, filter);
    },
    async find(id) {
      const kept = await readKeptReport(store, id);
      if (kept === undefined) throw new NotFoundError('report', id);
      const samples = await leastSimilar(store, kept.report, kept.report);
      return { ...kept, report: { ...kept.report, cases: caseReports(samples) } };
    },
  };
}

const DAY_MS = 86_400_000;
/** Some seconds' reading of the embedded store: of steps, and, where these are long, of hours, by which details are kept. */
const MOST_STEPS = 150_000;
const MOST_HOURS_MS = 50_000 * 3_600_000;

function checkRange({ fromMs, toMs }: TallyRange, stepMs: number): void {
  if (!(fromMs < toMs)) throw new BadInputError('from', 'is not before to');
  const mostMs = Math.min(MOST_STEPS * stepMs, MOST_HOURS_MS);
  if (toMs - fromMs <= mostMs) return;
  const days = (ms: number): string => `${Math.floor((ms / DAY_MS) * 10) / 10} days`;
  const most = `with a step of ${stepMs / 1000} s a report covers ${days(mostMs)} at most`;
  throw new BadInputError('from', `is ${days(toMs - fromMs)} before to; ${most}`);
}
