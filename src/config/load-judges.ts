import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SerinusError } from '../errors.ts';
import type { Judge } from '../judging/judge.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import { withJudgeKit } from './with-judge-kit.ts';

const KINDS: readonly unknown[] = ['gauge', 'ratio', 'count', 'histogram'];

/** Our own judges: the folder beside src/, and beside dist/src/ once built. */
const OWN_FOLDER = fileURLToPath(new URL('../../judges/', import.meta.url));

/** A file in a folder of judges that cannot be used. */
export class JudgeFileError extends SerinusError {
  override readonly name: string = 'JudgeFileError';

  constructor(file: string, message: string, options?: ErrorOptions) {
    super('BAD_JUDGE', 422, `${file}: ${message}`, options);
  }
}

/**
 * Our judges and those of the given folders: one judge a .ts or .js file, its default export. Wherever a folder is, its files import
 * the kit by the name `serinus`.
 * @throws {JudgeFileError} a folder cannot be read, a file cannot be imported or exports no judge, a name is there twice.
 */
export async function loadJudges(folders: readonly string[] = []): Promise<JudgeRegistry> {
  const judges = new Map<string, { readonly judge: Judge; readonly file: string }>();
  for (const folder of new Set([OWN_FOLDER, ...folders].map((one) => path.resolve(one)))) {
    for (const file of await judgeFiles(folder)) {
      const judge = await importJudge(file);
      const taken = judges.get(judge.name);
      if (taken) throw new JudgeFileError(file, `the name ${JSON.stringify(judge.name)} is that of the judge in ${taken.file} already`);
      judges.set(judge.name, { judge, file });
    }
  }
  return new Map([...judges].map(([name, { judge }]) => [name, judge]));
}

async function judgeFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    const judges = names.filter((name) => /^[^.].*\.[jt]s$/.test(name) && !/\.(d|test)\.[jt]s$/.test(name));
    return judges.sort().map((name) => path.join(folder, name));
  } catch (cause) {
    throw new JudgeFileError(folder, `cannot be read as a folder of judges (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

async function importJudge(file: string): Promise<Judge> {
  let module: { readonly default?: unknown };
  try {
    module = await withJudgeKit(() => import(pathToFileURL(file).href));
  } catch (cause) {
    throw new JudgeFileError(file, `cannot be imported: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const problem = judgeProblem(module.default);
  if (problem !== undefined) throw new JudgeFileError(file, problem);
  return module.default as Judge;
}

/** Why the value is no judge; undefined when it is one. */
function judgeProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'has no judge as its default export: export default defineJudge({ ... })';
  const { name, description, kinds, parameters, judge } = value as Partial<Record<keyof Judge, unknown>>;
  if (typeof name !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    return `name must be kebab-case text, not ${JSON.stringify(name)}`;
  if (typeof description !== 'string' || description === '') return `description must be a sentence, not ${JSON.stringify(description)}`;
  if (!Array.isArray(kinds) || kinds.length === 0 || !kinds.every((kind) => KINDS.includes(kind)))
    return `kinds must be some of ${KINDS.join(', ')}, not ${JSON.stringify(kinds)}`;
  if (typeof judge !== 'function') return 'judge must be a function';
  const schema = parameters as { readonly type?: unknown; readonly properties?: unknown } | undefined;
  if (schema?.type !== 'object' || typeof schema.properties !== 'object') return 'parameters must be a Type.Object';
  return undefined;
}
