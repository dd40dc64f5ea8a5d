import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { MetricSetPair } from '../../kayenta/canary.ts';
import { isoDuration } from '../../kayenta/iso-duration.ts';
import { parseCanaryScopes } from '../../kayenta/parse-canary-scopes.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Accounts } from './accounts.ts';
import type { FetchPairsRequest } from './contract.ts';
import { readThresholds } from './execution.ts';
import { type ExecutionRecord, exceptionOf, executionDocument, isTold, stagesOf, timesOf, UNFINISHED } from './execution-record.ts';
import { judgePairs } from './judge-pairs.ts';
import { type SeriesLists, writtenPair } from './series-lists.ts';

export interface RunDeps {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly judges: JudgeRegistry;
  readonly accounts: Accounts;
  readonly pairLists: SeriesLists;
  readonly fetchMetricSetPairs: (request: FetchPairsRequest) => Promise<readonly MetricSetPair[]>;
  /** A failure that only the log tells of. */
  readonly onError: (error: unknown, id: string) => void;
}

export interface Running {
  readonly signal: AbortSignal;
  /** Tells of each step of the run. */
  readonly show: (record: ExecutionRecord) => void;
}

/** The record of the run when it is over. A failure, of a source or of ours, ends it as terminal: never with a score. */
export async function runExecution(deps: RunDeps, record: ExecutionRecord, { signal, show }: Running): Promise<ExecutionRecord> {
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
