import { open } from 'node:fs/promises';

import type { AnswerFile } from '../cli/compare/answer-file.ts';
import { UsageError } from '../cli/usage-error.ts';

/** @throws {UsageError} it is not there, or nothing that can be read. */
export async function openAnswerFile(name: string): Promise<AnswerFile> {
  try {
    const handle = await open(name);
    // Some file systems number their files beyond what a double holds.
    const stat = await handle.stat({ bigint: true });
    if (!stat.isDirectory()) {
      const identity = stat.isFile() ? { identity: `${stat.dev}:${stat.ino}` } : {};
      return { name, bytes: Number(stat.size), ...identity, chunks: chunksOf(name, handle.createReadStream()) };
    }
    await handle.close();
  } catch (cause) {
    throw unreadable(name, cause);
  }
  throw new UsageError(`${name}: is a folder`);
}

async function* chunksOf(name: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

function unreadable(name: string, cause: unknown): UsageError {
  return new UsageError(`${name}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
}
