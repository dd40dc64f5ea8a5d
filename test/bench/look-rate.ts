import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { runLook } from '../../src/analysis/run-look.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { sampleCount } from '../../src/model/time-series.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { seeded } from '../support/random.ts';
import { gaugeConfig, newAnalysis } from './bench-analysis.ts';
import type { Report } from './figure.ts';

const METRICS = 10;
const STEPS = 120;
const STEP_MS = 60_000;
const ANALYSES = 40;
const LOOKS = 10;
const WARM_UP = 2;

/**
 * Looks per second of processor time, without the source: judging and storing. Several analyses look in turns, each with 120 steps behind
 * it at its first look and one more at each further one, as they do on a server.
 */
export default async function lookRate(report: Report): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const store = await openSqliteStore({ path: path.join(folder, 'rate.db') });
  try {
    const judges = await loadJudges();
    const config = resolveConfig(gaugeConfig('rate', METRICS), judges);
    const startMs = Date.UTC(2026, 0, 1);
    const deps = { store, judges, sourceOf: drawnSource, clock: { now: Date.now } };
    const analyses = Array.from({ length: ANALYSES }, (_, i) => newAnalysis(`a${i}`, config, startMs + i * STEP_MS));
    for (const analysis of analyses) await store.createAnalysis(analysis);
    let used = 0;
    for (let round = 0; round < LOOKS + WARM_UP; round++) {
      const before = process.cpuUsage();
      for (const [i, analysis] of analyses.entries()) {
        const slotMs = analysis.startMs + (STEPS + round + 1) * STEP_MS + config.delayMs;
        const made = await runLook(deps, { analysis, slotMs, trigger: 'schedule', signal: AbortSignal.timeout(60_000) });
        if (made === undefined || made.metrics.some(({ control }) => control.count < STEPS)) throw new Error(made?.reason);
        analyses[i] = { ...analysis, lastSlotMs: slotMs, looks: made.number };
      }
      const { user, system } = process.cpuUsage(before);
      if (round >= WARM_UP) used += (user + system) / 1e6;
    }
    const value = (ANALYSES * LOOKS) / used;
    report({ name: `looks of ${METRICS} metrics x 2 x ${STEPS} points, without the source`, value, unit: 'per s of a core' });
    report({ name: '  a look', value: 1000 / value, unit: 'ms of a core' });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Has every series at hand: noise, other for every query. */
function drawnSource(): MetricSource {
  return source;
}
const drawn = new Map<string, Float64Array>();
const source: MetricSource = {
  name: 'prometheus',
  dialect: 'promql',
  async query({ query, window: { startMs, stepMs }, window }) {
    const key = `${query} ${startMs}`;
    let values = drawn.get(key);
    if (values === undefined) {
      const random = seeded(drawn.size);
      values = Float64Array.from({ length: STEPS + LOOKS + WARM_UP + 1 }, () => 0.12 * Math.exp(0.2 * random.normal()));
      drawn.set(key, values);
    }
    return { series: [{ labels: {}, startMs, stepMs, values: values.subarray(0, sampleCount(window)) }], warnings: [] };
  },
  async check() {},
};
