import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openObservation } from '../../src/compose/observation.ts';
import { openPlugIns } from '../../src/compose/plug-ins.ts';
import { openLogger, type Server, startServer } from '../../src/compose/server.ts';
import { openSourceMemory } from '../../src/compose/source-memory.ts';
import { openSources, surroundingsOf } from '../../src/compose/sources.ts';
import { openStore } from '../../src/compose/store.ts';
import { loadConfigs } from '../../src/config/load-configs.ts';
import { loadSettings } from '../../src/config/settings.ts';
import type { AnyDocument } from '../support/config-document.ts';
import { type Api, apiAt } from './api.ts';

export interface Program {
  readonly api: Api;
  /** Moves the clock there and runs what is due. */
  moveTo(ms: number): Promise<void>;
  /** Ends it in good order, with that time for the looks in hand; start() begins it again, on the same store. */
  stop(graceMs?: number): Promise<void>;
  start(): Promise<void>;
}

export interface ProgramOptions {
  readonly prometheusUrl?: string;
  /** More of the environment, such as SERINUS_SETTINGS. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly nowMs: number;
}

/** The whole program as `serinus serve` puts it together, but for the clock, which stands where the test moved it. */
export async function startProgram({ prometheusUrl = '', environment, folder, nowMs }: ProgramOptions): Promise<Program> {
  let now = nowMs;
  const open = async (): Promise<Server> => {
    const settings = await loadSettings({
      PROMETHEUS_URL: prometheusUrl,
      SERINUS_CONFIGS: path.join(folder, 'configs'),
      SERINUS_JUDGES: path.join(folder, 'judges'),
      SERINUS_STORE: path.join(folder, 'serinus.db'),
      PORT: '0',
      ...environment,
    });
    const plugIns = await openPlugIns(settings);
    const { judges } = plugIns;
    const logger = openLogger('silent');
    const clock = { now: () => now };
    const observation = openObservation({ logger, clock, version: 'test' });
    const sourceMemory = openSourceMemory(settings.remember);
    const { all, sourceOf } = openSources(settings.sources, sourceMemory, observation);
    return startServer({
      store: await openStore(settings.store),
      ...{ sources: all, sourceOf, sourceMemory, judges, clock, logger, observation },
      configs: await loadConfigs(settings.configsFolder!, judges, surroundingsOf(settings, plugIns)),
      http: settings.http,
    });
  };
  let server = await open();
  return {
    get api() {
      return apiAt(server.url);
    },
    async moveTo(ms) {
      now = ms;
      await server.tick();
    },
    stop: (graceMs) => server.close(graceMs),
    async start() {
      server = await open();
    },
  };
}

/** A folder with configs/ and judges/, as a user would fill it. The caller removes it. */
export function userFolder(configs: readonly AnyDocument[], judges: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-e2e-'));
  const place = (...parts: string[]): string => path.join(folder, ...parts);
  mkdirSync(place('configs'));
  mkdirSync(place('judges'));
  // JSON is YAML.
  for (const config of configs) writeFileSync(place('configs', `${config.metadata.name}.yaml`), JSON.stringify(config, null, 2));
  for (const [file, text] of Object.entries(judges)) writeFileSync(place('judges', file), text);
  return { folder, place, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
