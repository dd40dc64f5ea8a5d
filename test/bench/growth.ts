import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { runLook } from '../../src/analysis/run-look.ts';
import { openSourceMemory } from '../../src/compose/source-memory.ts';
import { openSources } from '../../src/compose/sources.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { seeded } from '../support/random.ts';
import { openMetrics, type SampleSeries } from '../support/samples.ts';
import { gaugeConfig, metricNames, newAnalysis, VERSIONS } from './bench-analysis.ts';
import type { Report } from './figure.ts';
import { compare } from './side-by-side.ts';

const METRICS = 10;
const STEP_MS = 60_000;
const EARLY = 10;
const LATE = 1000;
const ROUNDS = { rounds: 31, warmUp: 3 };
/** A look that asks for everything is only there to be compared. */
const FEWER = { rounds: 9, warmUp: 1 };
/** Looks of a measurement: one alone is too short to be told from what else the machine does. */
const LOOKS = 3;

/**
 * What a look costs late in an analysis against what it costs early: from the queries to a real Prometheus to the row in the store.
 * One analysis has a thousand looks behind it; beside each three of its next ones, looks 9 to 11 of an analysis that has only begun.
 */
export default async function growth(report: Report): Promise<void> {
  const startMs = Math.floor((Date.now() - (LATE + 600) * STEP_MS) / STEP_MS) * STEP_MS;
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  const prometheus = await startPrometheus({ blocks: openMetrics(series(startMs)) });
  const store = await openSqliteStore({ path: path.join(folder, 'growth.db') });
  try {
    const judges = await loadJudges();
    const settings = await loadSettings({ PROMETHEUS_URL: prometheus.url });
    const config = resolveConfig(gaugeConfig('growth', METRICS), judges);
    let analyses = 0;
    let points = 0;
    // One for all, so that all use the same connections.
    const plainSource = openSources(settings.sources).all[0]!;
    const counting = (source: MetricSource): MetricSource => ({
      ...source,
      async query(request) {
        const reply = await source.query(request);
        for (const { values } of reply.series) points += values.length;
        return reply;
      },
    });
    /** The looks of a new analysis, one after the other. */
    const begin = async (remember: boolean) => {
      const remembering = () => openSourceMemory(settings.remember).remembering(plainSource, settings.sources.prometheus!);
      const source = counting(remember ? remembering() : plainSource);
      const deps = { store, judges, sourceOf: () => source, clock: { now: Date.now } };
      let analysis = newAnalysis(`a${analyses++}`, config, startMs);
      await store.createAnalysis(analysis);
      const next = async (number: number): Promise<void> => {
        const slotMs = startMs + number * STEP_MS + config.delayMs;
        points = 0;
        const made = await runLook(deps, { analysis, slotMs, trigger: 'schedule', signal: AbortSignal.timeout(60_000) });
        if (points !== number * 2 * METRICS) throw new Error(`look ${number} has ${points} points`);
        if (made === undefined || made.final) throw new Error(`look ${number}: ${made?.reason}`);
        analysis = { ...analysis, lastSlotMs: slotMs, looks: made.number };
      };
      return { next };
    };
    /** Milliseconds a look, of those from `first` on. */
    const timed = async (next: (number: number) => Promise<void>, first: number, used: { cpuMs: number }): Promise<number> => {
      const cpu = process.cpuUsage();
      const began = performance.now();
      for (let number = first; number < first + LOOKS; number++) await next(number);
      const took = performance.now() - began;
      const { user, system } = process.cpuUsage(cpu);
      used.cpuMs += (user + system) / 1000;
      return took / LOOKS;
    };
    const earlyUsed = { cpuMs: 0 };
    const early = async (): Promise<number> => {
      const { next } = await begin(true);
      const first = EARLY - (LOOKS - 1) / 2;
      for (let number = 1; number < first; number++) await next(number);
      return timed(next, first, earlyUsed);
    };
    const late = (next: (number: number) => Promise<void>, used: { cpuMs: number }) => {
      let first = LATE;
      return () => {
        const from = first;
        first += LOOKS;
        return timed(next, from, used);
      };
    };

    const old = await begin(true);
    for (let number = 1; number < LATE; number++) await old.next(number);
    const used = { cpuMs: 0 };
    const grown = await compare(late(old.next, used), early, ROUNDS);
    const cpuRatio = used.cpuMs / earlyUsed.cpuMs;
    const plain = await begin(false);
    const whole = await compare(late(plain.next, { cpuMs: 0 }), early, FEWER);

    const name = `look ${LATE} of an analysis of ${METRICS} metrics`;
    report({ name, value: grown.ratio, unit: `of look ${EARLY}`, limit: { atMost: 1.5 }, spread: grown.spread });
    report({ name: `  look ${LATE}`, value: grown.ours, unit: 'ms' });
    report({ name: `  look ${EARLY}`, value: grown.theirs, unit: 'ms' });
    report({ name: '  processor time of ours alone', value: cpuRatio, unit: `of look ${EARLY}` });
    report({ name: `look ${LATE}, asking for everything again`, value: whole.ratio, unit: `of look ${EARLY}`, spread: whole.spread });
  } finally {
    await Promise.all([store.close(), prometheus.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function series(startMs: number): readonly SampleSeries[] {
  const random = seeded(1000);
  return metricNames(METRICS).flatMap((name) =>
    VERSIONS.map((version): SampleSeries => {
      const samples = Array.from({ length: LATE + 120 }, (_, t): [number, number] => [
        startMs + t * STEP_MS,
        0.12 * Math.exp(0.2 * random.normal()),
      ]);
      return { name, type: 'gauge', labels: { version }, samples };
    }),
  );
}
