import { registerHooks } from 'node:module';
import path from 'node:path';

/** What judges import the kit as: the name of the package. */
const NAME = 'serinus';

/** The kit of the running program: a .ts file in development, a .js file once built. */
const KIT = new URL(`../judge-kit${path.extname(import.meta.filename)}`, import.meta.url).href;

/**
 * Loads modules for which `import ... from 'serinus'` is the kit of this very program.
 * Node looks for a package beside the file that imports it. A judge mounted into a container has nothing beside it, and one that has
 * might find the kit of another version.
 */
export async function withJudgeKit<T>(load: () => Promise<T>): Promise<T> {
  const hooks = registerHooks({
    resolve: (specifier, context, nextResolve) => (specifier === NAME ? { url: KIT, shortCircuit: true } : nextResolve(specifier, context)),
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}
