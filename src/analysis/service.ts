import type { Analysis, Look, Scope } from '../model/analysis.ts';
import type { NoiseProfile } from '../model/noise-profile.ts';
import type { Page } from './ports/page.ts';
import type { AnalysisFilter } from './ports/store.ts';

export interface StartRequest {
  /** Name of a loaded config. */
  readonly config: string;
  readonly control: Scope;
  readonly candidate: Scope;
  /** When the candidate began to serve, Unix milliseconds; default now. */
  readonly startMs?: number;
  /**
   * Makes the start idempotent for ever: a second start with the same key is the same analysis, even when that has ended.
   * Without it, a start whose config, control and candidate already have a running analysis is that analysis.
   */
  readonly key?: string;
}

/** Which analysis a verdict is asked of: by id, or the newest one of a config and two scopes. */
export type VerdictQuestion =
  | { readonly analysis: string }
  | { readonly config: string; readonly control: Scope; readonly candidate: Scope };

export interface VerdictAnswer {
  readonly analysis: Analysis;
  /** The latest look; undefined before the first. */
  readonly look: Look | undefined;
}

/** The use cases. Every surface (HTTP, CLI, hooks) maps one of these and decides nothing itself. */
export interface AnalysisService {
  /** @throws {NotFoundError} no such config; {BadInputError} a variable is missing, unknown or does not match its pattern. */
  start(request: StartRequest): Promise<{ readonly analysis: Analysis; readonly created: boolean }>;
  /** @throws {NotFoundError} */
  find(id: string): Promise<Analysis>;
  list(filter: AnalysisFilter): Promise<Page<Analysis>>;
  /** Judges now. Of an ended analysis it is the latest look, unchanged. @throws {NotFoundError}; {SerinusError} TOO_BUSY; never because a source failed. */
  look(id: string): Promise<Look>;
  looks(id: string, page: { readonly limit: number; readonly cursor?: string }): Promise<Page<Look>>;
  /** Ends a running analysis; an ended one is returned as it is. @throws {NotFoundError} */
  cancel(id: string, reason: string): Promise<Analysis>;
  /**
   * The latest verdict. When the latest look of a running analysis is older than maxAgeMs it is judged afresh first, unless the server is
   * too busy for that.
   * @throws {NotFoundError} no such analysis.
   */
  verdict(question: VerdictQuestion, maxAgeMs?: number): Promise<VerdictAnswer>;
  /**
   * Keeps what a calibration learnt, for the analyses of the config that start from now on.
   * @throws {NotFoundError} no such config; {BadInputError} a profile of another metric, other queries, or one that cannot be used: none is kept.
   */
  keepNoiseProfiles(config: string, profiles: readonly NoiseProfile[]): Promise<void>;
}
