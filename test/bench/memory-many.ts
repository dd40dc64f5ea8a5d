import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pLimit from 'p-limit';

import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { startHttpServer } from '../support/http-server.ts';
import { seeded } from '../support/random.ts';
import { gaugeConfig, newAnalysis } from './bench-analysis.ts';
import type { Report } from './figure.ts';
import { buildProgram, residentMegabytes, serverEnvironment } from './resident.ts';

const ANALYSES = 10_000;
const METRICS = 2;
const STEP_MS = 60_000;
const STEPS = 120;
/** Looks asked for at a time. */
const AT_ONCE = 16;

/**
 * Resident memory of the built `serve` with 10,000 running analyses after a look of each, of 120 steps: every analysis of two metrics, of series
 * of its own. Linux only.
 */
export default async function memoryMany(report: Report): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const file = path.join(folder, 'many.db');
  const prometheus = await playPrometheus();
  try {
    await fill(file);
    const child = spawn(process.execPath, [buildProgram(), 'serve'], {
      env: { ...serverEnvironment(file), PROMETHEUS_URL: prometheus.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    try {
      await lookAtAll(await urlOf(child));
      report({
        name: `serve with ${ANALYSES} running analyses of ${METRICS} metrics`,
        value: residentMegabytes(child.pid!, 'now'),
        unit: 'MB',
        limit: { atMost: 300 },
      });
      report({ name: '  at most, on the way', value: residentMegabytes(child.pid!, 'most'), unit: 'MB' });
    } finally {
      child.kill();
      await exited;
    }
  } finally {
    await prometheus.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function urlOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const [url] = /http:\/\/\S+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('the server ended by itself');
}

async function lookAtAll(url: string): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const ids = Array.from({ length: ANALYSES }, (_, i) => `a${i}`);
  await limit.map(ids, async (id) => {
    const reply = await fetch(`${url}/analyses/${id}/looks`, { method: 'POST' });
    const text = await reply.text();
    const counts = [...text.matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count));
    if (counts.length === 0 || counts.some((count) => count < STEPS)) throw new Error(`HTTP ${reply.status} ${text.slice(0, 300)}`);
  });
}

/** Analyses that began two hours ago, whose next slot is a long way off. */
async function fill(file: string): Promise<void> {
  const judges = await loadJudges();
  const document = gaugeConfig('many', METRICS);
  const { spec } = document;
  const config = resolveConfig({ ...document, spec: { ...spec, window: { ...spec.window, delay: '0s' } } }, judges);
  const startMs = Math.floor(Date.now() / STEP_MS - STEPS) * STEP_MS;
  const store = await openSqliteStore({ path: file });
  for (let i = 0; i < ANALYSES; i++) {
    const scopes = { control: { version: `v${i}` }, candidate: { version: `v${i}-next` } };
    await store.createAnalysis({ ...newAnalysis(`a${i}`, config, startMs), ...scopes, nextSlotMs: Date.now() + 24 * 60 * STEP_MS });
  }
  await store.close();
}

/** Answers every range query with one series of a gauge: noise by the time and the query. */
function playPrometheus() {
  const random = seeded(10_000);
  const noise = Array.from({ length: 4096 }, () => 0.12 * Math.exp(0.2 * random.normal()));
  return startHttpServer(({ body }, response) => {
    const form = new URLSearchParams(body);
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name))) as [number, number, number];
    const shift = [...(form.get('query') ?? '')].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 4096, 0);
    const values: [number, string][] = [];
    for (let at = start; at <= end; at += step) values.push([at, String(noise[(at / step + shift) % 4096])]);
    const data = { resultType: 'matrix', result: [{ metric: { version: 'v' }, values }] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ status: 'success', data }));
  });
}
