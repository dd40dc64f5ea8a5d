import { SerinusError, SourceError } from '../../errors.ts';
import type { KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import type { WrittenResult } from '../../kayenta/written-result.ts';
import type { StoredDocument } from '../ports/document-store.ts';
import type { RequestDocument } from './execution.ts';
import { isoInstant } from './iso-instant.ts';

/** How a run stands, in Orca's words; terminal: it failed, and says nothing of the canary. */
export const EXECUTION_STATUSES = ['not_started', 'running', 'succeeded', 'terminal', 'canceled'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];
export const UNFINISHED = ['not_started', 'running'] as const satisfies readonly ExecutionStatus[];

/** Why a run failed. */
export interface RunException {
  readonly timestamp: number;
  /** The code of the error. */
  readonly exceptionType: string;
  /** The stage that failed. */
  readonly operation: string;
  readonly details: { readonly error: string; readonly errors: readonly string[] };
  readonly shouldRetry: boolean;
}

/** Times of a run: when it was asked for, began and ended, each twice. */
export interface RunTimes {
  readonly buildTimeMillis: number;
  readonly buildTimeIso: string;
  readonly startTimeMillis?: number;
  readonly startTimeIso?: string;
  readonly endTimeMillis?: number;
  readonly endTimeIso?: string;
}

/** A run of a canary: Kayenta's CanaryExecutionStatusResponse, as it is stored and answered. */
export interface ExecutionRecord extends RunTimes {
  readonly application: string;
  readonly parentPipelineExecutionId?: string;
  readonly pipelineId: string;
  readonly stageStatus: Readonly<Record<string, ExecutionStatus>>;
  readonly complete: boolean;
  readonly status: ExecutionStatus;
  readonly exception?: RunException;
  /** Present when, and only when, it succeeded. */
  readonly result?: { readonly judgeResult: WrittenResult; readonly canaryDuration: string };
  readonly config: KayentaCanaryConfig;
  readonly canaryConfigId?: string;
  readonly canaryExecutionRequest: RequestDocument;
  readonly metricSetPairListId?: string;
  readonly storageAccountName: string;
  readonly metricsAccountName: string;
  readonly configurationAccountName: string;
}

export const AD_HOC = 'ad-hoc';

/** Each moment in both forms, by the names that Kayenta has for them. */
export function timesOf(times: { readonly build: number; readonly start?: number; readonly end?: number }): RunTimes {
  const { build, start, end } = times;
  return {
    buildTimeMillis: build,
    buildTimeIso: isoInstant(build),
    ...(start !== undefined && { startTimeMillis: start, startTimeIso: isoInstant(start) }),
    ...(end !== undefined && { endTimeMillis: end, endTimeIso: isoInstant(end) }),
  };
}

/** The stages of a run of so many metrics, all at one status but those named. */
export function stagesOf(metrics: number, status: ExecutionStatus, named: Readonly<Record<string, ExecutionStatus>> = {}) {
  const fetches = Array.from({ length: metrics }, (_, i) => [`fetchControl${i}`, `fetchExperiment${i}`]).flat();
  const all = ['setupContext', ...fetches, 'mixMetrics', 'judge'];
  const at = (stage: string): ExecutionStatus => named[stage.replace(/\d+$/, '')] ?? status;
  return Object.fromEntries(all.map((stage) => [stage, at(stage)]));
}

/** Whether clients are told the sentence of an error: it speaks of what they sent, or of a source. */
export function isTold(error: unknown): error is SerinusError {
  return error instanceof SerinusError && (error.statusCode < 500 || error instanceof SourceError);
}

/** What clients are told of a failure; of one that is ours nothing but that there was one. */
export function exceptionOf(error: unknown, at: { readonly nowMs: number; readonly operation: string }): RunException {
  return {
    timestamp: at.nowMs,
    exceptionType: isTold(error) ? error.code : 'INTERNAL',
    operation: at.operation,
    details: {
      error: 'Unexpected Task Failure',
      errors: [isTold(error) ? error.message : 'The server failed; its log has the cause under the id of this run.'],
    },
    shouldRetry: false,
  };
}

export function executionDocument(record: ExecutionRecord): StoredDocument {
  return {
    kind: 'canary-execution',
    id: record.pipelineId,
    status: record.status,
    applications: [record.application],
    createdAtMs: record.buildTimeMillis,
    updatedAtMs: record.endTimeMillis ?? record.startTimeMillis ?? record.buildTimeMillis,
    body: record,
  };
}

/** Statuses as clients list them: upper case, by commas. Those that no run here has find nothing. */
export function readStatuses(text: string): readonly ExecutionStatus[] {
  const asked = new Set(text.split(',').map((status) => status.trim().toLowerCase()));
  return EXECUTION_STATUSES.filter((status) => asked.has(status));
}
