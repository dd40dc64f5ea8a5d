import { BadInputError } from '../errors.ts';
import type { Analysis, Scope } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import type { NoiseChoice } from '../model/noise-profile.ts';
import { nextSlot } from './slots.ts';

/** How far ahead of the server's clock a start may lie: clocks differ a little, a typed year may differ a lot. */
const MAX_AHEAD_MS = 60 * 60_000;
/** How far back: sources hardly keep more, and a start of 1970 is a client's unset variable, not a release. */
const MAX_BACK_MS = 400 * 24 * 60 * 60_000;

/**
 * @returns the start, Unix milliseconds: now where none is asked for.
 * @throws {BadInputError} the start is too far from now, or the key cannot be told from others.
 */
export function checkStart({ startMs, key }: { readonly startMs?: number; readonly key?: string }, now: number): number {
  if (startMs !== undefined && startMs > now + MAX_AHEAD_MS)
    throw new BadInputError('start', `${new Date(startMs).toISOString()} is over an hour ahead`);
  if (startMs !== undefined && startMs < now - MAX_BACK_MS) {
    throw new BadInputError('start', `${new Date(startMs).toISOString()} is over 400 days ago`);
  }
  if (key !== undefined && key.length === 0) throw new BadInputError('key', 'is empty');
  // Stored as UTF-8, two different lone surrogates would be one and the same key.
  if (key !== undefined && !key.isWellFormed()) throw new BadInputError('key', 'is no well-formed text');
  return startMs ?? now;
}

export interface NewAnalysis {
  readonly id: string;
  readonly key: string;
  readonly config: AnalysisConfig;
  readonly control: Scope;
  readonly candidate: Scope;
  readonly startMs: number;
  readonly now: number;
  readonly noiseProfiles: readonly NoiseChoice[];
}

/** An analysis that begins, before its first look. */
export function newAnalysis({ id, key, config, control, candidate, startMs, now, noiseProfiles }: NewAnalysis): Analysis {
  return {
    id,
    key,
    configName: config.name,
    configHash: config.hash,
    config: config.document,
    ...(noiseProfiles.length > 0 && { noiseProfiles }),
    control,
    candidate,
    startMs,
    createdAtMs: now,
    status: 'running',
    verdict: 'continue',
    score: null,
    reason: 'no look yet',
    lastSlotMs: null,
    nextSlotMs: nextSlot(config, startMs, startMs),
    looks: 0,
    endedAtMs: null,
  };
}

/** The values of a scope in an order that does not depend on how they were written. */
export function sortedScope(scope: Scope): readonly (readonly [string, string])[] {
  return Object.entries(scope).sort(([a], [b]) => (a < b ? -1 : 1));
}
