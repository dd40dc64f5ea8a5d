import { NotFoundError, SerinusError } from '../../errors.ts';
import type { KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import { objectAt, withoutNulls } from '../../kayenta/json-fields.ts';
import type { DocumentStore, StoredDocument } from '../ports/document-store.ts';
import type { Accounts } from './accounts.ts';
import { checkQueries } from './check-queries.ts';
import type { RunAccounts, RunLabels } from './execution.ts';
import { AD_HOC, type ExecutionRecord, exceptionOf, isTold, timesOf, UNFINISHED } from './execution-record.ts';
import type { Executions } from './executions.ts';
import { endOf, judgementId, runOf, runStandalone, type StandaloneRunDeps } from './run-standalone.ts';
import { planStandalone } from './standalone-plan.ts';
import {
  type BegunJudgement,
  type StandaloneRecord,
  type StandaloneStatus,
  standaloneResult,
  standaloneStatus,
} from './standalone-status.ts';

export interface NewStandalone extends RunLabels, RunAccounts {
  readonly config: KayentaCanaryConfig;
  readonly canaryConfigId?: string;
  /** As its client sent it. */
  readonly request: unknown;
  /** Default `anonymous`. */
  readonly user?: string | undefined;
}

/** Analyses that judge one canary several times, each time as a run of its own. */
export interface Standalone {
  /** Takes an analysis on; when this returns, nothing but a deletion loses it. Its id. @throws {KayentaRefusal} */
  start(analysis: NewStandalone): Promise<string>;
  /** @throws {NotFoundError} */
  find(id: string): Promise<StandaloneStatus>;
  /** Ends an analysis that is not ended, with the run in hand; false when there is none of that id. */
  cancel(id: string): Promise<boolean>;
  /** Resolves when an analysis that was started or resumed here is over. */
  ended(id: string): Promise<void>;
  /** Takes on again what an earlier process left unfinished; runs must have been resumed before. */
  resume(): Promise<void>;
  unfinished(): number;
  /** Resolves when none is in hand any more, as after an abort. */
  settled(): Promise<void>;
}

export interface StandaloneDeps extends StandaloneRunDeps {
  readonly store: DocumentStore;
  readonly newId: () => string;
  readonly accounts: Accounts;
  /** Of the process: an analysis that it ends is taken on by the next one. */
  readonly signal: AbortSignal;
  readonly onError: (error: unknown, id: string) => void;
}

const KIND = 'standalone-analysis';

export function createStandalone(deps: StandaloneDeps): Standalone {
  const { store, clock, newId, accounts, executions, signal, onError } = deps;
  const live = new Map<string, { record: StandaloneRecord; readonly abort: AbortController; readonly done: Promise<void> }>();
  const save = (record: StandaloneRecord): Promise<boolean> => store.replaceDocument(documentOf(record), { statuses: UNFINISHED });
  const stored = async (id: string): Promise<StandaloneRecord | undefined> =>
    live.get(id)?.record ?? ((await store.findDocument(KIND, id))?.body as StandaloneRecord | undefined);

  function takeOn(record: StandaloneRecord): void {
    const id = record.pipelineId;
    const abort = new AbortController();
    const both = AbortSignal.any([signal, abort.signal]);
    const show = (shown: StandaloneRecord): void => {
      const entry = live.get(id);
      if (entry !== undefined) entry.record = shown;
    };
    const work = async (): Promise<void> => {
      let ended: StandaloneRecord;
      try {
        ended = await runStandalone(deps, record, { signal: both, show, save });
      } catch (error) {
        if (both.aborted) return;
        if (!isTold(error)) onError(error, id);
        const exception = exceptionOf(error, { nowMs: clock.now(), operation: 'setupAndExecuteCanariesStage' });
        ended = { ...(live.get(id)?.record ?? record), ...endOf(record, clock.now()), complete: true, status: 'terminal', exception };
      }
      show(ended);
      await save(ended);
    };
    // What could not be kept is still answered by this process, and run again by the next one.
    const done = Promise.resolve()
      .then(work)
      .then(
        () => void live.delete(id),
        (error: unknown) => onError(error, id),
      );
    live.set(id, { record, abort, done });
  }

  return {
    async start({ config, canaryConfigId, request: json, application, user, parentPipelineExecutionId, ...named }) {
      const request = objectAt(withoutNulls(json), 'The execution request');
      const nowMs = clock.now();
      const [first] = planStandalone(request, nowMs).judgements;
      const run = runOf(config, request, first!);
      const metricsAccountName = accounts.sourceOf(named.metricsAccountName)(config.metrics[0]!.query.type).name;
      checkQueries(config, run.scopes, accounts.sourceOf(metricsAccountName));
      const record: StandaloneRecord = {
        application: application || AD_HOC,
        user: user || 'anonymous',
        ...(parentPipelineExecutionId && { parentPipelineExecutionId }),
        pipelineId: newId(),
        complete: false,
        status: 'running',
        begun: 0,
        canaryAnalysisExecutionRequest: request,
        canaryConfig: config,
        ...(canaryConfigId !== undefined && { canaryConfigId }),
        ...timesOf({ build: nowMs, start: nowMs }),
        storageAccountName: accounts.store(named.storageAccountName),
        metricsAccountName,
        configurationAccountName: accounts.store(named.configurationAccountName),
      };
      await store.addDocument(documentOf(record));
      takeOn(record);
      return record.pipelineId;
    },
    async find(id) {
      const record = await stored(id);
      if (record === undefined) throw new NotFoundError('canary analysis', id);
      const plan = planStandalone(record.canaryAnalysisExecutionRequest, record.buildTimeMillis);
      const ids = Array.from({ length: record.begun }, (_, i) => judgementId(id, i + 1));
      const { complete, decision } = record;
      // Polls are answered from the last run alone: the results are many and large, and told when all of them are there.
      const asked = complete && decision !== undefined ? ids : ids.slice(-1);
      const runs = (await Promise.all(asked.map((run) => found(executions, run)))).filter((run) => run !== undefined);
      const made = ids.slice(0, -1).map((pipelineId): BegunJudgement => ({ pipelineId, status: 'succeeded' }));
      const status = standaloneStatus(record, plan, asked === ids ? runs : [...made, ...runs]);
      return decision === undefined ? status : { ...status, canaryAnalysisExecutionResult: standaloneResult(record, decision, runs) };
    },
    async cancel(id) {
      const record = await stored(id);
      if (record === undefined) return false;
      if (record.complete) return true;
      await save({ ...record, ...endOf(record, clock.now()), complete: true, status: 'canceled' });
      live.get(id)?.abort.abort(new SerinusError('CANCELED', 409, `canary analysis ${id} was canceled`));
      live.delete(id);
      const run = await found(executions, judgementId(id, record.begun));
      if (run !== undefined) await executions.cancel(run.pipelineId);
      return true;
    },
    ended: async (id) => live.get(id)?.done,
    async resume() {
      for (const { id } of await store.listDocuments(KIND, { statuses: UNFINISHED })) {
        const record = live.has(id) ? undefined : await stored(id);
        if (record !== undefined) takeOn(record);
      }
    },
    unfinished: () => [...live.values()].filter(({ record }) => !record.complete).length,
    settled: async () => void (await Promise.all([...live.values()].map(({ done }) => done))),
  };
}

async function found(executions: Executions, id: string): Promise<ExecutionRecord | undefined> {
  try {
    return await executions.find(id);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function documentOf(record: StandaloneRecord): StoredDocument {
  const { pipelineId: id, status, application, buildTimeMillis, endTimeMillis = buildTimeMillis } = record;
  return { kind: KIND, id, status, applications: [application], createdAtMs: buildTimeMillis, updatedAtMs: endTimeMillis, body: record };
}
