import { stringify } from 'yaml';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import { ConfigError } from '../config-error.ts';
import { documentProblems } from '../document-problems.ts';
import { fileProblem } from '../file-problem.ts';
import { readTextFile } from '../read-text-file.ts';
import { importKayenta } from './import-kayenta.ts';
import { importOpenslo } from './import-openslo.ts';
import type { Imported } from './imported.ts';

export type ImportFormat = 'kayenta' | 'openslo';

export interface ImportRequest {
  readonly format: ImportFormat;
  readonly file: string;
  /** OpenSLO: the label that tells the sides apart. */
  readonly label: string;
}

export interface ImportedFile extends Imported {
  /** The documents as the text of one config file. */
  readonly yaml: string;
}

/**
 * A file of another tool as configs that can be used as they are.
 * @throws {ConfigError} the file cannot be read, is not what it should be, or nothing of it can be carried over.
 */
export async function importFile({ format, file, label }: ImportRequest, judges: JudgeRegistry): Promise<ImportedFile> {
  const read = await readTextFile(file);
  if ('problem' in read) throw new ConfigError([read.problem]);
  const imported = format === 'kayenta' ? kayenta(read.text, file) : importOpenslo(read.text, { file, label });
  const problems = imported.documents.flatMap((document) => documentProblems(document, judges));
  if (problems.length > 0)
    throw new ConfigError(problems.map((problem) => fileProblem(problem, { file: `the config made of ${file}`, line: 1 })));
  return { ...imported, yaml: imported.documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n') };
}

function kayenta(text: string, file: string): Imported {
  const refuse = (message: string, cause: unknown): ConfigError => new ConfigError([{ file, path: '', message }], { cause });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse(`is no JSON: ${(cause as Error).message}`, cause);
  }
  try {
    return importKayenta(json, file);
  } catch (cause) {
    if (cause instanceof KayentaRefusal) throw refuse(cause.message, cause);
    throw cause;
  }
}
