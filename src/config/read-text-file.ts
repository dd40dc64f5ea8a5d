import { open } from 'node:fs/promises';
import type { FileProblem } from '../analysis/config/problem.ts';

const MAX_BYTES = 1024 * 1024;

export type FileText = { readonly text: string } | { readonly problem: FileProblem };

/** The text of a UTF-8 file of at most 1 MiB, or why it cannot be had. Never reads more than that, whatever the file is. */
export async function readTextFile(file: string): Promise<FileText> {
  const problem = (message: string): FileText => ({ problem: { file, path: '', message } });
  try {
    await using handle = await open(file);
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    if (length > MAX_BYTES) return problem(`is larger than ${MAX_BYTES} bytes`);
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length)) };
  } catch (cause) {
    if (cause instanceof TypeError) return problem('is no UTF-8 text');
    const { code } = cause as NodeJS.ErrnoException;
    return problem(code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code ?? String(cause)})`);
  }
}
