import { DEFAULT_THRESHOLDS } from '../../analysis/config/resolve-config.ts';
import type { VerdictAnswer } from '../../analysis/service.ts';
import { formatDuration } from '../../model/duration.ts';
import type { MetricResult, Verdict } from '../../model/verdict.ts';
import type { HookQuestion } from './hook-payload.ts';

/** What a hook answers: whether its gate opens, and the sentence that people read. */
export interface GateReply {
  readonly opens: boolean;
  readonly sentence: string;
}

export type GateHook = 'pre-rollout' | 'rollout' | 'confirm-traffic-increase' | 'confirm-promotion' | 'rollback';

/** Which verdicts open the gate. Of `rollback` an open gate means: roll back now. */
const OPENS = {
  'pre-rollout': { promote: true, continue: true, rollback: false },
  rollout: { promote: true, continue: true, rollback: false },
  'confirm-traffic-increase': { promote: true, continue: true, rollback: false },
  'confirm-promotion': { promote: true, continue: false, rollback: false },
  rollback: { promote: false, continue: false, rollback: true },
} as const satisfies Record<GateHook, Record<Verdict, boolean>>;

/** Maps the verdict of a session to the reply of a hook. */
export function replyOfGate(
  hook: GateHook,
  answer: VerdictAnswer,
  { phase, promotionTimeoutMs }: Pick<HookQuestion, 'phase' | 'promotionTimeoutMs'>,
): GateReply {
  const awaitsPromotion = hook === 'confirm-promotion' || (hook === 'rollback' && phase === 'WaitingPromotion');
  const { verdict, reason } =
    awaitsPromotion && promotionTimeoutMs !== undefined ? afterTimeout(answer, promotionTimeoutMs) : answer.analysis;
  // Blind is not healthy: traffic stays where it is while a source or a judge fails. Without data it must grow, or there will never be any.
  const isBlind = hook === 'confirm-traffic-increase' && requiredOf(answer).some(({ classification }) => classification === 'error');
  return { opens: OPENS[hook][verdict] && !isBlind, sentence: `${verdict}: ${reason}` };
}

/**
 * The verdict once a promotion may wait no longer: what the config says of its deadline. As at the deadline itself, a score below marginal
 * rolls back, and what is missing, broken or harmful promotes nothing. Time is that of the latest look, so every replica and every repetition answers the same.
 */
function afterTimeout(answer: VerdictAnswer, timeoutMs: number): { readonly verdict: Verdict; readonly reason: string } {
  const { analysis, look } = answer;
  if (analysis.verdict !== 'continue' || look === undefined || look.slotMs - analysis.startMs < timeoutMs) return analysis;
  const { onDeadline: verdict = 'rollback', thresholds } = analysis.config.spec;
  const { marginal } = { ...DEFAULT_THRESHOLDS, ...thresholds };
  if (analysis.score !== null && analysis.score < marginal)
    return { verdict: 'rollback', reason: `score ${analysis.score} is below ${marginal} after ${formatDuration(timeoutMs)}` };
  const required = requiredOf(answer);
  const flawed = required.filter(({ classification }) => !['pass', 'undecided'].includes(classification)).map(({ name }) => name);
  if (verdict === 'promote' && (flawed.length > 0 || required.length === 0))
    return {
      verdict: 'rollback',
      reason: `no promotion after ${formatDuration(timeoutMs)}: ${flawed.join(', ') || 'no metric is required'}`,
    };
  return { verdict, reason: `undecided after ${formatDuration(timeoutMs)}, which falls to ${verdict}` };
}

function requiredOf({ look }: VerdictAnswer): readonly MetricResult[] {
  return look?.metrics.filter(({ required, muted }) => required && !muted) ?? [];
}
