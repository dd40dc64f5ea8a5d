import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { CliDeps, DemoRequest, SettingsChoice } from '../cli/cli-deps.ts';
import { type Environment, envText } from '../config/environment.ts';
import { importFile } from '../config/import/import-file.ts';
import { loadComparators } from '../config/load-comparators.ts';
import { checkFiles, loadConfig, loadConfigs } from '../config/load-configs.ts';
import { loadJudges } from '../config/load-judges.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import { openAnswerFile } from './answer-file.ts';
import { asksSource } from './asks-source.ts';
import { openChannels } from './channels.ts';
import { queueFor } from './look-queue.ts';
import { openObservation } from './observation.ts';
import { openPlugIns } from './plug-ins.ts';
import { openLogger, startServer } from './server.ts';
import { keepHeapSmall } from './small-heap.ts';
import { withSmallYoungGeneration } from './small-young-generation.ts';
import { openSourceMemory } from './source-memory.ts';
import { openSources, surroundingsOf } from './sources.ts';
import { backupStore, copyStore, openStore, storeName } from './store.ts';
import { openTracing } from './tracing.ts';
import { programVersion } from './version.ts';
import { findConfig, openCalibration, openWorkbench } from './workbench.ts';

/** What the CLI needs, from the real parts. */
export async function composeCli(env: Environment): Promise<CliDeps> {
  const settingsOf = ({ settingsFile }: SettingsChoice): Promise<Settings> =>
    loadSettings(env, settingsFile === undefined ? {} : { settings: settingsFile });
  const prepare = async (choice: SettingsChoice) => {
    const settings = await settingsOf(choice);
    return { settings, plugIns: await openPlugIns(settings) };
  };
  return {
    version: await programVersion(),
    clock: { now: Date.now },
    sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    fetch: fetchWith(envText(env, 'SERINUS_TOKEN')),
    newToken: () => `serinus_${randomBytes(32).toString('base64url')}`,
    async writeFile(file, text) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    async checkFiles(files, choice) {
      const { settings, plugIns } = await prepare(choice);
      const places = files.length > 0 ? files : [settings.configsFolder ?? 'configs'];
      return checkFiles(places, plugIns.judges, surroundingsOf(settings, plugIns));
    },
    async importConfigs(request, choice) {
      const { plugIns } = await prepare(choice);
      return importFile(request, plugIns.judges);
    },
    async loadConfig(name, choice) {
      const { settings, plugIns } = await prepare(choice);
      return { config: await findConfig(name, settings, plugIns), ...plugIns };
    },
    async loadComparators(choice) {
      return loadComparators((await settingsOf(choice)).comparatorFolders);
    },
    openAnswers: openAnswerFile,
    async openWorkbench(request, choice) {
      const { settings, plugIns } = await prepare(choice);
      return openWorkbench(request, settings, plugIns);
    },
    async openStored(place, choice) {
      const { settings, plugIns } = await prepare(choice);
      const store = await openStore(place === undefined ? settings.store : { kind: 'sqlite', path: place }, { readOnly: true });
      return { store, judges: plugIns.judges };
    },
    async openCalibration(request, choice) {
      const { settings, plugIns } = await prepare(choice);
      return openCalibration(request, settings, plugIns);
    },
    async openStoreToWrite(choice) {
      const { settings } = await prepare(choice);
      return openStore(settings.store);
    },
    async backupStore(request, choice) {
      return backupStore(request, request.store === undefined ? (await settingsOf(choice)).store : { kind: 'sqlite', path: request.store });
    },
    async copyStore(request, choice) {
      return copyStore(request, (await prepare(choice)).settings.store);
    },
    async serve(choice) {
      const server = await withSmallYoungGeneration(async () => serve((await prepare(choice)).settings));
      keepHeapSmall();
      return server;
    },
    openDemo,
    readDemoRecording: () => readFile(nearPackage('fixtures/demo/recording.json'), 'utf8'),
  };
}

/** Asks servers of ours, with the token when there is one; a redirection to another origin does not carry it along. */
function fetchWith(token: string | undefined): typeof fetch {
  if (token === undefined) return fetch;
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(input, { ...init, headers });
  };
}

async function serve(settings: Settings) {
  const logger = openLogger(settings.log.level);
  for (const warning of settings.warnings) logger.warn(warning);
  const clock = { now: Date.now };
  const version = await programVersion();
  const tracing = await openTracing(settings.tracing, { version, logger });
  const observation = openObservation({ logger, clock, version, tracing });
  const plugIns = await openPlugIns(settings);
  const { judges, comparators } = plugIns;
  const configs =
    settings.configsFolder === undefined
      ? new Map<string, AnalysisConfig>()
      : await loadConfigs(settings.configsFolder, judges, surroundingsOf(settings, plugIns));
  const sourceMemory = openSourceMemory(settings.remember);
  const { all, sourceOf } = openSources(settings.sources, sourceMemory, observation);
  for (const { name, source } of [...configs.values()].filter(asksSource)) {
    if (!all.some((one) => one.name === source)) logger.warn(`config ${name} asks the source ${source}, which the settings do not have`);
  }
  for (const { name, configs: told = [] } of settings.channels) {
    for (const config of told) if (!configs.has(config)) logger.warn(`channel ${name} is about the config ${config}, which is not there`);
  }
  const store = await openStore(settings.store);
  const authentication = settings.auth !== undefined;
  const sources = all.map(({ name }) => name);
  const channels = settings.channels.map(({ name }) => name);
  logger.info(
    { configs: configs.size, judges: judges.size, sources, channels, store: await storeName(settings.store), authentication },
    'starting',
  );
  return startServer({
    store,
    sources: all,
    sourceOf,
    sourceMemory,
    judges,
    comparators,
    configs,
    clock,
    logger,
    http: settings.http,
    auth: settings.auth,
    notify: openChannels(settings.channels, { publicUrl: settings.http.publicUrl, clock }),
    retention: settings.retention,
    limits: settings.limits,
    openQueue: queueFor(settings.store),
    observation,
  });
}

async function openDemo({ prometheusUrl, clock, onLook }: DemoRequest) {
  const folder = await mkdtemp(path.join(tmpdir(), 'serinus-demo-'));
  const judges = await loadJudges();
  const configs = new Map((await loadConfig(nearPackage('configs/demo.yaml'), judges)).map((config) => [config.name, config]));
  const settings = await loadSettings({ PROMETHEUS_URL: prometheusUrl });
  const { all, sourceOf } = openSources(settings.sources, openSourceMemory(settings.remember));
  const store = await openSqliteStore({ path: path.join(folder, 'demo.db') });
  const http = { host: '127.0.0.1', port: 0 };
  const server = await startServer({ store, sources: all, sourceOf, judges, configs, clock, logger: openLogger('silent'), http, onLook });
  return {
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A file of the package: beside src/, and beside dist/ once built. */
function nearPackage(file: string): string {
  const up = import.meta.url.includes('/dist/src/') ? '../../../' : '../../';
  return fileURLToPath(new URL(up + file, import.meta.url));
}
