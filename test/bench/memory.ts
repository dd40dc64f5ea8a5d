import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Report } from './figure.ts';

const IDLE_MS = 10_000;

/**
 * Resident memory of `serve` with the ready-made configs and a new store, ten seconds after it began to listen: built, as it is installed
 * and run, and from its sources, where Node.js holds its type stripper as well. Linux only.
 */
export default async function memory(report: Report): Promise<void> {
  execFileSync(process.execPath, [typescript(), '-p', 'tsconfig.build.json'], { stdio: ['ignore', 'inherit', 'inherit'] });
  const built = await idle('dist/src/main.js');
  report({ name: 'serve idles at', value: built.now, unit: 'MB', limit: { atMost: 120 } });
  report({ name: '  at most, while it started', value: built.most, unit: 'MB' });
  const source = await idle('src/main.ts');
  report({ name: '  run from its sources', value: source.now, unit: 'MB' });
}

async function idle(program: string): Promise<{ readonly now: number; readonly most: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const { SERINUS_SETTINGS: _, ...inherited } = process.env;
  const env = { ...inherited, SERINUS_STORE: path.join(folder, 'idle.db'), SERINUS_CONFIGS: 'configs', HOST: '127.0.0.1', PORT: '0' };
  const child = spawn(process.execPath, [program, 'serve'], {
    env: { ...env, PROMETHEUS_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const listens = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited.then(() => undefined)]);
    if (listens === undefined) throw new Error(`${program} serve ended by itself`);
    await sleep(IDLE_MS);
    return { now: megabytes(child.pid!, 'VmRSS'), most: megabytes(child.pid!, 'VmHWM') };
  } finally {
    child.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

function typescript(): string {
  return fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
}

/** Millions of bytes. */
function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1024) / 1e6;
}
