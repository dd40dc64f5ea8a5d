import { type Static, Type } from 'typebox';
import type { VerdictAnswer } from '../../analysis/service.ts';
import { iso } from './instant.ts';
import { GroupResults, MetricResults } from './metric-result.ts';
import { Readiness, Rollout } from './readiness.ts';
import { AnalysisId, ConfigName, Instant, nullable, Score, StatusSchema, VerdictSchema } from './scalars.ts';

export const VerdictReplySchema = Type.Object(
  {
    verdict: VerdictSchema,
    score: Score,
    reason: Type.String({ description: 'The reason that decides.' }),
    analysis: AnalysisId,
    config: ConfigName,
    status: StatusSchema,
    look: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'Number of the latest look; null before the first.' }),
    slot: nullable(Instant),
    reasons: Type.Unsafe<readonly string[]>(Type.Array(Type.String())),
    groups: GroupResults,
    metrics: MetricResults,
    readiness: Readiness,
    rollout: Rollout,
  },
  { $id: 'Verdict', additionalProperties: false },
);
export type VerdictView = Static<typeof VerdictReplySchema>;
export const VerdictReply = Type.Unsafe<VerdictView>({ $ref: 'Verdict#' });

export function verdictView({ analysis, look }: VerdictAnswer): VerdictView {
  return {
    verdict: analysis.verdict,
    score: analysis.score,
    reason: analysis.reason,
    analysis: analysis.id,
    config: analysis.configName,
    status: analysis.status,
    look: look?.number ?? null,
    slot: look === undefined ? null : iso(look.slotMs),
    reasons: look?.reasons ?? [analysis.reason],
    groups: look?.groups ?? [],
    metrics: look?.metrics ?? [],
    ...(look?.readiness && { readiness: look.readiness }),
    ...(look?.rollout && { rollout: look.rollout }),
  };
}
