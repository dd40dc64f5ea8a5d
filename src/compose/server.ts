import { randomUUID } from 'node:crypto';

import { type Logger, pino } from 'pino';

import { createService } from '../analysis/create-service.ts';
import type { RetentionRules } from '../analysis/forget-outdated.ts';
import { keyedMutex } from '../analysis/keyed-mutex.ts';
import type { AnalysisLimits } from '../analysis/limits.ts';
import type { Clock } from '../analysis/ports/clock.ts';
import type { LookQueue } from '../analysis/ports/look-queue.ts';
import type { MetricSource } from '../analysis/ports/metric-source.ts';
import type { Store } from '../analysis/ports/store.ts';
import { dueAnalysis, runDueLook, runSlot } from '../analysis/run-due.ts';
import type { AnalysisService } from '../analysis/service.ts';
import { BUILT_IN_COMPARATORS } from '../comparison/built-in-comparators.ts';
import type { ComparatorRegistry } from '../comparison/comparator.ts';
import type { OverloadSettings } from '../config/http-settings.ts';
import { SerinusError } from '../errors.ts';
import { buildApp } from '../http/app.ts';
import { listen } from '../http/serve.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { AccessRules } from '../model/access.ts';
import type { Look } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { openChallenges } from './challenges.ts';
import type { Channels } from './channels.ts';
import { discardOrphans, openDeliveries } from './deliveries.ts';
import { openHousekeeping } from './housekeeping.ts';
import { openIntake, sweepEverySecond } from './intake.ts';
import { openKayenta, type RunningKayenta } from './kayenta.ts';
import { openLoad } from './load.ts';
import { type OpenQueue, openOwnQueue } from './look-queue.ts';
import { type Observation, openObservation } from './observation.ts';
import { openReadiness } from './readiness.ts';
import { openComparisons, openScheduledReports } from './reports.ts';
import { measureSourceClocks } from './source-clocks.ts';
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
  /** Default our own. */
  readonly comparators?: ComparatorRegistry;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly requestsPerMinute?: number;
    readonly trustedProxies?: readonly string[];
    readonly overload?: OverloadSettings;
  };
  /** Undefined: nobody is asked who they are. */
  readonly auth?: AccessRules | undefined;
  /** Who is told of looks and verdicts; undefined: nobody. */
  readonly notify?: Channels;
  /** The queue of due looks; default that of a process which has its store to itself. */
  readonly openQueue?: OpenQueue;
  /** How much a look may get from its source; undefined: anything. */
  readonly limits?: AnalysisLimits;
  /** How long the store keeps what; undefined: for ever. */
  readonly retention?: RetentionRules;
  /** What watches all of it; default the metrics of this server, with no traces. Its sources are watched where they are opened. */
  readonly observation?: Observation;
  readonly onLook?: (look: Look) => void;
}

export interface Server {
  readonly url: string;
  readonly service: AnalysisService;
  /** Runs the looks and makes the reports that are due now; resolves when they are stored. */
  readonly tick: () => Promise<void>;
  /** Takes no more requests, gives the looks and deliveries in hand that time (8 s) to finish or leaves them due, closes the store. */
  close(graceMs?: number): Promise<void>;
}

/** For looks in hand at the end; less than what requests have, so that those who wait for one are still told. */
const GRACE_MS = 8_000;

/** The whole program over its parts; the store is closed by it, also when it fails to start. */
export async function startServer(parts: ServerParts): Promise<Server> {
  const { logger, clock, configs, http, auth, notify = { rules: [], notifiers: [] }, openQueue = openOwnQueue, onLook = () => {} } = parts;
  const { comparators = BUILT_IN_COMPARATORS } = parts;
  const load = openLoad(http.overload, logger);
  let canaries: RunningKayenta | undefined;
  let queue: LookQueue | undefined;
  try {
    const version = await programVersion();
    const observation = parts.observation ?? openObservation({ logger, clock, version });
    const { registry, origins, aroundLook } = observation;
    parts.sourceMemory?.register(registry);
    measureSourceClocks(registry, parts.sources);
    const [store, judges] = [observation.store(parts.store), observation.judges(parts.judges)];
    const abort = new AbortController();
    const shared = { channels: notify.rules, mutex: keyedMutex(), newId: () => randomUUID(), signal: abort.signal };
    const deps = { ...parts, ...shared, store, pairs: store, judges, aroundLook };
    const service = createService({ ...deps, onLook, isOverloaded: () => load.overload() !== undefined });
    queue = await openQueue({
      dueAnalyses: (limit, atMs = clock.now()) => store.dueAnalyses(atMs, limit),
      dueAnalysis: (id) => dueAnalysis(deps, id),
      runDueLook: (id, signal) => runDueLook(deps, id, signal),
      runSlot: (look, signal) => runSlot(deps, look, signal),
      clock,
      logger,
      onLook,
      onError: (error, analysis) => {
        observation.lookFailed();
        logger.error({ err: error, analysis }, 'a look could not be made; it stays due');
      },
    });
    const { tick, check, depth } = queue;
    observation.watchQueue(depth);
    const intake = openIntake({ store, clock, configs, comparators, registry });
    canaries = await openKayenta({ ...deps, logFields: origins.logFields, canaryEnded: observation.canaryEnded });
    const app = buildApp({
      service,
      kayenta: canaries.kayenta,
      challenges: await openChallenges({ ...deps, service, logger }),
      intake,
      comparisons: openComparisons({ store, configs, clock }),
      clock,
      configs: () => [...configs.values()],
      judges: () => [...judges.values()],
      judgeRegistry: judges,
      comparators: () => [...comparators.values()],
      readiness: openReadiness({ ...parts, checkQueue: check }),
      metrics: registry,
      logger,
      auth: auth && { rules: auth, now: () => clock.now() },
      load,
      maxRequests: http.overload?.maxRequests,
      requestsPerMinute: http.requestsPerMinute,
      trustedProxies: http.trustedProxies,
      version,
    });
    observation.watchApp(app);
    const delivery = { channels: notify, outbox: store, clock, logger, registry };
    await discardOrphans(delivery);
    const url = await listen(app, parts.http);
    const deliveries = openDeliveries(delivery);
    const reports = openScheduledReports({ store, configs, clock, channels: notify.rules, logger, registry });
    const sweeping = sweepEverySecond(intake, { configs, logger });
    const housekeeping = parts.retention && openHousekeeping({ store, clock, rules: parts.retention, logger });
    return {
      url,
      service,
      tick: async () => {
        await tick();
        await reports.tick();
      },
      async close(graceMs = GRACE_MS) {
        const limit = setTimeout(() => abort.abort(new SerinusError('SHUTTING_DOWN', 503, 'the server is shutting down')), graceMs);
        await Promise.all([
          app.close().then(canaries?.stop),
          queue?.stop(graceMs),
          deliveries.stop(graceMs),
          reports.stop(),
          sweeping.stop(),
          housekeeping?.stop(),
        ]);
        await intake.stop();
        clearTimeout(limit);
        load.stop();
        await store.close();
        await observation.stop();
      },
    };
  } catch (error) {
    load.stop();
    await Promise.all([canaries?.stop(), queue?.stop(0)]);
    await parts.store.close();
    throw error;
  }
}

/**
 * To stderr, in the background and some lines at a time: a request does not wait for its line to be written. A line is written within a
 * fifth of a second, and what is left when the process ends by itself; a kill -9 loses that fifth.
 */
export function openLogger(level: string): Logger {
  const stderr = pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 200 });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stderr);
}
