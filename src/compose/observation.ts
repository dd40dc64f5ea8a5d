import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

import type { Clock } from '../analysis/ports/clock.ts';
import type { QueueDepth } from '../analysis/ports/look-queue.ts';
import type { MetricSource } from '../analysis/ports/metric-source.ts';
import type { Store } from '../analysis/ports/store.ts';
import type { AroundLook } from '../analysis/run-look.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import { logAnalyses } from '../observe/analysis-log.ts';
import { aroundJudges } from '../observe/around-judges.ts';
import { aroundSource } from '../observe/around-source.ts';
import { aroundStore } from '../observe/around-store.ts';
import { canaryMetrics } from '../observe/canary-metrics.ts';
import { followRequests } from '../observe/follow-requests.ts';
import { judgeMetrics } from '../observe/judge-metrics.ts';
import { lookMetrics } from '../observe/look-metrics.ts';
import { type Origins, openOrigins } from '../observe/origins.ts';
import { queueMetrics } from '../observe/queue-metrics.ts';
import { measureRequests } from '../observe/request-metrics.ts';
import { sourceLog } from '../observe/source-log.ts';
import { sourceMetrics } from '../observe/source-metrics.ts';
import { storeMetrics } from '../observe/store-metrics.ts';
import { tracedPorts } from '../observe/traced-ports.ts';
import type { Tracing } from '../observe/tracing.ts';
import { watchLooks } from '../observe/watch-looks.ts';

/** What is put around the parts of one server to see what it does. Each function gives the part back, watched. */
export interface Observation {
  /** Served at /metrics. */
  readonly registry: Registry;
  readonly origins: Origins;
  readonly store: (store: Store) => Store;
  readonly judges: (judges: JudgeRegistry) => JudgeRegistry;
  /** Of the source itself: what is remembered of its answers asks it less often than looks do. */
  readonly source: (source: MetricSource) => MetricSource;
  /** What a query is sent with, so that the source's own spans join ours; nothing where there are no traces. */
  readonly sourceHeaders: () => Readonly<Record<string, string>>;
  readonly aroundLook: AroundLook;
  /** A look that could not be made at all. */
  readonly lookFailed: () => void;
  /** A run of a client of Kayenta's API, by how it has ended. */
  readonly canaryEnded: (status: string) => void;
  /** Before the app is ready. */
  readonly watchApp: (app: FastifyInstance) => void;
  readonly watchQueue: (depth: () => QueueDepth) => void;
  /** Hands over the spans that are left. */
  readonly stop: () => Promise<void>;
}

export interface ObservationParts {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Of the program. */
  readonly version: string;
  readonly tracing?: Tracing | undefined;
}

export function openObservation({ logger, clock, version, tracing }: ObservationParts): Observation {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const info = { version, node: process.version };
  new Gauge({
    name: 'serinus_build_info',
    help: 'Always 1; which program runs is in the labels.',
    labelNames: Object.keys(info),
    registers: [registry],
  }).set(info, 1);

  const origins = openOrigins();
  const looks = lookMetrics(registry);
  const measured = { operation: storeMetrics(registry), query: sourceMetrics(registry), judgement: judgeMetrics(registry) };
  const logged = sourceLog({ logger, origins, clock });
  const traced = tracing && tracedPorts(tracing, origins);
  return {
    registry,
    origins,
    store(store) {
      const timed = aroundStore(logAnalyses(store, { logger, origins }), measured.operation);
      return traced === undefined ? timed : aroundStore(timed, traced.operation);
    },
    judges(judges) {
      const timed = aroundJudges(judges, measured.judgement);
      return traced === undefined ? timed : aroundJudges(timed, traced.judgement);
    },
    source(source) {
      const timed = aroundSource(aroundSource(source, measured.query), logged);
      return traced === undefined ? timed : aroundSource(timed, traced.query);
    },
    sourceHeaders() {
      const { span } = origins.current();
      return span === undefined || tracing === undefined ? {} : tracing.headersBelow(span);
    },
    aroundLook: watchLooks({ origins, tracing, metrics: looks, logger }),
    lookFailed: looks.failed,
    canaryEnded: canaryMetrics(registry),
    watchApp(app) {
      measureRequests(app, registry);
      followRequests(app, origins, tracing);
    },
    watchQueue: (depth) => queueMetrics({ registry, depth, clock }),
    stop: async () => tracing?.stop(),
  };
}
