import { fileURLToPath } from 'node:url';
import { SerinusError } from '../errors.ts';
import type { Judge } from '../judging/judge.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import { commonProblem, loadPlugIns, type PlugInKind } from './load-plug-ins.ts';

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

const JUDGES: PlugInKind = {
  word: 'judge',
  problemOf: judgeProblem,
  refuse: (file, message, options) => new JudgeFileError(file, message, options),
};

/**
 * Our judges and those of the given folders.
 * @throws {JudgeFileError} a folder cannot be read, a file cannot be imported or exports no judge, a name is there twice.
 */
export async function loadJudges(folders: readonly string[] = []): Promise<JudgeRegistry> {
  return loadPlugIns<Judge>(JUDGES, [OWN_FOLDER, ...folders]);
}

function judgeProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'has no judge as its default export: export default defineJudge({ ... })';
  const { kinds, judge } = value as Partial<Record<keyof Judge, unknown>>;
  const problem = commonProblem(value as Readonly<Record<string, unknown>>);
  if (problem !== undefined) return problem;
  if (!Array.isArray(kinds) || kinds.length === 0 || !kinds.every((kind) => KINDS.includes(kind)))
    return `kinds must be some of ${KINDS.join(', ')}, not ${JSON.stringify(kinds)}`;
  return typeof judge === 'function' ? undefined : 'judge must be a function';
}
