import type { FileProblem } from '../analysis/config/problem.ts';
import { resolveConfig } from '../analysis/config/resolve-config.ts';
import type { Surroundings } from '../analysis/config/surroundings.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { AnalysisConfig } from '../model/config.ts';
import type { ConfigDocument } from '../model/config-document.ts';
import { documentProblems } from './document-problems.ts';
import { fileProblem } from './file-problem.ts';
import { readTextFile } from './read-text-file.ts';
import { readYaml } from './read-yaml.ts';

/** A config with the place it was read from. */
export interface LoadedConfig {
  readonly config: AnalysisConfig;
  readonly file: string;
  /** Where its name stands. */
  readonly line: number;
}

export interface ConfigFile {
  /** The documents without problems. */
  readonly configs: readonly LoadedConfig[];
  readonly problems: readonly FileProblem[];
}

/** Reads every config of a YAML file, and every problem of all of them. Never throws for what is in the file, or for its absence. */
export async function readConfigFile(file: string, judges: JudgeRegistry, around?: Surroundings): Promise<ConfigFile> {
  const read = await readTextFile(file);
  if ('problem' in read) return { configs: [], problems: [read.problem] };
  const yaml = readYaml(read.text);
  const problems = yaml.problems.map(({ line, message }): FileProblem => ({ file, line, path: '', message }));
  if (yaml.documents.length === 0 && problems.length === 0) problems.push({ file, path: '', message: 'holds no config' });

  const configs: LoadedConfig[] = [];
  for (const { value, lineOf } of yaml.documents) {
    const found = documentProblems(value, judges, around);
    const placed = found.map((problem) => fileProblem(problem, { file, line: lineOf(problem.path) }));
    problems.push(...placed.toSorted((a, b) => a.line! - b.line!));
    if (found.length === 0)
      configs.push({ config: resolveConfig(value as ConfigDocument, judges), file, line: lineOf(['metadata', 'name']) });
  }
  return { configs, problems };
}
