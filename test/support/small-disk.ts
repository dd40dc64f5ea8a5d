import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

export interface SmallDisk {
  readonly folder: string;
  /** To that size; writable again, where it was made read-only. */
  resize(megabytes: number): void;
  /** From here on nothing can be written to it. Refused while a file on it is open for writing. */
  makeReadOnly(): void;
}

let able: boolean | undefined;

/** Whether these tests may mount a file system of their own: on Linux, as root. */
export function mayMount(): boolean {
  able ??= tryMount();
  return able;
}

/** A disk of that size in memory; gone with the test. */
export function smallDisk(t: Pick<TestContext, 'after'>, { megabytes }: { readonly megabytes: number }): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-disk-'));
  mount('tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  t.after(() => {
    // Lazily: a program under test may still hold a file for a moment.
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    resize: (size) => execFileSync('mount', ['-o', `remount,rw,size=${size}m`, folder]),
    makeReadOnly: () => execFileSync('mount', ['-o', 'remount,ro', folder]),
  };
}

function tryMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-disk-'));
  try {
    mount('tmpfs', 'tmpfs', folder);
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mount(type: string, ...args: readonly string[]): void {
  execFileSync('mount', ['-t', type, ...args], { stdio: 'pipe' });
}
