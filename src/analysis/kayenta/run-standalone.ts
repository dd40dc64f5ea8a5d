import { SerinusError } from '../../errors.ts';
import type { KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import type { Clock } from '../ports/clock.ts';
import { type CanaryRun, type RequestDocument, readRun, readThresholds } from './execution.ts';
import { type ExecutionRecord, exceptionOf, timesOf } from './execution-record.ts';
import type { Executions } from './executions.ts';
import { type PlannedJudgement, planStandalone } from './standalone-plan.ts';
import { decideStandalone, endsAnalysis, NOT_ABOVE_MARGINAL } from './standalone-result.ts';
import type { StandaloneRecord } from './standalone-status.ts';

export interface StandaloneRunDeps {
  readonly clock: Clock;
  readonly executions: Executions;
  /** Resolves after that time, or rejects when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface RunningStandalone {
  readonly signal: AbortSignal;
  /** Tells of each step of the analysis. */
  readonly show: (record: StandaloneRecord) => void;
  readonly save: (record: StandaloneRecord) => Promise<boolean>;
}

/** A clock may be set, and a timer ends after 24 days at most. */
const LONGEST_SLEEP_MS = 3_600_000;

/** Until the judgement's window has passed. @throws whatever the signal was aborted with. */
async function waitFor({ clock, sleep }: StandaloneRunDeps, { notBeforeMs = 0 }: PlannedJudgement, signal: AbortSignal): Promise<void> {
  for (let left = notBeforeMs - clock.now(); left > 0; left = notBeforeMs - clock.now())
    await sleep(Math.min(left, LONGEST_SLEEP_MS), signal);
  signal.throwIfAborted();
}

async function judge(
  executions: Executions,
  record: StandaloneRecord,
  { judgement, id }: { judgement: PlannedJudgement; id: string },
): Promise<ExecutionRecord> {
  const { canaryConfig: config, canaryConfigId, application, parentPipelineExecutionId } = record;
  const { metricsAccountName, storageAccountName, configurationAccountName } = record;
  await executions.start({
    run: runOf(config, record.canaryAnalysisExecutionRequest, judgement),
    ...(canaryConfigId !== undefined && { canaryConfigId }),
    ...{ application, parentPipelineExecutionId, metricsAccountName, storageAccountName, configurationAccountName, id },
  });
  await executions.ended(id);
  return executions.find(id);
}

/** The record of the analysis when it is over; it begins after the judgements that have begun. @throws whatever the signal was aborted with. */
export async function runStandalone(
  deps: StandaloneRunDeps,
  begun: StandaloneRecord,
  { signal, show, save }: RunningStandalone,
): Promise<StandaloneRecord> {
  const { clock, executions } = deps;
  let record = begun;
  const { pipelineId, canaryAnalysisExecutionRequest: request } = record;
  const thresholds = readThresholds(request.thresholds);
  const scores: number[] = [];
  const over = (changes: Pick<StandaloneRecord, 'status' | 'exception'>): StandaloneRecord => ({
    ...record,
    ...endOf(record, clock.now()),
    ...changes,
    complete: true,
    decision: decideStandalone(scores, thresholds),
  });
  for (const [i, judgement] of planStandalone(request, record.buildTimeMillis).judgements.entries()) {
    await waitFor(deps, judgement, signal);
    if (i >= record.begun) {
      record = { ...record, begun: i + 1 };
      show(record);
      await save(record);
      signal.throwIfAborted();
    }
    const run = await judge(executions, record, { judgement, id: judgementId(pipelineId, i + 1) });
    signal.throwIfAborted();
    const score = run.result?.judgeResult.score.score;
    if (score === undefined) return over({ status: run.status === 'canceled' ? 'canceled' : 'terminal', ...exceptionIn(run) });
    scores.push(score);
    if (endsAnalysis(score, thresholds)) {
      const error = new SerinusError('CANARY_FAILED', 422, NOT_ABOVE_MARGINAL);
      return over({ status: 'terminal', exception: exceptionOf(error, { nowMs: clock.now(), operation: `Run Canary #${i + 1}` }) });
    }
  }
  return over({ status: decideStandalone(scores, thresholds).didPassThresholds ? 'succeeded' : 'terminal' });
}

/** The id of the run that an analysis has for a judgement, counted from 1. */
export const judgementId = (analysis: string, number: number): string => `${analysis}-${number}`;

/** What a judgement runs. @throws {KayentaRefusal} it cannot be run. */
export function runOf(config: KayentaCanaryConfig, request: RequestDocument, { scopes }: PlannedJudgement): CanaryRun {
  const { thresholds, siteLocal } = request;
  return readRun(config, { scopes, thresholds, ...(siteLocal !== undefined && { siteLocal }) });
}

/** Times of an analysis that ends now. */
export function endOf({ buildTimeMillis: build }: StandaloneRecord, nowMs: number) {
  return timesOf({ build, start: build, end: nowMs });
}

function exceptionIn({ exception }: ExecutionRecord): Pick<StandaloneRecord, 'exception'> {
  return exception === undefined ? {} : { exception };
}
