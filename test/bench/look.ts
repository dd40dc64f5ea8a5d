import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';

import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { lookWindow } from '../../src/analysis/look-window.ts';
import { runLook } from '../../src/analysis/run-look.ts';
import { openSources } from '../../src/compose/sources.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { loadSettings } from '../../src/config/settings.ts';
import type { Analysis, Look } from '../../src/model/analysis.ts';
import { sampleCount } from '../../src/model/time-series.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { seeded } from '../support/random.ts';
import { openMetrics, type SampleSeries } from '../support/samples.ts';
import { gaugeConfig, metricNames, newAnalysis, VERSIONS } from './bench-analysis.ts';
import type { Report } from './figure.ts';
import { compareTimes } from './side-by-side.ts';

const METRICS = 50;
const STEPS = 720;
const STEP_MS = 60_000;
const ROUNDS = { rounds: 21, warmUp: 5 };

/**
 * A whole look, from the queries to the row in the store, against a bare fetch of the same range queries from the same Prometheus.
 * The first look of an analysis that began twelve hours ago stores every series whole; a later one only what is new.
 */
export default async function look(report: Report): Promise<void> {
  const startMs = Math.floor((Date.now() - (STEPS + 600) * STEP_MS) / STEP_MS) * STEP_MS;
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const prometheus = await startPrometheus({ blocks: openMetrics(series(startMs)) });
  const store = await openSqliteStore({ path: path.join(folder, 'look.db') });
  try {
    const judges = await loadJudges();
    const settings = await loadSettings({ PROMETHEUS_URL: prometheus.url });
    const { sourceOf } = openSources(settings.sources);
    const deps = { store, judges, sourceOf, clock: { now: Date.now } };
    const config = resolveConfig(gaugeConfig('fifty', METRICS), judges);
    let analyses = 0;
    const begin = async (): Promise<Analysis> => {
      const analysis = newAnalysis(`a${analyses++}`, config, startMs);
      await store.createAnalysis(analysis);
      return analysis;
    };
    const lookAt = async (analysis: Analysis, slotMs: number): Promise<Look> => {
      const made = await runLook(deps, { analysis, slotMs, trigger: 'schedule', signal: AbortSignal.timeout(60_000) });
      if (made === undefined || made.metrics.some(({ control }) => control.count < STEPS))
        throw new Error(`the look lacks data: ${made?.reason}`);
      return made;
    };
    const slotMs = startMs + STEPS * STEP_MS + config.delayMs;
    const window = lookWindow(config, startMs, slotMs);
    if (sampleCount(window) !== STEPS) throw new Error(`${sampleCount(window)} steps`);

    const requests = metricNames(METRICS).flatMap((name) => VERSIONS.map((version) => `${name}{version="${version}"}`));
    const atOnce = pLimit(settings.sources.prometheus!.maxConcurrent);
    const bareFetch = async (): Promise<void> => {
      const bodies = await atOnce.map(requests, async (query) => {
        const body = new URLSearchParams({
          query,
          start: String(window.startMs / 1000),
          end: String((window.endMs - STEP_MS) / 1000),
          step: String(STEP_MS / 1000),
        });
        return (await fetch(`${prometheus.url}/api/v1/query_range`, { method: 'POST', body })).text();
      });
      if (bodies.some((body) => !body.startsWith('{"status":"success"'))) throw new Error('a bare query failed');
    };

    const fresh: Analysis[] = [];
    for (let i = 0; i < ROUNDS.rounds + ROUNDS.warmUp; i++) fresh.push(await begin());
    const first = await compareTimes(() => lookAt(fresh.pop()!, slotMs), bareFetch, ROUNDS);
    let analysis = await begin();
    let next = slotMs;
    const looks = withProcessorTime(async () => {
      const made = await lookAt(analysis, next);
      analysis = { ...analysis, lastSlotMs: next, looks: made.number };
      next += STEP_MS;
    });
    const fetches = withProcessorTime(bareFetch);
    const later = await compareTimes(looks.run, fetches.run, ROUNDS);
    const unit = 'of fetching';
    report({ name: 'look of 50 metrics x 2 sides x 720 points', value: later.ratio, unit, limit: { atMost: 1.3 }, spread: later.spread });
    report({ name: '  look', value: later.ours, unit: 'ms' });
    report({ name: '  bare fetch', value: later.theirs, unit: 'ms' });
    report({ name: '  processor time of a look', value: looks.meanMs(), unit: 'ms' });
    report({ name: '  processor time of a bare fetch', value: fetches.meanMs(), unit: 'ms' });
    report({ name: 'first look of an analysis, every point new to the store', value: first.ratio, unit, spread: first.spread });
    report({ name: '  look', value: first.ours, unit: 'ms' });
  } finally {
    await Promise.all([store.close(), prometheus.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a run cost this process on the processor, all threads together: that depends less on what else the machine does. */
function withProcessorTime(work: () => Promise<void>) {
  let runs = 0;
  let usedUs = 0;
  return {
    async run(): Promise<void> {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      usedUs += user + system;
      runs++;
    },
    meanMs: () => usedUs / runs / 1000,
  };
}

/** As many drawn steps as the last look needs. */
function series(startMs: number): readonly SampleSeries[] {
  const random = seeded(720);
  return metricNames(METRICS).flatMap((name) =>
    VERSIONS.map(
      (version): SampleSeries => ({
        ...{ name, type: 'gauge', labels: { version } },
        samples: Array.from({ length: STEPS + 60 }, (_, t) => [startMs + t * STEP_MS, 0.12 * Math.exp(0.2 * random.normal())]),
      }),
    ),
  );
}
