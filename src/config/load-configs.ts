import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileProblem } from '../analysis/config/problem.ts';
import type { Surroundings } from '../analysis/config/surroundings.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { ConfigError } from './config-error.ts';
import { type ConfigFile, type LoadedConfig, readConfigFile } from './read-config-file.ts';

/** The configs of one YAML file. @throws {ConfigError} with every problem of the file. */
export async function loadConfig(file: string, judges: JudgeRegistry, around?: Surroundings): Promise<readonly AnalysisConfig[]> {
  const { configs, problems } = await readAll([file], judges, around);
  if (problems.length > 0) throw new ConfigError(problems);
  return configs.map(({ config }) => config);
}

/** The configs of all .yaml and .yml files right in the folder, by name. @throws {ConfigError} with every problem of all files. */
export async function loadConfigs(
  folder: string,
  judges: JudgeRegistry,
  around?: Surroundings,
): Promise<ReadonlyMap<string, AnalysisConfig>> {
  const { configs, problems } = await readAll([folder], judges, around);
  if (problems.length > 0) throw new ConfigError(problems);
  return new Map(configs.map(({ config }) => [config.name, config]));
}

/** Every problem of the files, and of the YAML files right in the folders, among the paths; empty when all can be used together. */
export async function validateFiles(
  paths: readonly string[],
  judges: JudgeRegistry,
  around?: Surroundings,
): Promise<readonly FileProblem[]> {
  return (await checkFiles(paths, judges, around)).problems;
}

/** The same, with every file that was looked at, in order. */
export async function checkFiles(
  paths: readonly string[],
  judges: JudgeRegistry,
  around?: Surroundings,
): Promise<{ readonly files: readonly string[]; readonly problems: readonly FileProblem[] }> {
  const { files, problems } = await readAll(paths, judges, around);
  return { files, problems };
}

async function readAll(
  paths: readonly string[],
  judges: JudgeRegistry,
  around?: Surroundings,
): Promise<ConfigFile & { readonly files: readonly string[] }> {
  const files = (await Promise.all([...new Set(paths)].map(yamlFilesAt))).flat();
  const read: ConfigFile[] = [];
  for (const file of files) read.push(await readConfigFile(file, judges, around)); // one after another: memory stays that of one file
  const configs = read.flatMap((one) => one.configs);
  return { files, configs, problems: [...read.flatMap(({ problems }) => problems), ...takenNames(configs)] };
}

async function yamlFilesAt(place: string): Promise<readonly string[]> {
  const found = await stat(place).catch(() => undefined); // what cannot be had is named when it is read
  if (!found?.isDirectory()) return [place];
  const names = (await readdir(place)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  return names.map((name) => path.join(place, name));
}

function takenNames(configs: readonly LoadedConfig[]): readonly FileProblem[] {
  return configs.flatMap(({ config: { name }, file, line }, index): FileProblem[] => {
    const first = configs.findIndex(({ config }) => config.name === name);
    if (first === index) return [];
    const message = `is the name of the config in ${configs[first]!.file}:${configs[first]!.line} already`;
    return [{ file, line, path: 'metadata.name', message, value: name, expected: 'a unique name' }];
  });
}
