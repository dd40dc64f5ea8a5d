import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Challenges } from '../analysis/challenge/challenges.ts';
import type { Comparisons } from '../analysis/comparison/comparisons.ts';
import type { Intake } from '../analysis/comparison/intake.ts';
import type { Kayenta } from '../analysis/kayenta/kayenta.ts';
import type { Clock } from '../analysis/ports/clock.ts';
import type { AnalysisService } from '../analysis/service.ts';
import type { Comparator } from '../comparison/comparator.ts';
import type { Judge } from '../judging/judge.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { AnalysisConfig } from '../model/config.ts';
import type { Guarding } from './auth/guard.ts';
import type { Load } from './load.ts';

/** What people choosing a judge are told of it. */
export type JudgeInfo = Pick<Judge, 'name' | 'description' | 'kinds' | 'parameters'>;

/** What people choosing a comparator are told of it. */
export type ComparatorInfo = Pick<Comparator, 'name' | 'description' | 'parameters'>;

export interface ReadinessCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Why not; never a secret. */
  readonly message?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly ReadinessCheck[];
}

/** All that the HTTP side needs; compose.ts puts it together. */
export interface HttpDeps {
  readonly service: AnalysisService;
  readonly clock: Clock;
  /** The loaded configs as they are at the moment of the call. */
  configs(): readonly AnalysisConfig[];
  judges(): readonly JudgeInfo[];
  /** The same judges by name, for requests that bring their own data. */
  readonly judgeRegistry: JudgeRegistry;
  comparators(): readonly ComparatorInfo[];
  readiness(): Promise<Readiness>;
  /** What Kayenta's clients ask of; absent, of its API there is the judge alone. */
  readonly kayenta?: Kayenta | undefined;
  /** Where pairs of answers go; absent, none come in. */
  readonly intake?: Intake | undefined;
  /** What is shown of pairs of answers; absent, of none. */
  readonly comparisons?: Comparisons | undefined;
  /** Several candidates against one control; absent, of none. */
  readonly challenges?: Challenges | undefined;
  /** Served at /metrics. */
  readonly metrics: Registry;
  readonly logger: Logger;
  /** Who may do what; absent, nobody is asked who they are. */
  readonly auth?: Guarding | undefined;
  /** Whether there is room for more work; absent, only the requests are counted. */
  readonly load?: Pick<Load, 'overload'> | undefined;
  /** In hand at one time; absent means the default. */
  readonly maxRequests?: number | undefined;
  /** Of one client; absent means the default. */
  readonly requestsPerMinute?: number | undefined;
  /** Addresses and networks whose X-Forwarded-For is believed; absent means none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Of the program, for OpenAPI and /healthz. */
  readonly version: string;
}
