import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { createChallenges } from '../../../src/analysis/challenge/create-challenges.ts';
import { comparesAnswers } from '../../../src/analysis/comparison/compared-config.ts';
import { createComparisons } from '../../../src/analysis/comparison/comparisons.ts';
import { createIntake } from '../../../src/analysis/comparison/intake.ts';
import { reportDocument } from '../../../src/analysis/comparison/kept-reports.ts';
import { makeReport } from '../../../src/analysis/comparison/make-report.ts';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import { createService } from '../../../src/analysis/create-service.ts';
import { createKayenta } from '../../../src/analysis/kayenta/kayenta.ts';
import { keyedMutex } from '../../../src/analysis/keyed-mutex.ts';
import type { MetricSource } from '../../../src/analysis/ports/metric-source.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { BUILT_IN_COMPARATORS } from '../../../src/comparison/built-in-comparators.ts';
import { loadJudges } from '../../../src/config/load-judges.ts';
import { SourceError } from '../../../src/errors.ts';
import { buildApp } from '../../../src/http/app.ts';
import type { HttpDeps } from '../../../src/http/deps.ts';
import type { AnalysisConfig } from '../../../src/model/config.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { sampleCount, type TimeSeries } from '../../../src/model/time-series.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { savePairs } from '../../support/compared-config.ts';
import { configDocument } from '../../support/config-document.ts';
import { FUZZ_NOW } from './schema-arbitrary.ts';

export interface FuzzedApp {
  readonly app: FastifyInstance;
  readonly config: AnalysisConfig;
  /** The number of the last thing it made; their ids are `id-1`, `id-2` and so on. */
  readonly lastId: () => number;
  close(): Promise<void>;
}

/** The real service, judges and store over a source that answers at once; its clock stands still at FUZZ_NOW. */
export async function openFuzzedApp(changes: Partial<HttpDeps> = {}): Promise<FuzzedApp> {
  const store = await openSqliteStore({ path: ':memory:' });
  const judges = await loadJudges();
  const document = configDocument();
  const spec = { ...document.spec, comparison: { comparators: { class: { type: 'classification' } } } };
  const config = resolveConfig({ ...document, metadata: { name: 'shop' }, spec } as ConfigDocument, judges);
  await addPairs(store, config);
  const clock = { now: () => FUZZ_NOW };
  const abort = new AbortController();
  let ids = 0;
  const deps = {
    store,
    judges,
    clock,
    mutex: keyedMutex(),
    configs: new Map([[config.name, config]]),
    sourceOf: () => cannedSource,
    newId: () => `id-${++ids}`,
    signal: abort.signal,
  };
  const kayenta = createKayenta({
    ...deps,
    sources: [cannedSource],
    sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
    onError(error) {
      throw error;
    },
  });
  const service = createService(deps);
  const challenges = createChallenges({
    ...deps,
    service,
    onError(error) {
      throw error;
    },
  });
  const intake = createIntake({ ...deps, comparators: BUILT_IN_COMPARATORS });
  const app = buildApp({
    service,
    kayenta,
    challenges,
    intake,
    comparisons: createComparisons({ ...deps, pause: async () => undefined }),
    clock,
    configs: () => [config],
    judges: () => [...judges.values()],
    comparators: () => [...BUILT_IN_COMPARATORS.values()],
    judgeRegistry: judges,
    readiness: async () => ({ ready: true, checks: [{ name: 'store', ok: true }] }),
    metrics: new Registry(),
    logger: pino({ level: 'silent' }),
    version: '1.2.3',
    ...changes,
  });
  await app.ready();
  return {
    app,
    config,
    lastId: () => ids,
    async close() {
      await app.close();
      abort.abort(new Error('closed'));
      await Promise.all([kayenta.standalone.settled(), kayenta.executions.settled()]);
      await store.close();
    },
  };
}

/** Some pairs with ids as of what the server makes, and a report that is kept under one of them. */
async function addPairs(store: Store, config: AnalysisConfig): Promise<void> {
  if (!comparesAnswers(config)) throw new Error('it compares nothing');
  const pairs = Array.from({ length: 30 }, (_, i) => ({
    atMs: FUZZ_NOW - (30 - i) * 600_000,
    pair: { id: `id-${i + 1}`, control: 'cat', candidate: i % 3 === 0 ? 'dog' : 'cat', features: { length: i } },
  }));
  await savePairs(store, config, { candidate: 'candidate', pairs });
  const range = { fromMs: FUZZ_NOW - 86_400_000, toMs: FUZZ_NOW };
  const report = await makeReport({ store, pause: async () => undefined }, config, { candidate: 'candidate', ...range });
  await store.addDocument(reportDocument({ id: 'id-1', report }, FUZZ_NOW));
}

/** Answers by the words of a query: buckets, a gap, a failure. A version that is called slow is slow. */
const cannedSource: MetricSource = {
  name: 'prometheus',
  dialect: 'promql',
  async query({ query, window }) {
    if (query.includes('fail')) throw new SourceError('prometheus', 'no answer', true);
    const slow = query.includes('slow') ? 2 : 1;
    const series = (labels: TimeSeries['labels'], value: number): TimeSeries => ({
      labels,
      startMs: window.startMs,
      stepMs: window.stepMs,
      values: Float64Array.from({ length: sampleCount(window) }, (_, i) => (i % 7 === 3 ? Number.NaN : value + (i % 5))),
    });
    if (!query.startsWith('latency')) return { series: [series({}, 10 * slow)], warnings: [] };
    return { series: ['0.1', '1', '+Inf'].map((le, i) => series({ le }, (i + 1) * 10 * slow)), warnings: ['canned'] };
  },
  check: async () => undefined,
};
