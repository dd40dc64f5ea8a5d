import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const WRITER = path.join(import.meta.dirname, 'write-pairs.ts');

/**
 * Starts a writer of pairs at `place`, a file or a URL, and kills it with -9 when there are so many batches.
 * @returns how many it has acknowledged in the end.
 */
export async function killPairWriter(
  place: string,
  { first, size, killAt }: { readonly first: number; readonly size: number; readonly killAt: number },
): Promise<number> {
  const child = spawn(process.execPath, [WRITER, place, String(first), String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let acknowledged = first;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= killAt) child.kill('SIGKILL');
  }
  await closed;
  assert.equal(child.signalCode, 'SIGKILL');
  return acknowledged;
}
