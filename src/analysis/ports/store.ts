import type { Analysis, AnalysisStatus, Look, Scope } from '../../model/analysis.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import type { NoiseProfile } from '../../model/noise-profile.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { DocumentStore } from './document-store.ts';
import type { NewMessage, Outbox } from './outbox.ts';
import type { Page } from './page.ts';
import type { PairStore } from './pair-store.ts';
import type { Retention } from './retention.ts';

export interface AnalysisFilter {
  readonly status?: AnalysisStatus;
  readonly verdict?: Verdict;
  readonly configName?: string;
  /** 1 to 500. */
  readonly limit: number;
  readonly cursor?: string;
}

/** The analysis as it stands after a look or a cancellation. */
export type AnalysisProgress = Pick<
  Analysis,
  'status' | 'verdict' | 'score' | 'reason' | 'lastSlotMs' | 'nextSlotMs' | 'looks' | 'endedAtMs'
>;

/**
 * Where analyses, looks, pairs and clients' documents are kept. A method that returned has made its change durable: kill -9 afterwards loses nothing.
 * Every method throws a StoreError when the store cannot be used.
 */
export interface Store extends DocumentStore, Outbox, PairStore, Retention {
  /** Adds the analysis unless its key is taken; then the one that has the key is returned and `created` is false. */
  createAnalysis(analysis: Analysis): Promise<{ readonly analysis: Analysis; readonly created: boolean }>;
  findAnalysis(id: string): Promise<Analysis | undefined>;
  /** The newest analysis (by createdAtMs) of exactly this config name and these scopes. */
  findLatestAnalysis(of: {
    readonly configName: string;
    readonly control: Scope;
    readonly candidate: Scope;
  }): Promise<Analysis | undefined>;
  /** Newest first. @throws {BadInputError} a cursor that this store did not give. */
  listAnalyses(filter: AnalysisFilter): Promise<Page<Analysis>>;
  /** Running analyses with nextSlotMs <= nowMs, longest overdue first. */
  dueAnalyses(nowMs: number, limit: number): Promise<readonly Analysis[]>;
  /**
   * Adds the look with the series it judged, and the messages that tell of it, and moves its analysis on: all or nothing.
   * False, and nothing changed, when (analysisId, slotMs) is there already, the analysis has not had exactly the looks before this one
   * (another process stored one meanwhile), or it is no longer running.
   */
  saveLook(look: Look, records: readonly MetricRecord[], progress: AnalysisProgress, messages?: readonly NewMessage[]): Promise<boolean>;
  /** Ends a running analysis and adds the messages that tell of it; false, and nothing changed, when it was not running. */
  endAnalysis(
    id: string,
    progress: Pick<AnalysisProgress, 'status' | 'reason' | 'endedAtMs'>,
    messages?: readonly NewMessage[],
  ): Promise<boolean>;
  /** The look of that slot, or the latest when slotMs is absent. */
  findLook(analysisId: string, slotMs?: number): Promise<Look | undefined>;
  /** Oldest first. */
  listLooks(analysisId: string, page: { readonly limit: number; readonly cursor?: string }): Promise<Page<Look>>;
  /** What that look judged, bit for bit; undefined when there is no such look, or its series have been removed. */
  findRecords(analysisId: string, slotMs: number): Promise<readonly MetricRecord[] | undefined>;
  /** Keeps the profile in the place of the one that the config has of the same metric and query hash. */
  saveNoiseProfile(configName: string, profile: NoiseProfile): Promise<void>;
  /** Those of the config of exactly this name, the newest by fittedAtMs first. */
  findNoiseProfiles(configName: string): Promise<readonly NoiseProfile[]>;
  /** @throws {StoreError} the store does not answer or, unless it was opened read-only, takes no changes. */
  check(): Promise<void>;
  close(): Promise<void>;
}
