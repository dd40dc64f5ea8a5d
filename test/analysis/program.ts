import type { TestContext } from 'node:test';
import { Type } from 'typebox';

import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { createService, type ServiceDeps } from '../../src/analysis/create-service.ts';
import { keyedMutex } from '../../src/analysis/keyed-mutex.ts';
import type { ChannelRule } from '../../src/analysis/outbox/channel-rule.ts';
import type { MetricSource, SourceQuery, SourceReply } from '../../src/analysis/ports/metric-source.ts';
import { runDueLook } from '../../src/analysis/run-due.ts';
import { NotFoundError } from '../../src/errors.ts';
import { defineJudge, type Judge } from '../../src/judging/judge.ts';
import type { Analysis } from '../../src/model/analysis.ts';
import type { ConfigDocument } from '../../src/model/config-document.ts';
import { sampleCount } from '../../src/model/time-series.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

export const T0 = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;

/** Mean difference against 0.1, at once: enough of a judge to see a whole analysis through. */
const threshold: Judge = defineJudge({
  name: 'threshold',
  description: 'for tests',
  kinds: ['gauge'],
  parameters: Type.Object({}),
  judge({ metric, data, minSamples }) {
    const { control, candidate } = data;
    const pairs = [...control.values].map((value, i) => candidate.values[i]! - value).filter((difference) => !Number.isNaN(difference));
    const samples = { control: pairs.length, candidate: pairs.length };
    if (pairs.length < minSamples)
      return { classification: 'nodata', reason: `${metric}: ${pairs.length} steps`, samples, everyLook: true };
    const mean = pairs.reduce((a, b) => a + b, 0) / pairs.length;
    const classification = mean > 0.1 ? 'high' : 'pass';
    return { classification, reason: `${metric} differs by ${mean}`, samples, everyLook: true };
  },
});

export const document: ConfigDocument = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'checkout' },
  spec: {
    variables: { version: { pattern: '[a-z0-9-]+' } },
    scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
    window: { delay: '0s' },
    duration: { min: '10m', max: '20m' },
    metrics: [{ name: 'latency', kind: 'gauge', direction: 'increase', query: 'latency{${scope}}', judge: 'threshold', minSamples: 3 }],
  },
};

/** A source that answers a version's queries with what `level` says of it at each time; NaN is a gap. */
export function scriptedSource(level: (version: string, timeMs: number) => number): MetricSource & { readonly asked: SourceQuery[] } {
  const asked: SourceQuery[] = [];
  return {
    name: 'prometheus',
    dialect: 'promql',
    asked,
    async query(request): Promise<SourceReply> {
      asked.push(request);
      const version = /version="([^"]*)"/.exec(request.query)![1]!;
      const { startMs, stepMs } = request.window;
      const values = Float64Array.from({ length: sampleCount(request.window) }, (_, i) => level(version, startMs + i * stepMs));
      return { series: [{ labels: {}, startMs, stepMs, values }], warnings: [] };
    },
    check: async () => undefined,
  };
}

/** The use cases over the real embedded store in memory, a clock that the test moves, and a given source. */
export async function openProgram(t: TestContext, source: MetricSource | undefined, channels: readonly ChannelRule[] = []) {
  const store = await openSqliteStore({ path: ':memory:' });
  const abort = new AbortController();
  t.after(() => store.close());
  const judges = new Map([[threshold.name, threshold]]);
  let now = T0;
  let ids = 0;
  const deps = {
    store,
    judges,
    channels,
    mutex: keyedMutex(),
    clock: { now: () => now },
    sourceOf: (name: string) => source ?? new NotFoundError('source', name),
    configs: new Map([['checkout', resolveConfig(document, judges)]]),
    newId: () => `id-${++ids}`,
    signal: abort.signal,
  };
  return {
    store,
    judges,
    abort,
    service: createService(deps),
    /** The service and the schedule of another process on the same store. */
    openReplica(changes: Partial<ServiceDeps> = {}) {
      const replica = { ...deps, mutex: keyedMutex(), ...changes };
      return { service: createService(replica), runDueLook: (id: string) => runDueLook(replica, id, abort.signal) };
    },
    setMinute: (minute: number) => {
      now = T0 + minute * MINUTE;
    },
    /** Every look that is due by now, in order. */
    async runDue({ id }: Analysis) {
      const looks = [];
      for (;;) {
        const look = await runDueLook(deps, id, abort.signal);
        if (look === undefined) return looks;
        looks.push(look);
      }
    },
  };
}
