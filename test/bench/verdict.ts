import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { checkConfig } from '../../src/analysis/config/check-config.ts';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { runLook } from '../../src/analysis/run-look.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { Analysis } from '../../src/model/analysis.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { seeded } from '../support/random.ts';
import { gaugeConfig, newAnalysis } from './bench-analysis.ts';
import type { Report } from './figure.ts';
import { requestsPerSecond } from './http-load.ts';
import { processorMs } from './processor-time.ts';
import { compare } from './side-by-side.ts';

const METRICS = 10;
const STEPS = 120;
const STEP_MS = 60_000;
const START_MS = 1_760_000_040_000;
const ROUND_MS = 1_500;

/** `GET /verdict` of a stored look of ten metrics, against a bare Fastify that greets: each a process of its own, asked in turns. */
export default async function verdict(report: Report): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const file = path.join(folder, 'verdict.db');
  const servers: ChildProcess[] = [];
  const start = async (program: string, ...args: readonly string[]): Promise<Serving> => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, program), ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    servers.push(child);
    const [line] = await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), once(child, 'exit')]);
    if (typeof line !== 'string') throw new Error(`${program} ended by itself`);
    return { url: line, pid: child.pid! };
  };
  try {
    const { id } = await storeLook(file);
    const verdicts = measured(await start('verdict-server.ts', file), `/verdict?analysis=${id}`);
    const hellos = measured(await start('hello-server.ts'), '/');
    const { ratio, spread, ours, theirs } = await compare(verdicts.ask, hellos.ask, { rounds: 9, warmUp: 2 });
    const unit = 'of a hello';
    report({ name: 'GET /verdict of a stored look of 10 metrics', value: ratio, unit, limit: { atLeast: 0.5 }, spread });
    report({ name: '  verdicts', value: ours, unit: 'requests/s' });
    report({ name: '  a bare Fastify hello', value: theirs, unit: 'requests/s' });
    report({ name: '  processor time of a verdict', value: verdicts.cpuUs(), unit: 'us' });
    report({ name: '  processor time of a hello', value: hellos.cpuUs(), unit: 'us' });
  } finally {
    await Promise.all(
      servers.map(async (child) => {
        const exited = once(child, 'exit');
        if (child.kill()) await exited;
      }),
    );
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Serving {
  readonly url: string;
  readonly pid: number;
}

/** Asks the server, and says at the end what a reply cost it on the processor: that does not depend on how busy the client was. */
function measured({ url, pid }: Serving, question: string) {
  let replies = 0;
  let usedMs = 0;
  return {
    async ask(): Promise<number> {
      const before = processorMs(pid);
      const rate = await requestsPerSecond(url + question, ROUND_MS);
      usedMs += processorMs(pid) - before;
      replies += (rate * ROUND_MS) / 1000;
      return rate;
    },
    cpuUs: () => (usedMs * 1000) / replies,
  };
}

/** A store with one running analysis whose next look is a long way off. */
async function storeLook(file: string): Promise<Analysis> {
  const judges = await loadJudges();
  const document = gaugeConfig('ten', METRICS);
  const [problem] = checkConfig(document, judges);
  if (problem !== undefined) throw new Error(problem.message);
  const config = resolveConfig(document, judges);
  const random = seeded(10);
  const store = await openSqliteStore({ path: file });
  try {
    const slotMs = START_MS + STEPS * STEP_MS + config.delayMs;
    const analysis = newAnalysis('ten', config, START_MS);
    await store.createAnalysis(analysis);
    const source = {
      ...{ name: 'drawn', dialect: 'promql' as const, check: async () => {} },
      query: async () => ({
        series: [
          {
            labels: {},
            startMs: START_MS + STEP_MS,
            stepMs: STEP_MS,
            values: Float64Array.from({ length: STEPS }, () => Math.exp(0.2 * random.normal())),
          },
        ],
        warnings: [],
      }),
    };
    const deps = { store, judges, sourceOf: () => source, clock: { now: () => slotMs } };
    const look = await runLook(deps, { analysis, slotMs, trigger: 'schedule', signal: new AbortController().signal });
    if (look === undefined || look.metrics.some(({ judgements }) => judgements.length === 0)) throw new Error('the look was not made');
    return analysis;
  } finally {
    await store.close();
  }
}
