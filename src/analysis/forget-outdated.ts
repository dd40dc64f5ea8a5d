import { UNFINISHED } from './kayenta/execution-record.ts';
import type { Clock } from './ports/clock.ts';
import type { DocumentKind } from './ports/document-store.ts';
import type { PairStore } from './ports/pair-store.ts';
import type { Retention } from './ports/retention.ts';

/** How long things are kept; Infinity is for ever. Analyses with their verdicts and the latest look of each are not among them: they stay. */
export interface RetentionRules {
  /** Ages are those of a look's slot, above 0; the count is of one analysis, 1 or more. */
  readonly looks: { readonly maxAgeMs: number; readonly maxCount: number };
  /** What looks have judged. */
  readonly series: { readonly maxAgeMs: number };
  /** Runs and series of Kayenta's clients, from their last change. */
  readonly documents: { readonly maxAgeMs: number };
  /** Reports that a schedule made. */
  readonly reports: { readonly maxAgeMs: number };
  /** Counts of pairs, from when their step or hour began. */
  readonly pairs: { readonly maxAgeMs: number };
  /** Pairs kept for review, with their marks. */
  readonly samples: { readonly maxAgeMs: number };
  /** Which requests were counted: one that comes again later is counted again. */
  readonly pairIds: { readonly maxAgeMs: number };
}

export interface ForgetDeps {
  readonly store: Retention & Pick<PairStore, 'removePairs'>;
  readonly clock: Clock;
  readonly rules: RetentionRules;
  /** Lets others have the store between two steps. */
  readonly pause: () => Promise<void>;
}

/** How many of each were removed. */
export interface Forgotten {
  readonly looks: number;
  /** Looks that have lost them. */
  readonly series: number;
  readonly documents: number;
  readonly reports: number;
  /** Counts of steps and hours, samples, ids or lots of them, halves that nobody asked for. */
  readonly pairs: number;
}

/** Rows of a step: a few milliseconds of the embedded store, which answers nobody meanwhile. */
const STEP = 50;
/** Configs are what clients have put there to stay; challenges stay as their analyses do. */
const KINDS = ['canary-execution', 'standalone-analysis', 'metric-set-list', 'metric-set-pair-list'] as const satisfies DocumentKind[];
/** More than any analysis has. */
const ANY_COUNT = 1_000_000_000;

/**
 * Removes what is older than the rules allow, step by step; once the signal is aborted it ends after the step in hand.
 * @throws {StoreError}: what was removed until then is gone.
 */
export async function forgetOutdated({ store, clock, rules, pause }: ForgetDeps, signal: AbortSignal): Promise<Forgotten> {
  const before = (maxAgeMs: number): number => (maxAgeMs === Number.POSITIVE_INFINITY ? Number.MIN_SAFE_INTEGER : clock.now() - maxAgeMs);
  const { looks, series, documents, reports, pairs, samples, pairIds } = rules;

  const removeLooks = async (): Promise<number> => {
    const bounds = { beforeMs: before(looks.maxAgeMs), perAnalysis: Math.min(looks.maxCount, ANY_COUNT) };
    let removed = 0;
    let after: string | undefined;
    do {
      const step = await store.removeLooks(bounds, { limit: STEP, ...(after !== undefined && { after }) });
      removed += step.removed;
      after = step.next;
      await pause();
    } while (after !== undefined && !signal.aborted);
    return removed;
  };
  /** Until a step finds fewer. */
  const repeat = async (step: () => Promise<number>, fewest = STEP): Promise<number> => {
    let removed = 0;
    while (!signal.aborted) {
      const now = await step();
      removed += now;
      if (now < fewest) break;
      await pause();
    }
    return removed;
  };

  const seriesBeforeMs = before(series.maxAgeMs);
  const documentsBeforeMs = before(documents.maxAgeMs);
  const reportsBeforeMs = before(reports.maxAgeMs);
  const outdatedPairs = {
    talliesBeforeMs: before(pairs.maxAgeMs),
    samplesBeforeMs: before(samples.maxAgeMs),
    idsBeforeMs: before(pairIds.maxAgeMs),
    limit: STEP,
  };
  const forgotten = {
    looks: await removeLooks(),
    series: await repeat(() => store.removeSeries({ beforeMs: seriesBeforeMs, limit: STEP })),
    documents: await repeat(() =>
      store.removeDocuments({ kinds: KINDS, statusesBut: UNFINISHED, updatedBeforeMs: documentsBeforeMs, limit: STEP }),
    ),
    reports: await repeat(() =>
      store.removeDocuments({ kinds: ['divergence-report'], statusesBut: [], updatedBeforeMs: reportsBeforeMs, limit: STEP }),
    ),
    pairs: await repeat(() => store.removePairs(outdatedPairs), 1),
  };
  while (!signal.aborted && (await store.giveBackSpace())) await pause();
  return forgotten;
}
