import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SerinusError } from '../errors.ts';
import { withJudgeKit } from './with-judge-kit.ts';

/** What the files of a folder export. */
export interface PlugInKind {
  /** One of them, in messages: `judge`. */
  readonly word: string;
  /** Why the value is none; undefined when it is one. */
  readonly problemOf: (value: unknown) => string | undefined;
  /** The error for a file, or a folder, that cannot be used. */
  readonly refuse: (file: string, message: string, options?: ErrorOptions) => SerinusError;
}

/** One plug-in, and where it is from, for messages. */
export interface PlugIn<T> {
  readonly value: T;
  readonly origin: string;
}

/**
 * The plug-ins of the folders, by name: one a .ts or .js file, its default export. Wherever a folder is, its files import the kit by the
 * name `serinus`. A folder that is named twice is read once.
 * @param ours those that are there already, whose names are taken.
 * @throws what `refuse` makes: a folder cannot be read, a file cannot be imported or exports none, a name is there twice.
 */
export async function loadPlugIns<T extends { readonly name: string }>(
  kind: PlugInKind,
  folders: readonly string[],
  ours: ReadonlyMap<string, PlugIn<T>> = new Map(),
): Promise<ReadonlyMap<string, T>> {
  const found = new Map(ours);
  for (const folder of new Set(folders.map((one) => path.resolve(one)))) {
    for (const file of await filesOf(folder, kind)) {
      const value = (await importPlugIn(file, kind)) as T;
      const taken = found.get(value.name);
      if (taken) throw kind.refuse(file, `the name ${JSON.stringify(value.name)} is that of the ${kind.word} in ${taken.origin} already`);
      found.set(value.name, { value, origin: file });
    }
  }
  return new Map([...found].map(([name, { value }]) => [name, value]));
}

/** Why the parts that every plug-in has are not as they should be; undefined when they are. */
export function commonProblem({ name, description, parameters }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof name !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    return `name must be kebab-case text, not ${JSON.stringify(name)}`;
  if (typeof description !== 'string' || description === '') return `description must be a sentence, not ${JSON.stringify(description)}`;
  const schema = parameters as { readonly type?: unknown; readonly properties?: unknown } | undefined;
  if (schema?.type !== 'object' || typeof schema.properties !== 'object') return 'parameters must be a Type.Object';
  return undefined;
}

async function filesOf(folder: string, { word, refuse }: PlugInKind): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    const files = names.filter((name) => /^[^.].*\.[jt]s$/.test(name) && !/\.(d|test)\.[jt]s$/.test(name));
    return files.sort().map((name) => path.join(folder, name));
  } catch (cause) {
    throw refuse(folder, `cannot be read as a folder of ${word}s (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

async function importPlugIn(file: string, { problemOf, refuse }: PlugInKind): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = await withJudgeKit(() => import(pathToFileURL(file).href));
  } catch (cause) {
    throw refuse(file, `cannot be imported: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const problem = problemOf(module.default);
  if (problem !== undefined) throw refuse(file, problem);
  return module.default;
}
