import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildProgram, serverEnvironment } from './resident.ts';

export interface CompareServer {
  readonly pid: number;
  /** Brings pairs by POST /compare/batch. @throws {Error} not all of them are new. */
  bring(lines: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** The built `serve` with a store of its own in a file, and one config, which compares classes. */
export async function startCompareServer(): Promise<CompareServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const spec = {
    comparison: { comparators: { answer: { type: 'classification' } } },
    metrics: [{ name: 'divergence', kind: 'comparison' }],
  };
  const config = { apiVersion: 'serinus.dev/v1', kind: 'CanaryAnalysis', metadata: { name: 'models' }, spec };
  writeFileSync(path.join(folder, 'models.yaml'), JSON.stringify(config));
  const child = spawn(process.execPath, [buildProgram(), 'serve', '--json'], {
    env: { ...serverEnvironment(path.join(folder, 'pairs.db')), SERINUS_CONFIGS: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const first = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited.then(() => undefined)]);
  if (first === undefined) {
    await stop();
    throw new Error('serve ended by itself');
  }
  const { url } = JSON.parse(String(first[0])) as { readonly url: string };
  return {
    pid: child.pid!,
    stop,
    async bring(lines) {
      const init = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: `${lines.join('\n')}\n` };
      const reply = (await (await fetch(`${url}/compare/batch?config=models`, init)).json()) as { readonly counted: number };
      if (reply.counted !== lines.length) throw new Error(JSON.stringify(reply));
    },
  };
}
