import type { Scope } from '../../model/analysis.ts';
import type { Challenge, ChallengeReport } from './challenge.ts';

export const FEWEST_CANDIDATES = 2;
export const MOST_CANDIDATES = 20;

export interface ChallengeRequest {
  /** Name of a loaded config. */
  readonly config: string;
  readonly control: Scope;
  /** 2 to 20, by name. */
  readonly candidates: Readonly<Record<string, Scope>>;
  /** The metric by which the best is told; default the first required one in which one direction is harm. */
  readonly primary?: string;
  /** When the candidates began to serve, Unix milliseconds; default now. */
  readonly startMs?: number;
  /** Makes the start idempotent for ever; without it every start is a new challenge. */
  readonly key?: string;
}

export interface ChallengeFilter {
  readonly configName?: string;
  /** 1 or more. */
  readonly limit: number;
  /** How many of the newest to pass over; default 0. */
  readonly offset?: number;
}

/** One control and several candidates at once, each compared by an analysis of its own. */
export interface Challenges {
  /** @throws {NotFoundError} no such config; {BadInputError} a scope, the primary metric, the start or the key is wrong. */
  start(request: ChallengeRequest): Promise<{ readonly challenge: Challenge; readonly created: boolean }>;
  /** @throws {NotFoundError} */
  find(id: string): Promise<ChallengeReport>;
  /** Newest first. */
  list(filter: ChallengeFilter): Promise<readonly Challenge[]>;
  /** Ends the analyses that are running; those that have ended stay as they are. @throws {NotFoundError} */
  cancel(id: string, reason: string): Promise<ChallengeReport>;
  /** Completes what a process that was killed has begun. */
  resume(): Promise<void>;
}
