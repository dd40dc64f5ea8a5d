import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type ServeProcess, serve } from '../e2e/command-line.ts';
import { startPostgres } from '../support/postgres.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import type { Report } from './figure.ts';
import { isHarmful, METRICS, releaseConfig, releaseSeries, SERVICES, STARTS, STEP_MS, STEPS } from './system-release.ts';

const SECONDS = Number(process.env.SERINUS_SECONDS ?? 180);
/** Analyses that are started in a second, whether or not those before have ended. */
const RATE = Number(process.env.SERINUS_RATE ?? 7);
const REPLICAS = 2;
/** A pipeline asks for its verdict that often. */
const ASK_MS = 1_000;
/** An analysis without a verdict so long after its start has failed. */
const LONGEST_MS = 60_000;

/**
 * The whole system: clients that start analyses at a steady rate and ask for their verdicts over HTTP, two replicas, a real PostgreSQL
 * and a real Prometheus, all on this machine. Every analysis has two looks and queries of its own; both looks are due when it starts.
 */
export default async function system(report: Report): Promise<void> {
  const firstMs = Math.floor(Date.now() / STEP_MS) * STEP_MS - (STEPS + STARTS + 10) * STEP_MS;
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-bench-'));
  writeFileSync(path.join(folder, 'release.yaml'), JSON.stringify(releaseConfig)); // JSON is YAML
  const replicas: ServeProcess[] = [];
  const servers: RunningServer[] = [];
  try {
    const prometheus = await startPrometheus({ blocks: openMetrics(releaseSeries(firstMs)) });
    servers.push(prometheus);
    const postgres = await startPostgres();
    servers.push(postgres);
    const settings = { PROMETHEUS_URL: prometheus.url, DATABASE_URL: await postgres.newDatabase(), SERINUS_CONFIGS: folder };
    for (let i = 0; i < REPLICAS; i++) replicas.push(await serve(settings));
    const urls = replicas.map(({ api }) => api.url);

    const before = await used(urls, prometheus.url);
    const releases = await startReleases(urls, firstMs);
    const after = await used(urls, prometheus.url);

    const ended = releases.filter((one) => one.failure === undefined);
    const inTime = ended.filter(({ toldMs }) => toldMs <= SECONDS * 1000);
    const looks = ended.reduce((sum, one) => sum + one.looks, 0);
    const looksInTime = inTime.reduce((sum, one) => sum + one.looks, 0);
    const lastToldMs = Math.max(...ended.map(({ toldMs }) => toldMs));
    const delays = ended.map(({ startedMs, toldMs }) => (toldMs - startedMs) / 1000).sort((a, b) => a - b);
    const [failed] = releases.filter((one) => one.failure !== undefined);
    report({
      name: `analyses of ${METRICS} metrics with their verdicts told, for ${SECONDS} s`,
      ...{ value: inTime.length / SECONDS, unit: 'a second', limit: { atLeast: 6 } },
    });
    report({ name: '  looks', value: looksInTime / SECONDS, unit: 'a second' });
    report({ name: '  analyses started', value: RATE, unit: 'a second' });
    report({
      name: '  requests that failed, and analyses without a verdict',
      ...{ value: releases.length - ended.length, unit: '', limit: { atMost: 0 } },
      ...(failed?.failure !== undefined && { spread: failed.failure }),
    });
    report({
      name: '  verdicts that are not what the series say',
      ...{ value: ended.filter(({ service, verdict }) => verdict !== (isHarmful(service) ? 'rollback' : 'promote')).length, unit: '' },
      limit: { atMost: 0 },
    });
    report({ name: '  without a verdict at the end', value: releases.length - inTime.length, unit: '' });
    report({ name: '  until these had theirs', value: Math.max(0, lastToldMs / 1000 - SECONDS), unit: 's', limit: { atMost: 5 } });
    report({ name: '  from start to verdict told, median', value: quantile(delays, 0.5), unit: 's' });
    report({ name: '  99th percentile', value: quantile(delays, 0.99), unit: 's' });
    const aLook = (what: keyof typeof after): number => (after[what] - before[what]) / looks;
    report({ name: '  range queries a look', value: aLook('queries'), unit: '' });
    report({ name: '  processor time of a look, in the replicas', value: 1000 * aLook('replicas'), unit: 'ms' });
    report({ name: '  and in Prometheus', value: 1000 * aLook('prometheus'), unit: 'ms' });
  } finally {
    await Promise.all(replicas.map((one) => one.stop()));
    await Promise.all(servers.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Release {
  readonly service: number;
  /** Since the first one, as is toldMs. */
  readonly startedMs: number;
  readonly toldMs: number;
  readonly verdict?: string;
  readonly looks: number;
  readonly failure?: string;
}

/** Starts RATE analyses a second for SECONDS, on the replicas in turn; resolves when each has its verdict or has failed. */
async function startReleases(urls: readonly string[], firstMs: number): Promise<readonly Release[]> {
  const began = performance.now();
  const sinceMs = (): number => performance.now() - began;
  const release = async (i: number): Promise<Release> => {
    const [service, startedMs] = [i % SERVICES, sinceMs()];
    let looks = 0;
    try {
      const scope = { service: `service-${service}`, release: `release-${i}` };
      const start = new Date(firstMs + (i % STARTS) * STEP_MS).toISOString();
      const sides = { control: { ...scope, version: 'v1' }, candidate: { ...scope, version: 'v2' } };
      const { id } = await ask(`${urls[i % urls.length]}/analyses`, { config: 'release', key: `release-${i}`, start, ...sides });
      while (sinceMs() - startedMs < LONGEST_MS) {
        await sleep(ASK_MS);
        // Another replica than the one that took the start.
        const told = await ask(`${urls[(i + 1) % urls.length]}/verdict?analysis=${id}`);
        looks = told.look ?? 0;
        if (told.status === 'finished') return { service, startedMs, toldMs: sinceMs(), verdict: told.verdict, looks };
      }
      throw new Error(`no verdict of ${id} after ${LONGEST_MS / 1000} s`);
    } catch (error) {
      return { service, startedMs, toldMs: sinceMs(), looks, failure: error instanceof Error ? error.message : String(error) };
    }
  };
  const releases: Promise<Release>[] = [];
  for (let i = 0; i < RATE * SECONDS; i++) {
    await sleep(Math.max(0, (i / RATE) * 1000 - sinceMs()));
    releases.push(release(i));
  }
  return Promise.all(releases);
}

/** @throws {Error} a reply that is not of status 2xx. */
async function ask(url: string, body?: unknown) {
  const json = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, body === undefined ? {} : json);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return JSON.parse(await response.text());
}

/** Seconds of processor time and range queries up to now, as the servers say themselves. */
async function used(replicas: readonly string[], prometheus: string) {
  const cpu = /^process_cpu_seconds_total (\S+)$/m;
  const texts = await Promise.all([...replicas, prometheus].map(async (url) => (await fetch(`${url}/metrics`)).text()));
  const seconds = texts.map((text) => Number(cpu.exec(text)?.[1]));
  return {
    replicas: seconds.slice(0, -1).reduce((sum, one) => sum + one, 0),
    prometheus: seconds.at(-1)!,
    queries: Number(/^prometheus_http_requests_total\{code="200",handler="\/api\/v1\/query_range"\} (\S+)$/m.exec(texts.at(-1)!)?.[1] ?? 0),
  };
}

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
