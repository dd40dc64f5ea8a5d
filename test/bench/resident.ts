import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Builds the program as it is installed and run; the path of its entry point. */
export function buildProgram(): string {
  const typescript = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
  execFileSync(process.execPath, [typescript, '-p', 'tsconfig.build.json'], { stdio: ['ignore', 'inherit', 'inherit'] });
  return 'dist/src/main.js';
}

/** What `serve` is told to run on that store with the ready-made configs, on a free port. */
export function serverEnvironment(storePath: string): NodeJS.ProcessEnv {
  const { SERINUS_SETTINGS: _, ...inherited } = process.env;
  return { ...inherited, SERINUS_STORE: storePath, SERINUS_CONFIGS: 'configs', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' };
}

/** Resident memory of a process, now or at most since it began, in millions of bytes. Linux only. */
export function residentMegabytes(pid: number, when: 'now' | 'most'): number {
  const field = when === 'now' ? 'VmRSS' : 'VmHWM';
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1024) / 1e6;
}
