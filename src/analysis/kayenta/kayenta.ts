import { SerinusError } from '../../errors.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { MetricSetPair, ScoreThresholds } from '../../kayenta/canary.ts';
import { parseAdHocConfig } from '../../kayenta/parse-canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import type { WrittenResult } from '../../kayenta/written-result.ts';
import type { KeyedMutex } from '../keyed-mutex.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Archive, createArchive } from './archive.ts';
import { type CanaryConfigs, createCanaryConfigs } from './canary-configs.ts';
import { checkJudge, type RunAccounts, type RunLabels, readRun } from './execution.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { createExecutions, type Executions } from './executions.ts';
import { fetchMetricSetPairs } from './fetch-metric-set-pairs.ts';
import { createSeriesQueries, type SeriesQueries } from './fetch-series.ts';
import { judgePairs } from './judge-pairs.ts';
import { createSeriesLists, readPair, type SeriesLists } from './series-lists.ts';
import { createStandalone, type Standalone } from './standalone.ts';

type RunQuery = RunLabels & RunAccounts;

/** Which config and pairs are judged once more, and by which thresholds. */
export interface StoredJudging {
  readonly canaryConfigId: string;
  readonly metricSetPairListId: string;
  readonly thresholds: ScoreThresholds;
}

/** What Kayenta's API is made of: its clients' documents, the runs of their canaries, and what these ask of the sources. */
export interface Kayenta {
  readonly accounts: Accounts;
  readonly configs: CanaryConfigs;
  readonly executions: Executions;
  readonly standalone: Standalone;
  readonly pairLists: SeriesLists;
  readonly setLists: SeriesLists;
  readonly archive: Archive;
  readonly series: SeriesQueries;
  readonly newId: () => string;
  /** The id of the run. @throws {NotFoundError} no such config; {KayentaRefusal} it cannot be run; {SerinusError} TOO_BUSY. */
  startCanary(canaryConfigId: string, request: unknown, query: RunQuery): Promise<string>;
  /** The same with a config that is not kept. */
  startAdHoc(body: AdHocBody, query: RunQuery): Promise<string>;
  /** The id of the analysis. @throws as startCanary. */
  startAnalysis(canaryConfigId: string, request: unknown, query: RunQuery & { readonly user?: string }): Promise<string>;
  startAdHocAnalysis(body: AdHocBody, query: RunQuery & { readonly user?: string }): Promise<string>;
  /** Cancels a run or an analysis. @throws {NotFoundError} */
  cancel(id: string): Promise<void>;
  /** @throws {NotFoundError} no such config or list; {KayentaRefusal} they do not fit. */
  judgeStored(judging: StoredJudging): Promise<WrittenResult>;
  /** Takes on again what an earlier process left unfinished. */
  resume(): Promise<void>;
}

export interface AdHocBody {
  readonly canaryConfig?: unknown;
  readonly executionRequest?: unknown;
}

export interface KayentaDeps {
  readonly store: DocumentStore;
  readonly sources: readonly MetricSource[];
  readonly judges: JudgeRegistry;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly mutex: KeyedMutex;
  /** Resolves after that time, or rejects when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends with the process. */
  readonly signal: AbortSignal;
  /** A failure that only the log tells of, and the id of the run it befell. */
  readonly onError: (error: unknown, id: string) => void;
  /** Told of every run that ends by itself, after it is kept. */
  readonly onEnd?: (run: ExecutionRecord) => void;
}

/** Runs and analyses that are not over. Each keeps its config and its request in memory. */
const MOST_UNFINISHED = 500;

export function createKayenta(deps: KayentaDeps): Kayenta {
  const { judges, newId } = deps;
  const accounts = createAccounts(deps.sources);
  const configs = createCanaryConfigs(deps);
  const pairLists = createSeriesLists('metric-set-pair-list', deps);
  const setLists = createSeriesLists('metric-set-list', deps);
  const executions = createExecutions({ ...deps, accounts, pairLists, fetchMetricSetPairs });
  const standalone = createStandalone({ ...deps, accounts, executions });
  const assertRoom = (): void => {
    if (executions.unfinished() + standalone.unfinished() >= MOST_UNFINISHED)
      throw new SerinusError('TOO_BUSY', 503, `${MOST_UNFINISHED} canary executions are unfinished: ask again later`);
  };
  const configOf = (json: unknown) => {
    if (json === undefined || json === null) throw new KayentaRefusal('canaryConfig must be provided for ad-hoc requests');
    return parseAdHocConfig(json);
  };
  const requestOf = (json: unknown): unknown => {
    if (json === undefined || json === null) throw new KayentaRefusal('executionRequest must be provided for ad-hoc requests');
    return json;
  };

  return {
    ...{ accounts, configs, executions, standalone, pairLists, setLists, newId },
    archive: createArchive(deps),
    series: createSeriesQueries({ ...deps, accounts, setLists }),
    async startCanary(canaryConfigId, request, query) {
      assertRoom();
      accounts.store(query.configurationAccountName);
      return executions.start({ ...query, canaryConfigId, run: readRun(await configs.find(canaryConfigId), request) });
    },
    async startAdHoc({ canaryConfig, executionRequest }, query) {
      assertRoom();
      return executions.start({ ...query, run: readRun(configOf(canaryConfig), requestOf(executionRequest)) });
    },
    async startAnalysis(canaryConfigId, request, query) {
      assertRoom();
      accounts.store(query.configurationAccountName);
      return standalone.start({ ...query, canaryConfigId, config: await configs.find(canaryConfigId), request });
    },
    async startAdHocAnalysis({ canaryConfig, executionRequest }, query) {
      assertRoom();
      return standalone.start({ ...query, config: configOf(canaryConfig), request: requestOf(executionRequest) });
    },
    async cancel(id) {
      if (!(await standalone.cancel(id))) await executions.cancel(id);
    },
    async judgeStored({ canaryConfigId, metricSetPairListId, thresholds }) {
      const canaryConfig = await configs.find(canaryConfigId);
      checkJudge(canaryConfig.judge?.name);
      const metricSetPairList = (await pairLists.find(metricSetPairListId)).map((pair): MetricSetPair => readPair(pair));
      return judgePairs({ canaryConfig, scoreThresholds: thresholds, metricSetPairList }, judges);
    },
    async resume() {
      await executions.resume();
      await standalone.resume();
    },
  };
}
