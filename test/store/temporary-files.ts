import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

let root: string | undefined;
let count = 0;
after(() => {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
});

/** A path at which there is nothing yet, in a directory that goes when this file's tests are done. */
export function freshPath(): string {
  root ??= mkdtempSync(path.join(tmpdir(), 'serinus-store-'));
  return path.join(root, `${++count}.db`);
}
