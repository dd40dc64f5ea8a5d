import type { AnalysisConfig } from '../../model/config.ts';
import { latestCronTime } from '../cron.ts';
import type { ChannelRule } from '../outbox/channel-rule.ts';
import { messagesOfReport } from '../outbox/report-news.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { PairStore, PairStream } from '../ports/pair-store.ts';
import { type ComparedConfig, comparesAnswers } from './compared-config.ts';
import { isReportKept, type KeptReport, reportDocument, reportId } from './kept-reports.ts';
import { makeReport, type ReportDeps } from './make-report.ts';
import type { TallyRange } from './read-tallies.ts';

export interface ScheduledReportsDeps extends ReportDeps {
  readonly store: ReportDeps['store'] & Pick<DocumentStore, 'addDocument' | 'findDocument'> & Pick<PairStore, 'listStreams'>;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly clock: Clock;
  /** Who is told. */
  readonly channels: readonly ChannelRule[];
  /** Told of every report that this process has made and kept. */
  readonly onReport: (kept: KeptReport) => void;
  /** A report that could not be made; it stays due. */
  readonly onError: (error: unknown, stream: Pick<PairStream, 'config'> & Partial<PairStream>) => void;
}

export interface ScheduledReports {
  /** Makes what is due and not kept yet, the latest of each schedule; once the signal is aborted it ends after the one in hand. */
  makeDue(signal: AbortSignal): Promise<void>;
}

/** Pairs that came before the slot are counted by then. */
const SETTLE_MS = 30_000;
const DAY_MS = 86_400_000;
/** Of the longest schedules there are. */
const YEAR_MS = 366 * DAY_MS;
/** What is kept of pairs at all, about: a yearly report is of its last quarter. */
const LONGEST_MS = 92 * DAY_MS;

/**
 * A report for each candidate of a config at each slot of its schedule, of the time since the slot before. Each is made once, whatever
 * number of processes is at it and however often they start: its id is the same for all, and the store takes it once. Of slots that
 * were missed the latest is made up for.
 */
export function createScheduledReports(deps: ScheduledReportsDeps): ScheduledReports {
  /** The slot up to which this process knows all reports of a config to be kept. */
  const done = new Map<string, number>();
  /** The latest slot of a config as of that moment: every minute only the minute since is looked at. */
  const seen = new Map<string, { readonly slotMs: number | undefined; readonly atMs: number }>();
  const latestSlot = ({ name, comparison }: ComparedConfig & Scheduled, atMs: number): number | undefined => {
    const known = seen.get(name);
    const fromMs = known === undefined ? atMs - YEAR_MS : known.atMs + 1;
    const slotMs = latestCronTime(comparison.report.schedule, { fromMs, atMs }) ?? known?.slotMs;
    seen.set(name, { slotMs, atMs });
    return slotMs;
  };
  const makeFor = async (config: ComparedConfig & Scheduled, signal: AbortSignal): Promise<void> => {
    const toMs = latestSlot(config, deps.clock.now() - SETTLE_MS);
    if (toMs === undefined || done.get(config.name) === toMs) return;
    const range = { fromMs: slotBefore(config.comparison.report.schedule, toMs), toMs };
    let isDone = true;
    for (const stream of await deps.store.listStreams({ config: config.name, ...range })) {
      if (signal.aborted) return;
      try {
        await makeOne(deps, config, { ...stream, ...range });
      } catch (error) {
        isDone = false;
        deps.onError(error, stream);
      }
    }
    if (isDone) done.set(config.name, range.toMs);
  };
  return {
    async makeDue(signal) {
      for (const config of deps.configs.values()) {
        if (!comparesAnswers(config) || !isScheduled(config) || signal.aborted) continue;
        await makeFor(config, signal).catch((error: unknown) => deps.onError(error, { config: config.name }));
      }
    },
  };
}

async function makeOne(deps: ScheduledReportsDeps, config: ComparedConfig, of: PairStream & TallyRange): Promise<void> {
  const id = reportId(of, of.toMs);
  if (await isReportKept(deps.store, id)) return;
  const kept = { id, report: await makeReport(deps, config, of) };
  const nowMs = deps.clock.now();
  const messages = messagesOfReport(deps.channels, kept, nowMs);
  if (await deps.store.addDocument(reportDocument(kept, nowMs), messages)) deps.onReport(kept);
}

function slotBefore(schedule: string, slotMs: number): number {
  const fromMs = slotMs - LONGEST_MS;
  return latestCronTime(schedule, { fromMs, atMs: slotMs - 1 }) ?? fromMs;
}

interface Scheduled {
  readonly comparison: { readonly report: { readonly schedule: string } };
}

function isScheduled(config: ComparedConfig): config is ComparedConfig & Scheduled {
  return config.comparison.report !== undefined;
}
