import { BUILT_IN_COMPARATORS } from '../comparison/built-in-comparators.ts';
import type { Comparator, ComparatorRegistry } from '../comparison/comparator.ts';
import { SerinusError } from '../errors.ts';
import { commonProblem, loadPlugIns, type PlugIn, type PlugInKind } from './load-plug-ins.ts';

/** A file in a folder of comparators that cannot be used. */
export class ComparatorFileError extends SerinusError {
  override readonly name: string = 'ComparatorFileError';

  constructor(file: string, message: string, options?: ErrorOptions) {
    super('BAD_COMPARATOR', 422, `${file}: ${message}`, options);
  }
}

const COMPARATORS: PlugInKind = {
  word: 'comparator',
  problemOf: comparatorProblem,
  refuse: (file, message, options) => new ComparatorFileError(file, message, options),
};

/**
 * Our comparators and those of the given folders.
 * @throws {ComparatorFileError} a folder cannot be read, a file cannot be imported or exports no comparator, a name is there twice.
 */
export async function loadComparators(folders: readonly string[] = []): Promise<ComparatorRegistry> {
  const ours = [...BUILT_IN_COMPARATORS].map(([name, value]): [string, PlugIn<Comparator>] => [name, { value, origin: 'the program' }]);
  return loadPlugIns<Comparator>(COMPARATORS, folders, new Map(ours));
}

function comparatorProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null)
    return 'has no comparator as its default export: export default defineComparator({ ... })';
  const { comparing } = value as Partial<Record<keyof Comparator, unknown>>;
  return (
    commonProblem(value as Readonly<Record<string, unknown>>) ??
    (typeof comparing === 'function' ? undefined : 'comparing must be a function that returns the comparison')
  );
}
