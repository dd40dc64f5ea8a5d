import { type Static, Type } from 'typebox';
import type { Analysis } from '../../model/analysis.ts';
import { AnalysisId, Score, VerdictSchema } from './scalars.ts';

/** Clients such as Argo Rollouts copy the whole reply into a Kubernetes object with every measurement. */
const MAX_REASON = 200;

export const ShortVerdictSchema = Type.Object(
  {
    verdict: VerdictSchema,
    score: Score,
    reason: Type.String({ maxLength: MAX_REASON }),
    analysis: AnalysisId,
    look: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'Number of the latest look; null before the first.' }),
  },
  { $id: 'ShortVerdict', additionalProperties: false },
);
export type ShortVerdictView = Static<typeof ShortVerdictSchema>;
export const ShortVerdictReply = Type.Unsafe<ShortVerdictView>({ $ref: 'ShortVerdict#' });

export const FormParameter = Type.Optional(
  Type.Literal('short', { description: 'Reply with verdict, score, reason (at most 200 characters), analysis and look alone.' }),
);

/** A verdict small enough to be stored with every measurement: its size has a bound. */
export function shortVerdictView({ id, verdict, score, reason, looks }: Analysis): ShortVerdictView {
  return { verdict, score, reason: shortened(reason, MAX_REASON), analysis: id, look: looks === 0 ? null : looks };
}

/** At most `maxLength` UTF-16 units of a text, the last one … when some are left out; no character is cut in two. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
