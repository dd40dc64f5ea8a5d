import { randomUUID } from 'node:crypto';

import { type Logger, pino } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';

import { createService } from '../analysis/create-service.ts';
import { keyedMutex } from '../analysis/keyed-mutex.ts';
import type { Clock } from '../analysis/ports/clock.ts';
import type { MetricSource } from '../analysis/ports/metric-source.ts';
import type { Store } from '../analysis/ports/store.ts';
import { runDueLook } from '../analysis/run-due.ts';
import type { AnalysisService } from '../analysis/service.ts';
import { SerinusError } from '../errors.ts';
import { buildApp } from '../http/app.ts';
import type { Readiness } from '../http/deps.ts';
import { listen } from '../http/serve.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { AccessRules } from '../model/access.ts';
import type { Look } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { startScheduler } from '../schedule/scheduler.ts';
import type { Channels } from './channels.ts';
import { discardOrphans, openDeliveries } from './deliveries.ts';
import { openKayenta, type RunningKayenta } from './kayenta.ts';
import { lookMetrics } from './look-metrics.ts';
import type { SourceMemory } from './source-memory.ts';
import type { SourceOf } from './sources.ts';
import { programVersion } from './version.ts';

export interface ServerParts {
  readonly store: Store;
  readonly sources: readonly MetricSource[];
  readonly sourceOf: SourceOf;
  /** Of these sources, where they have one; only its metrics are of interest here. */
  readonly sourceMemory?: SourceMemory;
  readonly judges: JudgeRegistry;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly requestsPerMinute?: number;
    readonly trustedProxies?: readonly string[];
  };
  /** Undefined: nobody is asked who they are. */
  readonly auth?: AccessRules | undefined;
  /** Who is told of looks and verdicts; undefined: nobody. */
  readonly notify?: Channels;
  readonly onLook?: (look: Look) => void;
}

export interface Server {
  readonly url: string;
  readonly service: AnalysisService;
  /** Runs what is due now; resolves when it is stored. */
  readonly tick: () => Promise<void>;
  /** Takes no more requests, gives the looks and deliveries in hand that time (8 s) to finish or leaves them due, closes the store. */
  close(graceMs?: number): Promise<void>;
}

/** Looks of one source at a time: they wait for it most of their time. */
const LOOKS_PER_SOURCE = 16;
/** For looks in hand at the end; less than what requests have, so that those who wait for one are still told. */
const GRACE_MS = 8_000;
const CHECK_TIMEOUT_MS = 3_000;

/** The whole program over its parts; the store is closed by it, also when it fails to start. */
export async function startServer(parts: ServerParts): Promise<Server> {
  const { store, logger, configs, judges, http, auth, notify = { rules: [], notifiers: [] } } = parts;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = lookMetrics(registry);
  parts.sourceMemory?.register(registry);
  const abort = new AbortController();
  const deps = { ...parts, channels: notify.rules, mutex: keyedMutex(), newId: () => randomUUID(), signal: abort.signal };
  const onLook = (look: Look): void => {
    metrics.observe(look);
    const { analysisId, number, verdict, score, reason } = look;
    logger.info({ analysis: analysisId, look: number, verdict, score, reason }, 'look');
    parts.onLook?.(look);
  };
  const service = createService({ ...deps, onLook });
  let canaries: RunningKayenta | undefined;
  try {
    canaries = await openKayenta(deps);
    const app = buildApp({
      service,
      kayenta: canaries.kayenta,
      clock: parts.clock,
      configs: () => [...configs.values()],
      judges: () => [...judges.values()],
      judgeRegistry: judges,
      readiness: () => readiness(parts),
      metrics: registry,
      logger,
      auth: auth && { rules: auth, now: () => parts.clock.now() },
      requestsPerMinute: http.requestsPerMinute,
      trustedProxies: http.trustedProxies,
      version: await programVersion(),
    });
    const delivery = { channels: notify, outbox: store, clock: parts.clock, logger, registry };
    await discardOrphans(delivery);
    const url = await listen(app, parts.http);
    const deliveries = openDeliveries(delivery);
    const scheduler = startScheduler({
      dueAnalyses: (limit) => store.dueAnalyses(parts.clock.now(), limit),
      runDueLook: (id, signal) => runDueLook(deps, id, signal),
      onLook,
      onError: (error, analysis) => {
        metrics.failed();
        logger.error({ err: error, analysis }, 'a look could not be made; it stays due');
      },
      perSource: LOOKS_PER_SOURCE,
    });
    return {
      url,
      service,
      tick: () => scheduler.tick(),
      async close(graceMs = GRACE_MS) {
        const limit = setTimeout(() => abort.abort(new SerinusError('SHUTTING_DOWN', 503, 'the server is shutting down')), graceMs);
        await Promise.all([app.close().then(canaries?.stop), scheduler.stop(graceMs), deliveries.stop(graceMs)]);
        clearTimeout(limit);
        await store.close();
      },
    };
  } catch (error) {
    await canaries?.stop();
    await store.close();
    throw error;
  }
}

/** Ready when the store works. A source that fails is said, but a verdict can still be asked for: that is no reason to be taken out. */
async function readiness({ store, sources }: ServerParts): Promise<Readiness> {
  const check = async (name: string, work: (signal: AbortSignal) => Promise<void>) => {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
    try {
      await work(signal);
      return { name, ok: true };
    } catch (error) {
      if (signal.aborted) return { name, ok: false, message: `no answer within ${CHECK_TIMEOUT_MS} ms` };
      return { name, ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  };
  const [stored, ...others] = await Promise.all([
    check('store', () => store.check()),
    ...sources.map((source) => check(`source ${source.name}`, (signal) => source.check(signal))),
  ]);
  return { ready: stored!.ok, checks: [stored!, ...others] };
}

/**
 * To stderr, in the background and some lines at a time: a request does not wait for its line to be written. A line is written within a
 * fifth of a second, and what is left when the process ends by itself; a kill -9 loses that fifth.
 */
export function openLogger(level: string): Logger {
  const stderr = pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 200 });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stderr);
}
