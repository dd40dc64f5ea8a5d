import { open } from 'node:fs/promises';

import type { AnswerFile } from '../cli/compare/answer-file.ts';
import { UsageError } from '../cli/usage-error.ts';

/** @throws {UsageError} it is not there, or nothing that can be read. */
export async function openAnswerFile(name: string): Promise<AnswerFile> {
  try {
    const handle = await open(name);
    const stat = await handle.stat();
    if (!stat.isDirectory()) return { name, bytes: stat.size, chunks: handle.createReadStream() };
    await handle.close();
  } catch (cause) {
    throw new UsageError(`${name}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  throw new UsageError(`${name}: is a folder`);
}
