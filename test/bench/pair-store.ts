import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Store } from '../../src/analysis/ports/store.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { sampleBatch } from '../store/pair-samples.ts';
import { missing } from '../support/debian.ts';
import { startPostgres } from '../support/postgres.ts';
import type { Report } from './figure.ts';

const IN_FILE = 10_000_000;
const BATCH = 16_384;
const IN_POSTGRES = 200_000;

/**
 * Counts ten million pairs of ids that are in no order in a file, and some in PostgreSQL: what the store costs a pair, comparison and
 * reading of requests apart.
 */
export default async function pairStore(report: Report): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  try {
    const file = path.join(folder, 'pairs.db');
    const store = await openSqliteStore({ path: file });
    let last = 0;
    for (const part of ['first', 'second', 'third', 'fourth', 'fifth']) {
      const { cpuUs, wallUs } = await counted(store, IN_FILE / 5, BATCH);
      report({ name: `SQLite: processor a pair, the ${part} two million`, value: cpuUs, unit: 'µs' });
      report({ name: `SQLite: time a pair, the ${part} two million`, value: wallUs, unit: 'µs' });
      last = cpuUs;
    }
    report({ name: 'SQLite: processor a pair in the end', value: last, unit: 'µs', limit: { atMost: 1 } });
    report({ name: 'SQLite: memory that buffers hold in the end', value: buffersMb(), unit: 'MB', limit: { atMost: 64 } });
    await store.close();
    report({ name: 'SQLite: file', value: statSync(file).size / IN_FILE, unit: 'bytes/pair', limit: { atMost: 12 } });
    const startMs = performance.now();
    const again = await openSqliteStore({ path: file });
    report({ name: 'SQLite: opening the file again', value: performance.now() - startMs, unit: 'ms' });
    await again.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (missing('postgresql')) return;
  const server = await startPostgres();
  const store = await openPostgresStore({ url: await server.newDatabase() });
  for (const size of [1_000, BATCH])
    report({ name: `PostgreSQL: time a pair in batches of ${size}`, value: (await counted(store, IN_POSTGRES, size)).wallUs, unit: 'µs' });
  await store.close();
  await server.stop();
}

/** What a pair costs on average; the making of ids is left out. */
async function counted(store: Store, pairs: number, size: number): Promise<{ readonly cpuUs: number; readonly wallUs: number }> {
  let [cpuUs, wallMs, done] = [0, 0, 0];
  for (; done < pairs; done += size) {
    const batch = sampleBatch(randomIds(size));
    const [startMs, before] = [performance.now(), process.cpuUsage()];
    const { saved } = await store.savePairs(batch);
    const { user, system } = process.cpuUsage(before);
    wallMs += performance.now() - startMs;
    cpuUs += user + system;
    if (!saved) throw new Error('a new pair was taken for one that is known');
  }
  return { cpuUs: cpuUs / done, wallUs: (wallMs * 1e3) / done };
}

/** As they come out of a request's JSON. */
function randomIds(size: number): string[] {
  const hex = randomFillSync(Buffer.alloc(16 * size)).toString('hex');
  const ids = Array.from({ length: size }, (_, i) => hex.slice(32 * i, 32 * i + 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
  return JSON.parse(JSON.stringify(ids)) as string[];
}

function buffersMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().arrayBuffers / 1e6;
}
