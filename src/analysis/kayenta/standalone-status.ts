import type { KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import type { RequestDocument } from './execution.ts';
import type { ExecutionRecord, ExecutionStatus, RunException, RunTimes } from './execution-record.ts';
import type { StandalonePlan } from './standalone-plan.ts';
import type { StandaloneDecision } from './standalone-result.ts';

/** A standalone analysis as it is stored; its runs are stored for themselves. */
export interface StandaloneRecord extends RunTimes {
  readonly application: string;
  readonly user: string;
  readonly parentPipelineExecutionId?: string;
  readonly pipelineId: string;
  readonly complete: boolean;
  readonly status: ExecutionStatus;
  /** Judgements that have begun, or are about to: all but the last of them are made. */
  readonly begun: number;
  readonly exception?: RunException;
  /** Once it is over, unless it was canceled or never judged. */
  readonly decision?: StandaloneDecision;
  readonly canaryAnalysisExecutionRequest: RequestDocument;
  readonly canaryConfig: KayentaCanaryConfig;
  readonly canaryConfigId?: string;
  readonly storageAccountName: string;
  readonly metricsAccountName: string;
  readonly configurationAccountName: string;
}

interface StageStatus {
  readonly type: string;
  readonly name: string;
  readonly status: Uppercase<ExecutionStatus>;
  /** Of the run. */
  readonly executionId?: string;
}

/** Kayenta's CanaryAnalysisExecutionStatusResponse. */
export interface StandaloneStatus extends Omit<StandaloneRecord, 'decision' | 'begun'> {
  readonly stageStatus: readonly StageStatus[];
  readonly executionStatus: Uppercase<ExecutionStatus>;
  readonly canaryAnalysisExecutionResult?: RequestDocument;
}

/** Control samples of a metric below which a judgement is warned of, as in Kayenta. */
const FEW_SAMPLES = 50;

/** What the stages of an analysis need to know of a judgement that has begun. */
export type BegunJudgement = Pick<ExecutionRecord, 'pipelineId' | 'status'>;

/** An analysis that goes on, or has no result. @param begun in their order. */
export function standaloneStatus(record: StandaloneRecord, plan: StandalonePlan, begun: readonly BegunJudgement[]): StandaloneStatus {
  const { decision: _decision, begun: _begun, ...told } = record;
  return {
    ...told,
    stageStatus: stagesOf(record, plan, begun),
    executionStatus: upper(record.status),
  };
}

function stagesOf(record: StandaloneRecord, plan: StandalonePlan, runs: readonly BegunJudgement[]): StageStatus[] {
  const open: ExecutionStatus = record.complete ? (record.status === 'canceled' ? 'canceled' : 'not_started') : 'running';
  let isNext = true;
  const take = (done: boolean): ExecutionStatus => {
    if (done) return 'succeeded';
    const status = isNext ? open : 'not_started';
    isNext = false;
    return status;
  };
  const judgements = plan.judgements.flatMap(({ notBeforeMs }, i): StageStatus[] => {
    const run = runs[i];
    const wait = { type: 'wait', name: `Interval Wait #${i + 1}` };
    const waits = notBeforeMs === undefined ? [] : [{ ...wait, status: upper(take(run !== undefined)) }];
    const status = run === undefined ? (notBeforeMs === undefined ? take(false) : 'not_started') : run.status;
    const judged = { type: 'runCanary', name: `Run Canary #${i + 1}`, status: upper(status) };
    return [...waits, run === undefined ? judged : { ...judged, executionId: run.pipelineId }];
  });
  const warmup = plan.hasWarmup ? [{ type: 'wait', name: 'Warmup Wait', status: upper(runs.length > 0 ? 'succeeded' : 'running') }] : [];
  const end = { type: 'generateCanaryAnalysisResultStage', name: 'Generate Canary Analysis Result' };
  return [...warmup, ...judgements, { ...end, status: upper(record.decision === undefined ? 'not_started' : 'succeeded') }];
}

/** What came of an analysis that is over. */
export function standaloneResult(
  record: StandaloneRecord,
  decision: StandaloneDecision,
  runs: readonly ExecutionRecord[],
): RequestDocument {
  const results = runs.map(judgementResult);
  const { buildTimeIso, startTimeIso, endTimeIso } = record;
  return {
    ...decision,
    hasWarnings: results.some(({ warnings }) => warnings.length > 0),
    canaryScores: runs.flatMap(({ result }) => result?.judgeResult.score.score ?? []),
    canaryExecutionResults: results,
    ...{ buildTimeIso, startTimeIso, endTimeIso },
  };
}

function judgementResult(run: ExecutionRecord) {
  const { pipelineId, status, exception, result, metricSetPairListId, canaryExecutionRequest } = run;
  const [scope] = Object.values(
    (canaryExecutionRequest.scopes ?? {}) as Readonly<Record<string, { readonly controlScope: RequestDocument }>>,
  );
  const [start, end] = [String(scope?.controlScope.start), String(scope?.controlScope.end)];
  const { buildTimeMillis, buildTimeIso, startTimeMillis, startTimeIso, endTimeMillis, endTimeIso } = run;
  return {
    executionId: pipelineId,
    executionStatus: upper(status),
    ...(exception && { exception }),
    ...(result && { result }),
    judgementStartTimeIso: start,
    judgementStartTimeMillis: Date.parse(start),
    judgementEndTimeIso: end,
    judgementEndTimeMillis: Date.parse(end),
    warnings: warningsOf(run),
    ...(metricSetPairListId !== undefined && { metricSetPairListId }),
    ...{ buildTimeMillis, buildTimeIso, startTimeMillis, startTimeIso, endTimeMillis, endTimeIso },
    storageAccountName: run.storageAccountName,
    configurationAccountName: run.configurationAccountName,
  };
}

function warningsOf({ result }: ExecutionRecord): string[] {
  const few = (result?.judgeResult.results ?? []).filter(({ controlMetadata }) => controlMetadata.stats.count < FEW_SAMPLES);
  return few.map(
    ({ name, controlMetadata }) =>
      `The control of metric ${name} has ${controlMetadata.stats.count} samples; with fewer than ${FEW_SAMPLES} a judgement may not be reliable.`,
  );
}

const upper = (status: ExecutionStatus): Uppercase<ExecutionStatus> => status.toUpperCase() as Uppercase<ExecutionStatus>;
