import type { Analysis, Scope } from '../model/analysis.ts';
import type { ConfigDocument } from '../model/config-document.ts';
import type { NoiseChoice } from '../model/noise-profile.ts';

/** The columns of an analysis that every store has. */
export interface AnalysisRow {
  readonly id: string;
  readonly key: string;
  readonly config_name: string;
  readonly config_hash: string;
  /** Canonical JSON. */
  readonly control: string;
  readonly candidate: string;
  readonly start_ms: number;
  readonly created_at_ms: number;
  readonly status: Analysis['status'];
  readonly verdict: Analysis['verdict'];
  readonly score: number | null;
  readonly reason: string;
  readonly last_slot_ms: number | null;
  readonly next_slot_ms: number | null;
  readonly looks: number;
  readonly ended_at_ms: number | null;
}

/** The analysis of a row and of the documents that it refers to. */
export function analysisOf(row: AnalysisRow, config: ConfigDocument, noiseProfiles?: readonly NoiseChoice[]): Analysis {
  return {
    id: row.id,
    key: row.key,
    configName: row.config_name,
    configHash: row.config_hash,
    config,
    ...(noiseProfiles && { noiseProfiles }),
    control: JSON.parse(row.control) as Scope,
    candidate: JSON.parse(row.candidate) as Scope,
    startMs: row.start_ms,
    createdAtMs: row.created_at_ms,
    status: row.status,
    verdict: row.verdict,
    score: row.score,
    reason: row.reason,
    lastSlotMs: row.last_slot_ms,
    nextSlotMs: row.next_slot_ms,
    looks: row.looks,
    endedAtMs: row.ended_at_ms,
  };
}
