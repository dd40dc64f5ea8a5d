import type { FastifyInstance } from 'fastify';
import sequential from '../../../judges/sequential.ts';
import { createKayenta, type Kayenta } from '../../../src/analysis/kayenta/kayenta.ts';
import { keyedMutex } from '../../../src/analysis/keyed-mutex.ts';
import type { MetricSource, SourceQuery } from '../../../src/analysis/ports/metric-source.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import type { HttpDeps } from '../../../src/http/deps.ts';
import type { JudgeRegistry } from '../../../src/judging/judge-registry.ts';
import { type Labels, sampleCount } from '../../../src/model/time-series.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { startApp } from '../app-under-test.ts';

export const NOW = Date.UTC(2026, 0, 31, 14);
export const judges = new Map([['sequential', sequential]]) as unknown as JudgeRegistry;

/** Value of a series at a step; undefined: the source has no such series. */
export type Answer = (query: string, step: number) => number | undefined;

export interface FakeSource extends MetricSource {
  readonly asked: SourceQuery[];
}

/** A source of one series for each query, which `answer` makes. */
export function fakeSource(name: string, answer: Answer, labels: Labels = {}): FakeSource {
  const asked: SourceQuery[] = [];
  return {
    name,
    dialect: 'promql',
    asked,
    async query(request) {
      asked.push(request);
      const { window, query } = request;
      const values = Float64Array.from({ length: sampleCount(window) }, (_, step) => answer(query, step) ?? Number.NaN);
      const isThere = answer(query, 0) !== undefined;
      return { series: isThere ? [{ labels, startMs: window.startMs, stepMs: window.stepMs, values }] : [], warnings: [] };
    },
    metricNames: async () => ['up', 'http_requests_total', 'Http_errors'],
    check: async () => {},
  };
}

/** The candidate (`v2` in the query) is as the control, `v3` twice as slow, and `broken` is a failure of the source. */
export const wave: Answer = (query, step) => {
  const level = 10 + Math.sin(step * 1.7);
  if (query.includes('nothing')) return undefined;
  return query.includes('v3') ? 2 * level : level;
};

export interface KayentaUnderTest {
  readonly app: FastifyInstance;
  readonly kayenta: Kayenta;
  readonly store: Store;
  readonly errors: unknown[];
  /** Status and body of a reply; an empty body is undefined. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: unknown): Promise<{ status: number; body: AnyJson }>;
  /** Waits until the run or the analysis is over. */
  ended(id: string): Promise<void>;
  /** Time that passes as soon as somebody waits for it. */
  readonly clock: { nowMs: number };
  readonly slept: number[];
}

// biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the tests look at
export type AnyJson = any;

export interface KayentaOptions {
  readonly sources?: readonly MetricSource[];
  readonly store?: Store;
  readonly deps?: Partial<HttpDeps>;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The app with Kayenta's API over a store in memory and a source that answers by rule. */
export async function startKayenta(
  t: { after(close: () => unknown): void },
  { sources = [fakeSource('prometheus', wave)], store, deps, sleep }: KayentaOptions = {},
): Promise<KayentaUnderTest> {
  const kept = store ?? (await openSqliteStore({ path: ':memory:' }));
  const clock = { nowMs: NOW };
  const slept: number[] = [];
  const errors: unknown[] = [];
  let ids = 0;
  const abort = new AbortController();
  const kayenta = createKayenta({
    store: kept,
    sources,
    judges,
    clock: { now: () => clock.nowMs },
    newId: () => `id-${++ids}`,
    mutex: keyedMutex(),
    sleep:
      sleep ??
      (async (ms) => {
        slept.push(ms);
        clock.nowMs += ms;
      }),
    signal: abort.signal,
    onError: (error) => errors.push(error),
  });
  const { app } = startApp(t, { kayenta, judgeRegistry: judges, ...deps });
  t.after(async () => {
    abort.abort(new Error('the test is over'));
    await Promise.all([kayenta.executions.settled(), kayenta.standalone.settled()]);
    if (store === undefined) await kept.close();
  });
  return {
    ...{ app, kayenta, store: kept, errors, clock, slept },
    async ask(method, url, payload) {
      const sent = payload === undefined ? {} : { payload: JSON.stringify(payload), headers: { 'content-type': 'application/json' } };
      const reply = await app.inject({ method, url: `/kayenta${url}`, ...sent });
      return { status: reply.statusCode, body: reply.body === '' ? undefined : JSON.parse(reply.body) };
    },
    async ended(id) {
      await kayenta.executions.ended(id);
      await kayenta.standalone.ended(id);
    },
  };
}

/** A config of one metric, as a user writes it. */
export function canaryConfig(changes: object = {}): AnyJson {
  return {
    name: 'checkout',
    description: 'as sent',
    configVersion: '1',
    applications: ['shop'],
    judge: { name: 'NetflixACAJudge-v1.0', judgeConfigurations: {} },
    metrics: [
      {
        name: 'latency',
        query: { type: 'prometheus', customInlineTemplate: 'PromQL:avg(latency{version="${scope}"})' },
        groups: ['speed'],
        analysisConfigurations: { canary: { direction: 'increase' } },
        scopeName: 'default',
      },
    ],
    templates: {},
    classifier: { groupWeights: { speed: 100 } },
    ...changes,
  };
}

/** A request of one scope, an hour of a step a minute. */
export function canaryRequest(candidate = 'v2', changes: object = {}): AnyJson {
  const window = { start: '2026-01-31T12:00:00Z', end: '2026-01-31T13:00:00Z', step: 60 };
  return {
    scopes: { default: { controlScope: { scope: 'v1', ...window }, experimentScope: { scope: candidate, ...window } } },
    thresholds: { pass: 90, marginal: 75 },
    ...changes,
  };
}
