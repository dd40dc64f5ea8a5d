import pLimit from 'p-limit';
import { NotFoundError, SerinusError } from '../../errors.ts';
import { checkQueries } from './check-queries.ts';
import type { CanaryRun, RunAccounts, RunLabels } from './execution.ts';
import {
  AD_HOC,
  type ExecutionRecord,
  type ExecutionStatus,
  executionDocument,
  stagesOf,
  timesOf,
  UNFINISHED,
} from './execution-record.ts';
import { type RunDeps, runExecution } from './run-execution.ts';

export interface NewExecution extends RunLabels, RunAccounts {
  readonly run: CanaryRun;
  readonly canaryConfigId?: string;
  /** Default a new one. */
  readonly id?: string;
}

export interface ExecutionFilter {
  readonly application: string;
  /** Absent: all. */
  readonly statuses?: readonly ExecutionStatus[];
  readonly limit: number;
  readonly offset: number;
}

/** Runs of canaries: each asks its sources once, is judged and kept. */
export interface Executions {
  /** Takes a run on; when this returns, nothing but a deletion loses it. The id of the run. @throws {KayentaRefusal} its queries cannot be asked. */
  start(execution: NewExecution): Promise<string>;
  /** @throws {NotFoundError} */
  find(id: string): Promise<ExecutionRecord>;
  list(filter: ExecutionFilter): Promise<readonly ExecutionRecord[]>;
  /** Ends a run that is not ended; one that is stays as it is. @throws {NotFoundError} */
  cancel(id: string): Promise<void>;
  /** Resolves when a run that was started or resumed here is over. */
  ended(id: string): Promise<void>;
  /** Takes on again what an earlier process left unfinished. */
  resume(): Promise<void>;
  /** Runs that are not over. */
  unfinished(): number;
  /** Resolves when none is in hand any more, as after an abort. */
  settled(): Promise<void>;
}

export interface ExecutionDeps extends RunDeps {
  /** Of the process: a run that it ends is unfinished, and taken on by the next one. */
  readonly signal: AbortSignal;
  /** Told of every run that ends by itself, after it is kept. */
  readonly onEnd?: (run: ExecutionRecord) => void;
}

/** They wait for the source most of their time. */
const CONCURRENT = 8;

export function createExecutions(deps: ExecutionDeps): Executions {
  const { store, clock, newId, accounts, signal, onError } = deps;
  const limit = pLimit(CONCURRENT);
  const live = new Map<string, { record: ExecutionRecord; readonly abort: AbortController; readonly done: Promise<void> }>();

  const stored = async (id: string): Promise<ExecutionRecord | undefined> =>
    live.get(id)?.record ?? ((await store.findDocument('canary-execution', id))?.body as ExecutionRecord | undefined);
  const find = async (id: string): Promise<ExecutionRecord> => {
    const record = await stored(id);
    if (record === undefined) throw new NotFoundError('canary execution', id);
    return record;
  };
  const save = (record: ExecutionRecord): Promise<boolean> => store.replaceDocument(executionDocument(record), { statuses: UNFINISHED });

  function takeOn(record: ExecutionRecord): void {
    if (record.complete || live.has(record.pipelineId)) return;
    const abort = new AbortController();
    const id = record.pipelineId;
    const show = (shown: ExecutionRecord): void => {
      const entry = live.get(id);
      if (entry !== undefined) entry.record = shown;
    };
    const work = async (): Promise<void> => {
      const both = AbortSignal.any([signal, abort.signal]);
      if (both.aborted) return;
      const ended = await runExecution(deps, record, { signal: both, show });
      if (both.aborted) return;
      show(ended);
      if (await save(ended)) deps.onEnd?.(ended);
    };
    // What could not be kept is still answered by this process, and run again by the next one.
    const done = limit(work).then(
      () => void live.delete(id),
      (error: unknown) => onError(error, id),
    );
    live.set(id, { record, abort, done });
  }

  return {
    async start({ run, application, parentPipelineExecutionId, canaryConfigId, id = newId(), ...named }) {
      const { config, request, scopes } = run;
      const { name: metricsAccountName } = accounts.sourceOf(named.metricsAccountName)(config.metrics[0]!.query.type);
      checkQueries(config, scopes, accounts.sourceOf(metricsAccountName));
      const record: ExecutionRecord = {
        application: application || AD_HOC,
        ...(parentPipelineExecutionId && { parentPipelineExecutionId }),
        pipelineId: id,
        stageStatus: stagesOf(config.metrics.length, 'not_started'),
        complete: false,
        status: 'not_started',
        config,
        ...(canaryConfigId !== undefined && { canaryConfigId }),
        canaryExecutionRequest: request,
        ...timesOf({ build: clock.now() }),
        storageAccountName: accounts.store(named.storageAccountName),
        metricsAccountName,
        configurationAccountName: accounts.store(named.configurationAccountName),
      };
      // A judgement of a standalone analysis has its id before it begins: another process may have begun it, and be gone.
      takeOn((await store.addDocument(executionDocument(record))) ? record : await find(id));
      return id;
    },
    find,
    async list({ application, statuses, limit: most, offset }) {
      const filter = { applications: [application], ...(statuses && { statuses }), limit: most, offset };
      const heads = await store.listDocuments('canary-execution', filter);
      const found = await Promise.all(heads.map(({ id }) => stored(id)));
      return found.filter((record) => record !== undefined); // One may have been deleted meanwhile.
    },
    async cancel(id) {
      const record = await find(id);
      if (record.complete) return;
      const { buildTimeMillis: build, startTimeMillis: start } = record;
      const canceled = timesOf({ build, ...(start !== undefined && { start }), end: clock.now() });
      const stageStatus = Object.fromEntries(
        Object.entries(record.stageStatus).map(([stage, status]) => [stage, status === 'succeeded' ? status : ('canceled' as const)]),
      );
      await save({ ...record, ...canceled, stageStatus, complete: true, status: 'canceled' });
      live.get(id)?.abort.abort(new SerinusError('CANCELED', 409, `canary execution ${id} was canceled`));
      live.delete(id);
    },
    ended: async (id) => live.get(id)?.done,
    async resume() {
      for (const { id } of (await store.listDocuments('canary-execution', { statuses: UNFINISHED })).toReversed()) {
        const found = await store.findDocument('canary-execution', id);
        if (found !== undefined) takeOn(found.body as ExecutionRecord);
      }
    },
    unfinished: () => [...live.values()].filter(({ record }) => !record.complete).length,
    settled: async () => void (await Promise.all([...live.values()].map(({ done }) => done))),
  };
}
