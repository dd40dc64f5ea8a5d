import type { TestContext } from 'node:test';

import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { createService } from '../../src/analysis/create-service.ts';
import { keyedMutex } from '../../src/analysis/keyed-mutex.ts';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { runDueLook } from '../../src/analysis/run-due.ts';
import type { Workbench, WorkbenchRequest } from '../../src/cli/cli-deps.ts';
import { document, openProgram } from '../analysis/program.ts';

/** The real use cases over a store in memory and the given source. */
export async function openWorkbench(t: TestContext, source: MetricSource, { clock, signal }: WorkbenchRequest): Promise<Workbench> {
  const { store, judges } = await openProgram(t, source);
  const config = resolveConfig(document, judges);
  const configs = new Map([[config.name, config]]);
  const deps = { store, judges, clock, signal, configs, mutex: keyedMutex(), newId: () => 'a1', sourceOf: () => source };
  return {
    config,
    service: createService(deps),
    runDue: (id, abort) => runDueLook(deps, id, abort),
    checkSource: (abort) => source.check(abort),
    close: async () => undefined,
  };
}
