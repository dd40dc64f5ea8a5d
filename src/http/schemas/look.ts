import { type Static, Type } from 'typebox';
import type { Look } from '../../model/analysis.ts';
import { iso } from './instant.ts';
import { GroupResults, MetricResults } from './metric-result.ts';
import { Readiness, Rollout } from './readiness.ts';
import { AnalysisId, Instant, Score, VerdictSchema } from './scalars.ts';

export const LookSchema = Type.Object(
  {
    analysis: AnalysisId,
    number: Type.Integer({ minimum: 1 }),
    slot: Type.String({ format: 'date-time', description: 'The moment the look speaks of.' }),
    trigger: Type.Enum(['schedule', 'request']),
    startedAt: Instant,
    finishedAt: Instant,
    configHash: Type.String(),
    window: Type.Object(
      { start: Instant, end: Instant, stepMs: Type.Integer({ minimum: 1 }) },
      { additionalProperties: false, description: 'What was fetched: start, start + stepMs, ... before end.' },
    ),
    verdict: VerdictSchema,
    score: Score,
    reason: Type.String(),
    reasons: Type.Unsafe<readonly string[]>(Type.Array(Type.String(), { description: 'All reasons, the deciding one first.' })),
    final: Type.Boolean({ description: 'Whether no later look follows.' }),
    groups: GroupResults,
    metrics: MetricResults,
    readiness: Readiness,
    rollout: Rollout,
  },
  { $id: 'Look', additionalProperties: false },
);
export type LookView = Static<typeof LookSchema>;
export const LookReply = Type.Unsafe<LookView>({ $ref: 'Look#' });

export function lookView(look: Look): LookView {
  const { analysisId, slotMs, startedAtMs, finishedAtMs, window, ...rest } = look;
  return {
    analysis: analysisId,
    number: rest.number,
    slot: iso(slotMs),
    trigger: rest.trigger,
    startedAt: iso(startedAtMs),
    finishedAt: iso(finishedAtMs),
    configHash: rest.configHash,
    window: { start: iso(window.startMs), end: iso(window.endMs), stepMs: window.stepMs },
    verdict: rest.verdict,
    score: rest.score,
    reason: rest.reason,
    reasons: rest.reasons,
    final: rest.final,
    groups: rest.groups,
    metrics: rest.metrics,
    ...(rest.readiness && { readiness: rest.readiness }),
    ...(rest.rollout && { rollout: rest.rollout }),
  };
}
