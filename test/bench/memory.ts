import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from './figure.ts';
import { buildProgram, residentMegabytes, serverEnvironment } from './resident.ts';

const IDLE_MS = 10_000;

/**
 * Resident memory of `serve` with the ready-made configs and a new store, ten seconds after it began to listen: built, as it is installed
 * and run, and from its sources, where Node.js holds its type stripper as well. Linux only.
 */
export default async function memory(report: Report): Promise<void> {
  const built = await idle(buildProgram());
  report({ name: 'serve idles at', value: built.now, unit: 'MB', limit: { atMost: 120 } });
  report({ name: '  at most, while it started', value: built.most, unit: 'MB' });
  const source = await idle('src/main.ts');
  report({ name: '  run from its sources', value: source.now, unit: 'MB' });
}

async function idle(program: string): Promise<{ readonly now: number; readonly most: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const child = spawn(process.execPath, [program, 'serve'], {
    env: { ...serverEnvironment(path.join(folder, 'idle.db')), PROMETHEUS_URL: 'http://127.0.0.1:9' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const listens = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited.then(() => undefined)]);
    if (listens === undefined) throw new Error(`${program} serve ended by itself`);
    await sleep(IDLE_MS);
    return { now: residentMegabytes(child.pid!, 'now'), most: residentMegabytes(child.pid!, 'most') };
  } finally {
    child.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}
