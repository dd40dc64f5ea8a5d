import pLimit from 'p-limit';
import { NotFoundError, SerinusError } from '../../errors.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { MetricSetPair } from '../../kayenta/canary.ts';
import { isoDuration } from '../../kayenta/iso-duration.ts';
import { parseCanaryScopes } from '../../kayenta/parse-canary-scopes.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Accounts } from './accounts.ts';
import { checkQueries } from './check-queries.ts';
import type { FetchPairsRequest } from './contract.ts';
import { type CanaryRun, type RunAccounts, type RunLabels, readThresholds } from './execution.ts';
import {
  AD_HOC,
  type ExecutionRecord,
  type ExecutionStatus,
  exceptionOf,
  executionDocument,
  isTold,
  stagesOf,
  timesOf,
  UNFINISHED,
} from './execution-record.ts';
import { judgePairs } from './judge-pairs.ts';
import { type SeriesLists, writtenPair } from './series-lists.ts';

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

export interface ExecutionDeps {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly judges: JudgeRegistry;
  readonly accounts: Accounts;
  readonly pairLists: SeriesLists;
  readonly fetchMetricSetPairs: (request: FetchPairsRequest) => Promise<readonly MetricSetPair[]>;
  /** Of the process: a run that it ends is unfinished, and taken on by the next one. */
  readonly signal: AbortSignal;
  /** A failure that only the log tells of. */
  readonly onError: (error: unknown, id: string) => void;
  /** Told of every run that ends by itself, after it is kept. */
  readonly onEnd?: (run: ExecutionRecord) => void;
}

/** They wait for the source most of their time. */
const CONCURRENT = 8;

export function createExecutions(deps: ExecutionDeps): Executions {
  const { store, clock, newId, accounts, signal, onError } = deps;
  const limit = pLimit(CONCURRENT);
  const live = new Map<string, { record: ExecutionRecord; readonly abort: AbortController; readonly done: Promise<void> }>();

  const find = async (id: string): Promise<ExecutionRecord> => {
    const stored = live.get(id)?.record ?? ((await store.findDocument('canary-execution', id))?.body as ExecutionRecord | undefined);
    if (stored === undefined) throw new NotFoundError('canary execution', id);
    return stored;
  };
  const save = (record: ExecutionRecord): Promise<boolean> => store.replaceDocument(executionDocument(record), { statuses: UNFINISHED });

  function takeOn(record: ExecutionRecord): void {
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
      if (!(await store.addDocument(executionDocument(record)))) return id; // A resumed analysis has begun this judgement already.
      takeOn(record);
      return id;
    },
    find,
    async list({ application, statuses, limit: most, offset }) {
      const filter = { applications: [application], ...(statuses && { statuses }), limit: most, offset };
      const heads = await store.listDocuments('canary-execution', filter);
      const found = await Promise.all(heads.map(({ id }) => find(id).catch(() => undefined)));
      return found.filter((record) => record !== undefined);
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
        if (live.has(id)) continue;
        const found = await store.findDocument('canary-execution', id);
        if (found !== undefined) takeOn(found.body as ExecutionRecord);
      }
    },
    unfinished: () => live.size,
    settled: async () => void (await Promise.all([...live.values()].map(({ done }) => done))),
  };
}

interface Running {
  readonly signal: AbortSignal;
  /** Tells of each step of the run. */
  readonly show: (record: ExecutionRecord) => void;
}

/** The record of the run when it is over. A failure, of a source or of ours, ends it as terminal: never with a score. */
async function runExecution(deps: ExecutionDeps, record: ExecutionRecord, { signal, show }: Running): Promise<ExecutionRecord> {
  const { clock, store, accounts, judges, pairLists, newId, onError } = deps;
  const { config, canaryExecutionRequest: request, pipelineId: id, metricsAccountName } = record;
  const metrics = config.metrics.length;
  const [build, start] = [record.buildTimeMillis, record.startTimeMillis ?? clock.now()];
  const fetching = { fetchControl: 'running', fetchExperiment: 'running', setupContext: 'succeeded' } as const;
  const running = {
    ...record,
    ...timesOf({ build, start }),
    status: 'running',
    stageStatus: stagesOf(metrics, 'not_started', fetching),
  } as const;
  const over = (): Pick<ExecutionRecord, 'complete'> & ReturnType<typeof timesOf> => ({
    complete: true,
    ...timesOf({ build, start, end: clock.now() }),
  });
  let operation = 'fetchMetrics';
  let stageStatus = stagesOf(metrics, 'not_started', { setupContext: 'succeeded', fetchControl: 'terminal', fetchExperiment: 'terminal' });
  try {
    await store.replaceDocument(executionDocument(running), { statuses: UNFINISHED });
    show(running);
    const scopes = parseCanaryScopes(request.scopes);
    const sourceOf = accounts.sourceOf(metricsAccountName);
    const fetched = await deps.fetchMetricSetPairs({ canaryConfig: config, scopes, sourceOf, newId, signal });
    // The same ids each time: a run that is made twice may end with the list of one and the result of the other.
    const pairs = fetched.map((pair, i): MetricSetPair => ({ ...pair, id: `${id}.${i + 1}` }));
    await pairLists.put(id, pairs.map(writtenPair));
    operation = 'judge';
    stageStatus = stagesOf(metrics, 'succeeded', { judge: 'terminal' });
    const judging = { ...running, metricSetPairListId: id, stageStatus: stagesOf(metrics, 'succeeded', { judge: 'running' }) };
    show(judging);
    const asked = { canaryConfig: config, scoreThresholds: readThresholds(request.thresholds), metricSetPairList: pairs };
    const judgeResult = await judgePairs(asked, judges, signal);
    const [scope] = Object.values(scopes);
    const durationMs = scope === undefined ? 0 : scope.experimentScope.endMs - scope.experimentScope.startMs;
    const result = { judgeResult, canaryDuration: isoDuration(durationMs) };
    return { ...judging, ...over(), status: 'succeeded', stageStatus: stagesOf(metrics, 'succeeded'), result };
  } catch (error) {
    if (!signal.aborted && !isTold(error)) onError(error, id);
    const exception = exceptionOf(error, { nowMs: clock.now(), operation });
    return { ...running, ...(operation === 'judge' && { metricSetPairListId: id }), ...over(), status: 'terminal', stageStatus, exception };
  }
}
