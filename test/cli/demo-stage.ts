import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createService } from '../../src/analysis/create-service.ts';
import { keyedMutex } from '../../src/analysis/keyed-mutex.ts';
import { runDueLook } from '../../src/analysis/run-due.ts';
import type { DemoRequest, DemoStage } from '../../src/cli/cli-deps.ts';
import { loadConfig } from '../../src/config/load-configs.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { startScheduler } from '../../src/schedule/scheduler.ts';
import { prometheusSource } from '../../src/sources/prometheus/prometheus-source.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

/** The demo's stage from the real parts: Prometheus source, embedded store on disk, scheduler. No API. */
export async function openStage({ prometheusUrl, clock, onLook }: DemoRequest): Promise<DemoStage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'serinus-demo-'));
  const judges = await loadJudges();
  const store = await openSqliteStore({ path: path.join(folder, 'demo.db') });
  const configs = new Map((await loadConfig('configs/demo.yaml', judges)).map((config) => [config.name, config]));
  const source = prometheusSource(
    { name: 'prometheus', url: new URL(prometheusUrl), timeoutMs: 5000, maxConcurrent: 4, retries: 0, maxPoints: 100_000 },
    { now: Date.now, random: () => 0.5, sleep: async () => undefined },
  );
  let ids = 0;
  const signal = new AbortController().signal;
  const deps = { store, judges, mutex: keyedMutex(), clock, configs, signal, newId: () => `demo-${++ids}`, sourceOf: () => source };
  const scheduler = startScheduler({
    dueAnalyses: (limit) => store.dueAnalyses(clock.now(), limit),
    runDueLook: (id, abort) => runDueLook(deps, id, abort),
    onError: (error) => {
      throw error;
    },
    onLook,
    perSource: 2,
  });
  return {
    service: createService(deps),
    url: 'http://127.0.0.1:0',
    tick: () => scheduler.tick(),
    async close() {
      await scheduler.stop(1000);
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
