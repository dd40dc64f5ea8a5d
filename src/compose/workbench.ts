import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';

import { resolveConfig } from '../analysis/config/resolve-config.ts';
import { createService } from '../analysis/create-service.ts';
import { keyedMutex } from '../analysis/keyed-mutex.ts';
import { runDueLook } from '../analysis/run-due.ts';
import type { CalibrationBench, Workbench, WorkbenchRequest } from '../cli/cli-deps.ts';
import { loadConfig, loadConfigs } from '../config/load-configs.ts';
import type { Settings } from '../config/settings.ts';
import { NotFoundError, SerinusError } from '../errors.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { readRecordedSeries } from '../sources/file/read-recorded-series.ts';
import { recordedConfig } from '../sources/file/recorded-config.ts';
import { recordedSource } from '../sources/file/recorded-source.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { PlugIns } from './plug-ins.ts';
import { openSourceMemory } from './source-memory.ts';
import { openSources, type SourceOf, surroundingsOf } from './sources.ts';

/** The config of that file, or of that name in the configs folder. @throws {SerinusError} BAD_CONFIG, NOT_FOUND. */
export async function findConfig(config: string, settings: Settings, plugIns: PlugIns): Promise<AnalysisConfig> {
  const isFile =
    /\.ya?ml$/.test(config) ||
    (await access(config).then(
      () => true,
      () => false,
    ));
  if (isFile) {
    const [only, ...others] = await loadConfig(config, plugIns.judges, surroundingsOf(settings, plugIns));
    if (only === undefined || others.length > 0) {
      throw new SerinusError('BAD_CONFIG', 422, `${config} holds ${others.length + (only ? 1 : 0)} configs, one is needed`);
    }
    return only;
  }
  const configs =
    settings.configsFolder === undefined
      ? new Map<string, AnalysisConfig>()
      : await loadConfigs(settings.configsFolder, plugIns.judges, surroundingsOf(settings, plugIns));
  const found = configs.get(config);
  if (found === undefined) throw new NotFoundError('config', config);
  return found;
}

/** One analysis in this process: a store in memory, the settings' source, another Prometheus, or recorded series. */
export async function openWorkbench(request: WorkbenchRequest, settings: Settings, plugIns: PlugIns): Promise<Workbench> {
  const { judges } = plugIns;
  const found = await findConfig(request.config, settings, plugIns);
  const { config, sourceOf, recorded } = await sourceFor(found, request, settings, judges);
  const store = await openSqliteStore({ path: ':memory:' });
  const { clock, signal } = request;
  const deps = { store, judges, sourceOf, clock, mutex: keyedMutex(), newId: () => randomUUID(), signal, limits: settings.limits };
  return {
    config,
    service: createService({ ...deps, configs: new Map([[config.name, config]]) }),
    runDue: (id, signal) => runDueLook(deps, id, signal),
    async checkSource(signal) {
      const source = sourceOf(config.source);
      if (source instanceof SerinusError) throw source;
      await source.check(signal);
    },
    ...(recorded && { recorded }),
    close: () => store.close(),
  };
}

/** A config with its source for a calibration. @throws {SerinusError} BAD_CONFIG; NOT_FOUND: no such config or source. */
export async function openCalibration(
  { config: name, prometheusUrl }: Pick<WorkbenchRequest, 'config' | 'prometheusUrl'>,
  settings: Settings,
  plugIns: PlugIns,
): Promise<CalibrationBench> {
  const config = await findConfig(name, settings, plugIns);
  const source = openSources(withUrl(settings.sources, config.source, prometheusUrl)).sourceOf(config.source);
  if (source instanceof SerinusError) throw source;
  return { config, judges: plugIns.judges, source };
}

async function sourceFor(
  config: AnalysisConfig,
  { recordedFile, prometheusUrl }: WorkbenchRequest,
  settings: Settings,
  judges: JudgeRegistry,
): Promise<{ config: AnalysisConfig; sourceOf: SourceOf; recorded?: Workbench['recorded'] }> {
  if (recordedFile !== undefined) {
    const series = await readRecordedSeries(recordedFile, { stepMs: config.stepMs });
    const source = recordedSource('file', series);
    const { startMs, endMs, stepMs } = series.window;
    return {
      config: resolveConfig(recordedConfig(config.document), judges),
      sourceOf: () => source,
      recorded: { firstMs: startMs, lastMs: endMs - stepMs },
    };
  }
  const sources = withUrl(settings.sources, config.source, prometheusUrl);
  return { config, sourceOf: openSources(sources, openSourceMemory(settings.remember)).sourceOf };
}

function withUrl(sources: Settings['sources'], name: string, url: string | undefined): Settings['sources'] {
  if (url === undefined) return sources;
  const known = sources[name];
  const prometheus = known?.type === 'prometheus' ? known : BARE_PROMETHEUS;
  return { ...sources, [name]: { ...prometheus, url: new URL(url) } };
}

const BARE_PROMETHEUS = { type: 'prometheus', headers: {}, timeoutMs: 30_000, maxConcurrent: 8, retries: 2, maxPoints: 1_000_000 } as const;
