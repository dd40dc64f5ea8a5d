import { setFlagsFromString } from 'node:v8';

/**
 * Runs `work`, which loads modules and keeps most of what it makes, while V8 leaves its young generation as small as it is. V8 doubles
 * it whenever much survives a collection, which is so for whatever is loaded, and gives that room back late: the process would idle with
 * memory that only its start had use for. Afterwards the young generation grows with the load as ever.
 */
export async function withSmallYoungGeneration<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--semi-space-growth-factor=1');
  try {
    return await work();
  } finally {
    setFlagsFromString('--semi-space-growth-factor=2'); // V8's default, as `node --v8-options` says.
  }
}
