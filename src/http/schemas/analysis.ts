import { type Static, Type } from 'typebox';
import type { Analysis } from '../../model/analysis.ts';
import { iso, isoOrNull } from './instant.ts';
import { AnalysisId, ConfigName, Instant, nullable, ScopeSchema, Score, StatusSchema, VerdictSchema } from './scalars.ts';

export const AnalysisSchema = Type.Object(
  {
    id: AnalysisId,
    key: Type.String({ description: 'Unique; a second start with the same key is the same analysis.' }),
    config: ConfigName,
    configHash: Type.String({ description: 'Of the config as it was at the start.' }),
    control: ScopeSchema,
    candidate: ScopeSchema,
    start: Instant,
    createdAt: Instant,
    status: StatusSchema,
    verdict: VerdictSchema,
    score: Score,
    reason: Type.String(),
    looks: Type.Integer({ minimum: 0, description: 'How many there are.' }),
    lastSlot: nullable(Instant),
    nextSlot: nullable(Instant),
    endedAt: nullable(Instant),
  },
  { $id: 'Analysis', additionalProperties: false },
);
export type AnalysisView = Static<typeof AnalysisSchema>;
export const AnalysisReply = Type.Unsafe<AnalysisView>({ $ref: 'Analysis#' });

/** What clients see of an analysis: instants as RFC 3339, the config by name and hash. */
export function analysisView(analysis: Analysis): AnalysisView {
  const { id, key, configName, configHash, control, candidate, status, verdict, score, reason, looks } = analysis;
  return {
    id,
    key,
    config: configName,
    configHash,
    control,
    candidate,
    start: iso(analysis.startMs),
    createdAt: iso(analysis.createdAtMs),
    status,
    verdict,
    score,
    reason,
    looks,
    lastSlot: isoOrNull(analysis.lastSlotMs),
    nextSlot: isoOrNull(analysis.nextSlotMs),
    endedAt: isoOrNull(analysis.endedAtMs),
  };
}
